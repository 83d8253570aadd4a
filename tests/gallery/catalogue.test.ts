import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { TopLevelSpec } from 'vega-lite';
import { catalogue, drawable, figuresFolder, figuresReadme, printSpec } from '../../lib/gallery/index.ts';
import { besidePaper } from '../../lib/gallery/beside-paper.ts';
import { scoresIn } from '../../lib/gallery/catalogue-figure.ts';
import { scoresOfReasoner } from '../../lib/gallery/reasoners.ts';
import { metricNames } from '../../lib/metric/index.ts';
import { projectFolder } from '../../lib/store/folders.ts';
import { draw, textsOf } from '../support/draw.ts';
import { resultRowWith } from '../support/result-rows.ts';

const readme = figuresReadme();
const committed = (file: string) => readFileSync(join(figuresFolder, file), 'utf8');

describe.each(drawable())('figure $name', (figure) => {
  test('is what its rows give now (else run "npx transnar figures" and look at the difference)', () => {
    expect(committed(`${figure.name}.vl.json`)).toBe(printSpec(figure));
  });

  test('can be drawn, and its images are there', async () => {
    const spec = JSON.parse(committed(`${figure.name}.vl.json`)) as TopLevelSpec;
    await expect(draw(spec)).resolves.toContain('<svg');
    expect(existsSync(join(figuresFolder, `${figure.name}.svg`))).toBe(true);
    expect(existsSync(join(figuresFolder, `${figure.name}.png`))).toBe(true);
  });
});

const ofPreset = [
  ...besidePaper({ name: 'laptop', of: 'of the preset laptop-first', rows: scoresIn('laptop.jsonl') }),
  ...scoresOfReasoner({
    name: 'laptop-nar',
    of: 'the reasoner of the preset laptop-first',
    rows: scoresIn('laptop.jsonl'),
  }),
];

describe.each(ofPreset)('figure $name', (figure) => {
  const rows = (['bfs', 'minimum'] as const).flatMap((algorithm) =>
    (['transnar', 'transformer', 'nar'] as const).flatMap((model) =>
      metricNames.map((metric) => resultRowWith({ algorithm, model, metric, size: 12, run: model })),
    ),
  );

  test('can be drawn from the first rows of its preset, published values beside them', async () => {
    const own = rows.filter((row) => figure.of?.(row));
    expect(own.length).toBeGreaterThan(0);
    expect(figure.rows?.name).toBe('laptop.jsonl');
    const texts = textsOf(await draw(figure.draw(own))).join();
    expect(texts).toContain('one seed, 16 samples for each score');
    // Of families, published means of the reasoner stand only beside whole ones.
    if (figure.name !== 'laptop-nar-by-family') expect(texts).toMatch(/digitised|published/);
  });
});

test('figures of rows that do not exist are not listed', () => {
  for (const { name, rows } of catalogue) {
    const exists = rows === undefined || existsSync(join(projectFolder(), 'data/results', rows.name));
    if (!exists) expect(drawable().map((figure) => figure.name)).not.toContain(name);
  }
});

test('a figure of the preset as it is names no command of a variant, and one of variants names theirs', () => {
  const source = (name: string) => readme.split(`## ${name}\n`)[1].split('\n## ')[0];
  for (const { name } of ofPreset) expect(source(name)).not.toContain('sequential');
  for (const name of ['laptop-ablations', 'laptop-positions']) expect(source(name)).toContain('sequential');
  expect(source('laptop-positions')).not.toContain('evaluate nar');
});

test('the list of figures says where each comes from', () => {
  expect(committed('README.md')).toBe(readme);
});
