/** Every problem of the reference from its seed. */
import { describe, expect, test } from 'vitest';
import { type SamplerOptions, algorithm, clrs30, drawArguments } from '../../lib/dataset/index.ts';
import { RandomState } from '../../lib/random/index.ts';
import { type GoldenArguments, golden, samplerOptions, toArguments } from '../support/golden.ts';

interface SamplerSource {
  kind: 'sampler';
  length: number;
  seed: number;
  draw: number;
  truncate_decimals: number | null;
  kwargs?: Record<string, unknown>;
}
interface GoldenFile {
  samples: { id: string; source: SamplerSource | { kind: 'crafted' }; args: GoldenArguments }[];
}

describe.each([
  ['algorithms', clrs30],
  ['text', clrs30],
  ['samplers', Object.keys(samplerOptions)],
] as const)('the draws of golden %s', (folder, names) => {
  test.each(names)('%s come from their seeds, to the last bit', (name) => {
    const { samples } = golden<GoldenFile>(`${folder}/${name}.json.gz`);
    let compared = 0;
    for (const { id, source, args } of samples) {
      if (source.kind !== 'sampler') continue;
      const random = RandomState.seeded(source.seed);
      const draw = () => drawArguments(algorithm(name), random, source.length, toOptions(source));
      for (let skipped = 0; skipped < source.draw; skipped++) draw();
      expect(draw(), id).toEqual(toArguments(args));
      compared += 1;
    }
    expect(compared).toBeGreaterThan(0);
  });
});

const optionOf: Record<string, keyof SamplerOptions> = {
  p: 'p',
  length_needle: 'lengthNeedle',
  length_2: 'length2',
  max_deadline: 'maxDeadline',
  k: 'k',
  eps: 'eps',
};

test('there are golden draws with every option of the reference', () => {
  const used = Object.keys(samplerOptions).flatMap((name) =>
    golden<GoldenFile>(`samplers/${name}.json.gz`).samples.flatMap(({ source }) =>
      source.kind === 'sampler' ? Object.keys(source.kwargs ?? {}) : [],
    ),
  );
  expect(new Set(used)).toEqual(new Set(Object.values(samplerOptions).flat()));
});

function toOptions({ truncate_decimals, kwargs = {} }: SamplerSource): SamplerOptions {
  const options: Record<string, unknown> = { truncateDecimals: truncate_decimals ?? 0 };
  for (const [name, value] of Object.entries(kwargs)) {
    if (!(name in optionOf)) throw new Error(`No option for the sampler argument "${name}".`);
    options[optionOf[name]] = value;
  }
  return options;
}
