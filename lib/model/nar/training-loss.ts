/** What training minimises: the losses of all outputs and of all hints at all steps (the reference's losses.py). */
import * as tf from '@tensorflow/tfjs';
import { readsEdges } from './algorithm-modules.ts';
import { probeLoss } from './losses.ts';
import { type Tensors, featureOf } from './probe-tensors.ts';
import { type Pass, type State, decodeAll, givenOf, initialState, lastStep, stepCount } from './step.ts';
import { hintTarget, outputTarget } from './targets.ts';
import { endsAt, walk } from './walk.ts';

/** Losses by part, `output:NAME` and `hint:NAME`. */
export type Losses = Readonly<Record<string, tf.Scalar>>;

/** Losses of a whole batch, with gradients through all of its steps. */
export function batchLosses(pass: Pass): Losses {
  return spanLosses(pass, initialState(pass), 0, stepCount(pass.batch)).losses;
}

/** The sum of all parts, each with weight 1. */
export function totalOf(losses: Losses): tf.Scalar {
  return tf.addN(Object.values(losses));
}

/**
 * The loss of a batch in chunks of `steps`, as functions to be called once each, in order; between two calls the
 * parameters may change. No gradient flows from a chunk into the one before, so that memory does not grow with the
 * length of the algorithm. The state in between is freed by the last call.
 */
export function chunkLosses(pass: Pass, steps: number): (() => tf.Scalar)[] {
  const total = stepCount(pass.batch);
  let carried: State | undefined;
  return Array.from({ length: Math.ceil(total / steps) }, (_, chunk) => () => {
    const [from, to] = [chunk * steps, Math.min((chunk + 1) * steps, total)];
    return tf.tidy(() => {
      const { losses, state } = spanLosses(pass, carried ?? initialState(pass), from, to);
      tf.dispose(carried);
      carried = to < total ? kept(state) : undefined;
      return totalOf(losses);
    });
  });
}

function kept(state: State): State {
  for (const tensor of [state.hidden, ...Object.values(state.hints)]) tf.keep(tensor);
  return state;
}

/** Losses of the steps `from`, ..., `to` - 1 and of the outputs of the samples that end there. */
function spanLosses(pass: Pass, start: State, from: number, to: number): { losses: Losses; state: State } {
  const { modules, batch, random } = pass;
  const known = givenOf(pass);
  const outputsReadEdges = readsEdges(modules.outputs);
  const steps: Tensors[] = [];
  const { state, final } = walk(pass, known, start, {
    from,
    to,
    wantsEdges: (index) => outputsReadEdges && endsAt(batch, index),
    visit: (logits) => steps.push(logits),
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
    const logits = tf.stack(steps.map((step) => step[name]));
    const target = hintTarget(featureOf(batch.hints, name, batch), batch, from, to);
    losses[`hint:${name}`] = probeLoss(type, logits, target);
  }
  return { losses, state };
}
