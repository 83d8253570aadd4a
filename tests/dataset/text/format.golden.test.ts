/** Every text of the reference, character for character. */
import { describe, expect, test } from 'vitest';
import { algorithm, clrs30 } from '../../../lib/dataset/index.ts';
import { formatSample } from '../../../lib/dataset/text/index.ts';
import { type GoldenArguments, golden, toArguments } from '../../support/golden.ts';

interface GoldenText {
  question: string;
  answer: string;
}
interface GoldenFile {
  samples: { id: string; args: GoldenArguments; no_hints: GoldenText; hints: GoldenText }[];
}

describe.each(clrs30)('%s', (name) => {
  const { samples } = golden<GoldenFile>(`text/${name}.json.gz`);

  test.each(samples.map((sample) => [sample.id, sample] as const))(
    '%s reads as the reference',
    (_, sample) => {
      const trajectory = algorithm(name).trace(toArguments(sample.args));
      expect(formatSample(trajectory)).toEqual(sample.no_hints);
      expect(formatSample(trajectory, { hints: true })).toEqual(sample.hints);
    },
  );
});
