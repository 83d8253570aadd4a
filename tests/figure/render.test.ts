import { expect, test } from 'vitest';
import { htmlTable, ranges, renderPng, renderSvg } from '../../lib/figure/index.ts';
import { fontFamily, monospaceFamily } from '../../lib/figure/theme.ts';

const page = (inside: string) =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="90" height="30"><rect width="90" height="30" fill="white"/>${inside}</svg>`;
const text = (family: string) => page(`<text x="5" y="20" font-family="${family}">Text</text>`);

test.each([fontFamily, monospaceFamily, `${fontFamily}, Helvetica, Arial, sans-serif`])(
  'a PNG shows text in %s',
  (family) => {
    // Without its font, text is left out silently.
    expect(renderPng(text(family)).equals(renderPng(page('')))).toBe(false);
  },
);

test('the two fonts are two', () => {
  expect(renderPng(text(fontFamily)).equals(renderPng(text(monospaceFamily)))).toBe(false);
});

test('a PNG has the size asked for', () => {
  const png = renderPng(page(''), 3);
  expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([270, 90]);
});

test('the same spec gives the same SVG', async () => {
  const spec = ranges(
    [1, 2, 6].map((value) => ({ name: 'bfs', value })),
    { title: 'Steps', axis: 'steps' },
  );
  expect(await renderSvg(spec)).toBe(await renderSvg(spec));
  expect(spec).toMatchObject({ data: { values: [{ name: 'bfs', low: 1, mean: 3, high: 6 }] } });
});

test('a table has a heading, numbers to the right, and no markup from its content', () => {
  expect(htmlTable([{ name: 'a < b & c', value: 3 }])).toBe(
    [
      '<table>',
      '<tr><th style="text-align: left">name</th><th style="text-align: left">value</th></tr>',
      '<tr><td style="text-align: left">a &lt; b &amp; c</td><td style="text-align: right">3</td></tr>',
      '</table>',
    ].join('\n'),
  );
});
