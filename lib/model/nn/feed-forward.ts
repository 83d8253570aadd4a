/** The feed-forward layer of a Transformer block. */
import { type Activation, feedForward } from '../../backend/index.ts';
import type { Initializer } from '../initializers.ts';
import type { Parameters } from '../parameters.ts';
import { type JoiningLayer, linearParameters } from './linear.ts';

export interface FeedForwardOptions {
  readonly hidden: number;
  readonly activation: Activation;
  readonly bias: Initializer | false;
  /** Start of the first weights, and of the second, whose result joins the residual stream. */
  readonly inner: Initializer;
  readonly residual: Initializer;
}

/** Two linear maps with an activation between, [..., width] to [..., width]: `in` and `out` below `name`. */
export function feedForwardLayer(
  parameters: Parameters,
  name: string,
  width: number,
  { hidden, activation, bias, inner, residual }: FeedForwardOptions,
): JoiningLayer {
  const scope = parameters.scope(name);
  const inwards = linearParameters(scope, 'in', width, hidden, { weight: inner, bias });
  const outwards = linearParameters(scope, 'out', hidden, width, { weight: residual, bias });
  return (x, joining) => feedForward({ x, inwards, outwards, activation, joining });
}
