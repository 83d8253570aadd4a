/**
 * GPT-NeoX once more, in plain loops and float64, straight from its definition: what the loader and our Transformer are
 * held against. One sequence, no batching, no cache, nothing shared with the library.
 */
import { gelu } from '../../support/plain-math.ts';

export interface PlainGptNeox {
  readonly hidden: number;
  readonly layers: number;
  readonly heads: number;
  readonly rotaryShare: number;
  readonly rotaryBase: number;
  readonly epsilon: number;
  readonly parallel: boolean;
  /** Weights by their names in the file, each [out, in] row by row. */
  readonly weights: ReadonlyMap<string, ArrayLike<number>>;
}

/** Logits [T][V] of `tokens` at positions 0, 1, 2, ... */
export function plainGptNeox(model: PlainGptNeox, tokens: readonly number[]): number[][] {
  const { hidden, layers, parallel, epsilon } = model;
  const get = (name: string) => model.weights.get(name)!;
  const norm = (x: number[], name: string) =>
    layerNorm(x, get(`${name}.weight`), get(`${name}.bias`), epsilon);
  const apply = (x: number[], name: string) => affine(x, get(`${name}.weight`), get(`${name}.bias`));

  let stream = tokens.map((token) =>
    Array.from({ length: hidden }, (_, i) => get('gpt_neox.embed_in.weight')[token * hidden + i]),
  );
  for (let layer = 0; layer < layers; layer++) {
    const at = `gpt_neox.layers.${layer}`;
    const feedForward = (x: number[]) =>
      apply(
        apply(norm(x, `${at}.post_attention_layernorm`), `${at}.mlp.dense_h_to_4h`).map(gelu),
        `${at}.mlp.dense_4h_to_h`,
      );
    const normed = stream.map((x) => norm(x, `${at}.input_layernorm`));
    const projected = normed.map((x) => apply(x, `${at}.attention.query_key_value`));
    const attended = attention(model, projected).map((x) => apply(x, `${at}.attention.dense`));
    stream = stream.map((x, t) => {
      const afterAttention = sum(x, attended[t]);
      return sum(afterAttention, feedForward(parallel ? x : afterAttention));
    });
  }
  return stream.map((x) => affine(norm(x, 'gpt_neox.final_layer_norm'), get('embed_out.weight')));
}

/** `projected` [T][3 * hidden], by head: its query, its key, its value. */
function attention(
  { hidden, heads, rotaryShare, rotaryBase }: PlainGptNeox,
  projected: number[][],
): number[][] {
  const size = hidden / heads;
  const result = projected.map(() => new Array<number>(hidden).fill(0));
  for (let head = 0; head < heads; head++) {
    const part = (t: number, which: number) => {
      const start = head * 3 * size + which * size;
      return projected[t].slice(start, start + size);
    };
    for (let t = 0; t < projected.length; t++) {
      const query = rotate(part(t, 0), t, rotaryShare, rotaryBase);
      const scores: number[] = [];
      for (let s = 0; s <= t; s++) {
        const key = rotate(part(s, 1), s, rotaryShare, rotaryBase);
        scores.push(query.reduce((total, q, i) => total + q * key[i], 0) / Math.sqrt(size));
      }
      const largest = Math.max(...scores);
      const weights = scores.map((score) => Math.exp(score - largest));
      const total = weights.reduce((a, b) => a + b, 0);
      weights.forEach((weight, s) => {
        part(s, 2).forEach((value, i) => (result[t][head * size + i] += (weight / total) * value));
      });
    }
  }
  return result;
}

/** x * cos + rotate_half(x) * sin on the first dimensions, rotate_half(a, b) = (-b, a). */
function rotate(x: number[], position: number, share: number, base: number): number[] {
  const rotated = x.length * share;
  const half = rotated / 2;
  return x.map((value, i) => {
    if (i >= rotated) return value;
    const angle = position / base ** ((2 * (i % half)) / rotated);
    const other = i < half ? -x[i + half] : x[i - half];
    return value * Math.cos(angle) + other * Math.sin(angle);
  });
}

function layerNorm(
  x: number[],
  weight: ArrayLike<number>,
  bias: ArrayLike<number>,
  epsilon: number,
): number[] {
  const mean = x.reduce((a, b) => a + b, 0) / x.length;
  const variance = x.reduce((a, b) => a + (b - mean) ** 2, 0) / x.length;
  return x.map((value, i) => ((value - mean) / Math.sqrt(variance + epsilon)) * weight[i] + bias[i]);
}

function affine(x: number[], weight: ArrayLike<number>, bias?: ArrayLike<number>): number[] {
  return Array.from({ length: weight.length / x.length }, (_, row) =>
    x.reduce((total, value, i) => total + value * weight[row * x.length + i], bias?.[row] ?? 0),
  );
}

const sum = (a: number[], b: number[]) => a.map((x, i) => x + b[i]);
