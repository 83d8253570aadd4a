/**
 * What training minimises: the losses of all outputs and of all hints at all steps (the reference's losses.py), and what
 * the processor and the reconstruction of hints add.
 */
import * as tf from '@tensorflow/tfjs';
import type { Batch } from '../../dataset/index.ts';
import { readsEdges } from './algorithm-modules.ts';
import { probeLoss } from './losses.ts';
import { featureOf } from './probe-tensors.ts';
import { type Pass, type State, givenOf, initialState, lastStep, stepCount } from './pass.ts';
import { processorLosses } from './processor-losses.ts';
import { type Looked, reconstructionLosses } from './reconstruction-losses.ts';
import { decodeAll } from './step.ts';
import { hintTarget, outputTarget } from './targets.ts';
import { type Visited, endsAt, walk } from './walk.ts';

/** Losses by part: `output:PROBE`, `hint:PROBE`, `processor:NAME` and `reconstruction:PROBE`. */
export type Losses = Readonly<Record<string, tf.Scalar>>;

/** Losses of a whole batch, with gradients through all of its steps. */
export function batchLosses(pass: Pass): Losses {
  return spanLosses(pass, initialState(pass), 0, stepCount(pass.batch)).losses;
}

/** The sum of all parts, each with weight 1. */
export function totalOf(losses: Losses): tf.Scalar {
  return tf.addN(Object.values(losses));
}

/** Consecutive steps: `from`, ..., `to` - 1. */
export interface Chunk {
  readonly from: number;
  readonly to: number;
}

/** The steps of a batch in chunks of `steps`, of which the last may be shorter. */
export function chunksOf(batch: Batch, steps: number): Chunk[] {
  const total = stepCount(batch);
  return Array.from({ length: Math.ceil(total / steps) }, (_, chunk) => ({
    from: chunk * steps,
    to: Math.min((chunk + 1) * steps, total),
  }));
}

/**
 * The loss of one chunk, as a function to be called once. The steps before are taken now and no gradient flows back into
 * them: memory does not grow with the length of the algorithm, and time hardly. The call frees their state.
 */
export function chunkLoss(pass: Pass, { from, to }: Chunk): () => tf.Scalar {
  const start = from === 0 ? undefined : stateAfter(pass, from);
  return () =>
    tf.tidy(() => {
      const { losses } = spanLosses(pass, start ?? initialState(pass), from, to);
      tf.dispose(start);
      return totalOf(losses);
    });
}

/** The state after the first `steps` steps, which the caller owns. */
function stateAfter(pass: Pass, steps: number): State {
  const state = tf.tidy(() => {
    const options = {
      from: 0,
      to: steps,
      wantsEdges: () => false,
      visit: ({ hints, losses, reconstructFrom }: Visited) => tf.dispose([hints, losses, reconstructFrom]),
    };
    return walk(pass, givenOf(pass), initialState(pass), options).state;
  });
  const { hidden, edges, hints } = state;
  for (const tensor of [hidden, ...(edges ? [edges] : []), ...Object.values(hints)]) tf.keep(tensor);
  return state;
}

/** Losses of the steps `from`, ..., `to` - 1 and of the outputs of the samples that end there. */
function spanLosses(pass: Pass, start: State, from: number, to: number): { losses: Losses; state: State } {
  const { modules, batch, random } = pass;
  const known = givenOf(pass);
  const outputsReadEdges = readsEdges(modules.outputs);
  const steps: Visited[] = [];
  const looked: Looked[] = [];
  const { state, final } = walk(pass, known, start, {
    from,
    to,
    wantsEdges: (index) => outputsReadEdges && endsAt(batch, index),
    visit(step, _, looks) {
      steps.push(step);
      looked.push({ readings: step.reconstructFrom, looks });
    },
  });
  const losses: Record<string, tf.Scalar> = {};
  if (final) {
    const outputs = decodeAll(modules.outputs, final, { padding: known.padding, random });
    const endsHere = (sample: number) => {
      const end = lastStep(batch.lengths[sample]);
      return from <= end && end < to;
    };
    for (const [name, { type }] of modules.outputs) {
      const target = outputTarget(featureOf(batch.outputs, name, batch), batch, endsHere);
      losses[`output:${name}`] = probeLoss(type, outputs[name], target);
    }
  }
  for (const [name, { type }] of modules.hints) {
    const logits = tf.stack(steps.map(({ hints }) => hints[name]));
    const target = hintTarget(featureOf(batch.hints, name, batch), batch, from, to);
    losses[`hint:${name}`] = probeLoss(type, logits, target);
  }
  const added = {
    ...processorLosses(pass, steps, from, losses),
    ...reconstructionLosses(pass, looked, from, known.padding),
  };
  return { losses: { ...losses, ...added }, state };
}
