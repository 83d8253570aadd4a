import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { TopLevelSpec } from 'vega-lite';
import { drawable, figuresFolder, figuresReadme, printSpec } from '../../scripts/commands/figures.ts';
import { draw } from '../support/draw.ts';

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

test('the list of figures says where each comes from', () => {
  expect(committed('README.md')).toBe(figuresReadme());
});
