/** What a processor adds to the training loss: means over the steps that count, weighted as its method says. */
import * as tf from '@tensorflow/tfjs';
import { withGradient } from '../../backend/index.ts';
import type { Pass } from './pass.ts';
import type { Visited } from './walk.ts';

/**
 * The parts `processor:NAME` of consecutive steps, the first of which is number `from`, of the same samples and steps as
 * those whose hints count; `probes` are the losses of these steps.
 */
export function processorLosses(
  { processor, batch }: Pass,
  steps: readonly Visited[],
  from: number,
  probes: Readonly<Record<string, tf.Scalar>>,
): Record<string, tf.Scalar> {
  const names = Object.keys(steps[0].losses);
  if (names.length === 0) return {};
  const counts = steps.flatMap((_, i) =>
    Array.from(batch.lengths, (length) => (from + i + 1 < length ? 1 : 0)),
  );
  const total = counts.reduce<number>((sum, count) => sum + count, 0);
  const shares = tf.tensor2d(
    counts.map((count) => count / Math.max(total, 1)),
    [steps.length, batch.size],
  );
  const hintLoss = meanOf(Object.entries(probes).flatMap(([part, loss]) => (isHint(part) ? [loss] : [])));
  return Object.fromEntries(
    names.map((name) => {
      const mean = tf.sum<tf.Scalar>(tf.mul(tf.stack(steps.map(({ losses }) => losses[name])), shares));
      const weight = processor.weights?.[name]?.(hintLoss);
      return [`processor:${name}`, weight ? tf.mul<tf.Scalar>(mean, withoutGradient(weight)) : mean];
    }),
  );
}

const isHint = (part: string) => part.startsWith('hint:');

/** 0 where there are no hints. */
function meanOf(losses: readonly tf.Scalar[]): tf.Scalar {
  return losses.length > 0 ? tf.div(tf.addN([...losses]), losses.length) : tf.scalar(0);
}

/** The value as if it were given: a weight must not be lowered by making what it depends on worse. */
function withoutGradient(value: tf.Scalar): tf.Scalar {
  return withGradient([value], () => ({ value: tf.clone(value), gradFunc: (dy) => [tf.zerosLike(dy)] }));
}
