/** What the plain reasoner learns from: the reference's losses.py, section by section. */
import type { Feature, Features, ProbeSpec, Spec, Stage, Trajectory } from '../../../../lib/dataset/index.ts';
import { logSumExp, sigmoid } from '../../../support/plain-math.ts';
import { type Values, denseAt, rowsOf } from './decoders.ts';
import type { PlainMasks, PlainRun } from './model.ts';

/** A span of steps: `from`, ..., `to` - 1. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/**
 * Losses by part of several samples: for each probe the mean over all that counts, of all samples together. The
 * prediction of step t is compared with hint t + 1, and what ReNAR reconstructs at step t with hint t, where it was masked;
 * outputs count in the span in which a sample ends.
 */
export function plainLosses(
  spec: Spec,
  samples: readonly Trajectory[],
  runs: readonly PlainRun[],
  { from, to }: Span = { from: 0, to: Infinity },
): Record<string, number> {
  const sums = new Map<string, { loss: number; count: number }>();
  const score = (
    part: string,
    probe: Omit<ProbeSpec, 'stage'>,
    logits: Values,
    truth: Values,
    nodes: number,
    isMasked: (item: number) => boolean = () => true,
  ) => {
    const sum = sums.get(part) ?? { loss: 0, count: 0 };
    sums.set(part, sum);
    const rows = rowsOf(probe, logits, nodes);
    rowsOf(probe, truth, nodes).forEach((expected, row) => {
      const loss = lossOf(probe.type, rows[row], expected);
      // Of a choice among nodes, the node that it falls on has the whole loss.
      const item = probe.type === 'mask_one' ? row * expected.length + expected.indexOf(1) : row;
      if (loss === undefined || !isMasked(item)) return;
      sum.loss += loss;
      sum.count += 1;
    });
  };
  samples.forEach((sample, s) => {
    const { nodes, length, outputs, hints } = sample;
    const each = (stage: Stage, features: Features, visit: (name: string, feature: Feature) => void) => {
      for (const [name, probe] of Object.entries(spec))
        if (probe.stage === stage) visit(name, features[name]);
    };
    const last = Math.max(0, length - 2);
    if (from <= last && last < to) {
      each('output', outputs, (name, feature) =>
        score(`output:${name}`, feature, runs[s].outputs[name], denseAt(feature, nodes, 0), nodes),
      );
    }
    each('hint', hints, (name, feature) => {
      if (!sums.has(`hint:${name}`)) sums.set(`hint:${name}`, { loss: 0, count: 0 });
      for (let t = from; t < Math.min(to, length - 1); t++) {
        score(`hint:${name}`, feature, runs[s].hints[t][name], denseAt(feature, nodes, t + 1), nodes);
      }
      if (runs[s].reconstructions.length === 0) return;
      const part = `reconstruction:${name}`;
      if (!sums.has(part)) sums.set(part, { loss: 0, count: 0 });
      for (let t = from; t < Math.min(to, length - 1); t++) {
        for (const { masks, logits } of runs[s].reconstructions[t]) {
          const { [name]: isMasked } = masks as Partial<PlainMasks>;
          score(part, feature, logits[name], denseAt(feature, nodes, t), nodes, isMasked);
        }
      }
    });
  });
  return Object.fromEntries([...sums].map(([part, { loss, count }]) => [part, loss / Math.max(1, count)]));
}

/** The loss of one row; `undefined` where the truth leaves it open. */
function lossOf(type: ProbeSpec['type'], logits: number[], truth: number[]): number | undefined {
  if (type === 'scalar') return (logits[0] - truth[0]) ** 2;
  if (type === 'mask') {
    if (truth[0] === -1) return undefined;
    return -Math.log(sigmoid(truth[0] === 1 ? logits[0] : -logits[0]));
  }
  const choice = truth.indexOf(1);
  if (choice === -1) return undefined;
  return type === 'permutation_pointer' ? -logits[choice] : logSumExp(logits) - logits[choice];
}
