/** Figures on a dark ground: the same spec with the greys turned round; the colours that mean something stay. */
import type { TopLevelSpec } from 'vega-lite';
import { palette } from './theme.ts';

/** What stands for ink, paper and lines, and what does on a dark page. */
const turned: Readonly<Record<string, string>> = {
  white: '#16191D',
  [palette.black]: '#ECECEC',
  '#444444': '#C4C7CA',
  '#555555': '#B4B8BC',
  [palette.faint]: '#33383E',
  // The two dark colours of the palette, lighter: as far from this ground as from white.
  [palette.blue]: '#3D9BDC',
  [palette.green]: '#2FBF97',
};

/** The spec for a dark page. */
export function darkened(spec: TopLevelSpec): TopLevelSpec {
  const text = JSON.stringify(spec, (_, value: unknown) =>
    typeof value === 'string' ? (turned[value] ?? value) : value,
  );
  const { config, ...rest } = JSON.parse(text) as TopLevelSpec;
  // Where Vega itself would write in black.
  return {
    ...rest,
    config: { ...config, legend: { ...config?.legend, labelColor: turned['#444444'] } },
  };
}
