/** How the parameters of a language model start. */
import { type Initializer, constant, gaussian } from '../initializers.ts';
import type { TransformerConfig } from './config.ts';

/** How the parameters of a language model start. */
export interface StartingWeights {
  readonly inner: Initializer;
  /** Of maps whose result joins the residual stream. */
  readonly residual: Initializer;
  /** `false` for a model without biases. */
  readonly bias: Initializer | false;
}

/**
 * Normal with variance 2 / (5 D) (Nguyen and Salazar 2019, as in GPT-NeoX); what joins the residual stream is divided by
 * the root of the number of such sums, 2 per block (GPT-2), so that the stream's variance does not grow with depth.
 */
export function startingWeights({ width, layers, biases }: TransformerConfig): StartingWeights {
  const deviation = Math.sqrt(2 / (5 * width));
  return {
    inner: gaussian(deviation),
    residual: gaussian(deviation / Math.sqrt(2 * layers)),
    bias: biases && constant(0),
  };
}
