/**
 * ReNAR's second task: beside the next hints, the reasoner learns to say which hints it was given, from what the encoder's
 * network makes of them (AAAI 2026, arXiv 2606.00559).
 */
import * as tf from '@tensorflow/tfjs';
import type { Look } from './hint-masks.ts';
import { probeLoss } from './losses.ts';
import type { Padding } from './padding.ts';
import type { Pass } from './pass.ts';
import { featureOf } from './probe-tensors.ts';
import type { Reading } from './reading.ts';
import { decodeAll } from './step.ts';
import { encodedTarget } from './targets.ts';

/** The looks of a step: what was read, and what was masked. */
export interface Looked {
  readonly readings: readonly Reading[];
  readonly looks: readonly Look[];
}

/**
 * The parts `reconstruction:PROBE` of consecutive steps, the first of which is number `from`: the losses of the hints that
 * were given, over the samples and steps whose next hints count; with masks, the mean over what was masked at any look. The
 * truth is what is to be said, also where the hints that were given are predictions.
 */
export function reconstructionLosses(
  { config, modules, batch, random }: Pass,
  steps: readonly Looked[],
  from: number,
  padding: Padding | undefined,
): Record<string, tf.Scalar> {
  if (!config.reconstruction) return {};
  const { weight } = config.reconstruction;
  const said = steps.flatMap(({ readings }) =>
    readings.map((reading) => decodeAll(modules.reconstructions, reading, { padding, random })),
  );
  return Object.fromEntries(
    modules.reconstructions.map(([name, { type }]) => {
      const masks = steps.map(({ looks }) => looks.map((look) => look?.get(name)));
      const target = encodedTarget(featureOf(batch.hints, name, batch), batch, from, masks);
      const loss = probeLoss(type, tf.stack(said.map((logits) => logits[name])), target);
      return [`reconstruction:${name}`, tf.mul<tf.Scalar>(loss, weight)];
    }),
  );
}
