/** What a Transformer is: every choice as data, checked, with its derived sizes and its number of parameters. */
import { z } from 'zod';
import { positionScheme } from '../language-data/index.ts';

const positive = z.int().positive();

/** Unknown keys are refused, so that a misspelt choice cannot pass for the default. */
export const transformerConfig = z
  .strictObject({
    /** D, numbers per token. */
    width: positive,
    layers: positive,
    /** Attention heads; each is width / heads wide. */
    heads: positive,
    /** Hidden width of the feed-forward layers. */
    feedForward: positive,
    activation: z.enum(['gelu', 'squaredRelu']),
    /** Sequential: attention, then feed-forward on its result; parallel (GPT-NeoX): both read the block's input. */
    residual: z.enum(['sequential', 'parallel']),
    norm: z.enum(['rms', 'layer']),
    /** Added to the variance before the root. */
    epsilon: z.number().positive(),
    /** Whether linear maps have biases. */
    biases: z.boolean(),
    /** Tied: logits are products with the token embeddings; untied: the read-out has a matrix of its own. */
    readOut: z.enum(['tied', 'untied']),
    /** The share of each head that is rotated, and the base of the wavelengths. */
    rotary: z.strictObject({ share: z.number().positive().max(1), base: z.number().positive() }),
    positions: positionScheme,
    /** The longest sequence, in tokens. */
    context: positive,
  })
  .superRefine(({ width, heads, rotary, positions, context }, issues) => {
    const refuse = (message: string) => issues.addIssue({ code: 'custom', message });
    if (width % heads !== 0) refuse(`width (${width}) must be a multiple of heads (${heads})`);
    const rotated = rotary.share * (width / heads);
    if (rotated < 2 || rotated % 2 !== 0) {
      refuse(
        `rotary.share ${rotary.share} of heads ${width / heads} wide must be an even number of dimensions`,
      );
    }
    if (positions.kind === 'randomised' && positions.maximum < context) {
      refuse(`positions.maximum (${positions.maximum}) must be at least context (${context})`);
    }
  });

export type TransformerConfig = z.infer<typeof transformerConfig>;

/** Numbers per head. */
export function headWidth({ width, heads }: Pick<TransformerConfig, 'width' | 'heads'>): number {
  return width / heads;
}

/** The number of parameters of a Transformer over `vocabulary` tokens, without making them. */
export function transformerSize(config: TransformerConfig, vocabulary: number): number {
  const { width, layers, feedForward, norm, biases, readOut } = config;
  const linear = (inputs: number, outputs: number) => inputs * outputs + (biases ? outputs : 0);
  const normalisation = norm === 'layer' ? 2 * width : width;
  const attention = linear(width, 3 * width) + linear(width, width);
  const feedForwards = linear(width, feedForward) + linear(feedForward, width);
  const block = 2 * normalisation + attention + feedForwards;
  const tables = (readOut === 'tied' ? 1 : 2) * vocabulary * width;
  return layers * block + normalisation + tables;
}
