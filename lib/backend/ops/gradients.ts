/** The gradients of a loss: one way back over the tape of tfjs, which frees what it has used. */
import * as tf from '@tensorflow/tfjs';
import { addPairs } from './lists.ts';

type Tape = ReturnType<typeof tf.engine>['state']['activeTape'];
type TapeNode = Tape[number];

/** A loss, and its gradient by each variable; undefined by one that it does not depend on. */
export interface LossGradients {
  readonly value: tf.Scalar;
  readonly gradients: readonly (tf.Tensor | undefined)[];
}

/**
 * What `tf.variableGrads` gives, the same bits. tfjs asks of every entry of the tape and every variable whether they have to do with
 * each other, copies the entries that do, opens a scope for each gradient, and keeps all of them until it has ended. Here
 * a gradient is freed once it has been handed on. Throws where the loss is no number or depends on none of the
 * variables, and within the gradient of something else.
 */
export function lossGradients(loss: () => tf.Scalar, variables: readonly tf.Variable[]): LossGradients {
  const { state } = tf.engine();
  if (state.gradientDepth > 0)
    throw new Error('The gradients of a loss are asked for within another gradient.');
  state.activeTape = [];
  state.gradientDepth++;
  let value: tf.Scalar;
  try {
    value = tf.tidy(loss);
  } finally {
    state.gradientDepth--;
  }
  const tape = state.activeTape;
  state.activeTape = [];
  try {
    if (value.rank !== 0) throw new Error(`A loss is one number, not of shape [${value.shape.join(', ')}].`);
    const gradients = tf.tidy(() => walkedBack(tape, value, variables));
    if (gradients.every((each) => each === undefined)) throw new Error('The loss depends on no variable.');
    return { value, gradients };
  } finally {
    for (const { saved = [] } of tape) for (const tensor of saved) tensor.dispose();
  }
}

function walkedBack(
  tape: Tape,
  value: tf.Scalar,
  variables: readonly tf.Variable[],
): (tf.Tensor | undefined)[] {
  const dependent = dependentOn(variables, tape);
  const gradients = new Map<number, tf.Tensor>([[value.id, tf.ones([])]]);
  for (const node of tape.toReversed()) {
    if (!node.outputs.some(({ id }) => gradients.has(id) && dependent.has(id))) continue;
    // Whatever reads these outputs stands behind their node on the tape: nothing will be added to their gradients.
    const dys = node.outputs.map(({ id }) => gradients.get(id));
    for (const { id } of node.outputs) gradients.delete(id);
    for (const [{ id }, dx] of handedOn(node, dys, dependent)) {
      const before = gradients.get(id);
      gradients.set(id, before ? sumOf(before, dx) : dx);
    }
    tf.dispose(dys);
  }
  return variables.map(({ id }) => gradients.get(id));
}

/** The numbers of the variables, and of all tensors that depend on them. */
function dependentOn(variables: readonly tf.Variable[], tape: Tape): ReadonlySet<number> {
  const found = new Set(variables.map(({ id }) => id));
  for (const { inputs, outputs } of tape) {
    for (const name in inputs) {
      if (!found.has(inputs[name].id)) continue;
      for (const { id } of outputs) found.add(id);
      break;
    }
  }
  return found;
}

/** The gradients of a node's inputs, as far as these depend on a variable: tensors of their own. */
function handedOn(
  { kernelName, inputs, gradient }: TapeNode,
  dys: readonly (tf.Tensor | undefined)[],
  dependent: ReadonlySet<number>,
): [x: tf.Tensor, dx: tf.Tensor][] {
  if (!gradient) throw new Error(`There is no gradient of ${kernelName}.`);
  return tf.tidy(() => {
    const each = gradient(dys as tf.Tensor[]); // tfjs takes what is missing for 0
    const taken = new Set(dys);
    return Object.entries(inputs)
      .filter(([, { id }]) => dependent.has(id))
      .map(([name, x]) => {
        const dx = each[name]();
        if (!tf.util.arraysEqual(dx.shape, x.shape)) {
          const [wrong, right] = [dx.shape, x.shape].map((shape) => shape.join(', '));
          throw new Error(
            `The gradient of ${kernelName} has shape [${wrong}] where its input has [${right}].`,
          );
        }
        const own = taken.has(dx) ? tf.clone(dx) : dx;
        taken.add(own);
        return [x, own];
      });
  });
}

function sumOf(before: tf.Tensor, dx: tf.Tensor): tf.Tensor {
  const [sum] = addPairs([[before, dx]]);
  tf.dispose([before, dx]);
  return sum;
}
