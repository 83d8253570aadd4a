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
export function startingWeights(config: TransformerConfig): StartingWeights {
  const { width, layers, biases, loops = 1, start } = config;
  const deviation = Math.sqrt(2 / (5 * width));
  return {
    inner: gaussian(deviation),
    residual: start?.residual === 'zero' ? constant(0) : gaussian(deviation / Math.sqrt(2 * layers * loops)),
    bias: biases && constant(0),
  };
}
