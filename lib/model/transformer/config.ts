/** What a Transformer is: every choice as data, checked, with its derived sizes and its number of parameters. */
import { z } from 'zod';
import { positionLimit, positionScheme } from '../language-data/index.ts';
import type { EncodingSizes } from './positions/encoding.ts';
import { type EncodingOptions, encodingOptions, encodingProblem } from './positions/index.ts';
import { rotaryOptions } from './positions/rotary.ts';

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
    /** Options of rotary positions, by which the model sees positions unless there is an `encoding`. */
    rotary: z.strictObject(rotaryOptions).optional(),
    /** How the model sees positions; absent: rotary, by the options above. */
    encoding: encodingOptions.optional(),
    /** How the positions of tokens are drawn. */
    positions: positionScheme,
    /** Queries and keys are normalised head by head before they are turned (arXiv 2302.05442); absent: not. */
    qkNorm: z.literal('rms').optional(),
    /** Zero: maps whose result joins the residual stream start at 0, so every block at first passes x on; absent: random. */
    start: z.strictObject({ residual: z.literal('zero') }).optional(),
    /** How often the blocks run, one time after another with the same weights (arXiv 1807.03819); absent: once. */
    loops: positive.optional(),
    /** How many tokens an embedding sees: its own and those right before it; absent: its own alone. */
    window: positive.optional(),
    /** The longest sequence, in tokens. */
    context: positive,
  })
  .superRefine((config, issues) => {
    const { width, heads, rotary, encoding, positions, context } = config;
    const refuse = (message: string) => issues.addIssue({ code: 'custom', message });
    if (width % heads !== 0) refuse(`width (${width}) must be a multiple of heads (${heads})`);
    if (!rotary && !encoding) refuse('give rotary or encoding: the model must be told how to see positions');
    else {
      const problem = encodingProblem(encodingOf(config), encodingSizes(config));
      if (problem) refuse(problem);
    }
    if (positionLimit(positions) < context) {
      refuse(`positions.maximum (${positionLimit(positions)}) must be at least context (${context})`);
    }
  });

/** The choices that make a language model, as `transformerConfig` has them. */
export type TransformerConfig = z.infer<typeof transformerConfig>;

/** Numbers per head. */
export function headWidth({ width, heads }: Pick<TransformerConfig, 'width' | 'heads'>): number {
  return width / heads;
}

/** How the model sees positions. */
export function encodingOf({
  encoding,
  rotary,
}: Pick<TransformerConfig, 'encoding' | 'rotary'>): EncodingOptions {
  return encoding ?? { kind: 'rotary', ...rotary! };
}

/** What the encoding may need to know of the model. Where any token gets a position, those of the context are enough. */
export function encodingSizes({ width, heads, positions, context }: TransformerConfig): EncodingSizes {
  const limit = positionLimit(positions);
  return { width, heads, limit: Number.isFinite(limit) ? limit : context };
}
