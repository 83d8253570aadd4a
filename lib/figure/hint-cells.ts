/** What a hint looks like, one coloured and labelled cell for each value, decided by its type alone. */
import type { Feature, ProbeType } from '../dataset/index.ts';
import { categoryColour, decimal, palette } from './theme.ts';

export interface HintCell {
  readonly step: number;
  /** The node; empty for the graph. */
  readonly row: number | '';
  /** The second node of an edge. */
  readonly column?: number;
  readonly label: string;
  readonly fill: string;
  readonly ink: string;
}

type HintLook = Pick<HintCell, 'label' | 'fill' | 'ink'>;

/** Cells of a hint of T = `length` steps [T, ...], time first. */
export function hintCells(feature: Feature, nodes: number, length: number): HintCell[] {
  const { location } = feature;
  const rows = location === 'graph' ? 1 : nodes;
  const columns = location === 'edge' ? nodes : 1;
  const look = looks(feature, rows * columns);
  return Array.from({ length: length * rows * columns }, (_, at) => {
    const item = at % (rows * columns);
    return {
      step: Math.floor(at / (rows * columns)),
      row: location === 'graph' ? '' : Math.floor(item / columns),
      ...(location === 'edge' && { column: item % columns }),
      ...look(at),
    };
  });
}

/** What the colours of hints of a type say. */
const notes: Partial<Record<ProbeType, string>> = {
  pointer: 'orange: a pointer that this step changed; grey: one that it left',
  should_be_permutation: 'orange: a pointer that this step changed; grey: one that it left',
  mask: 'blue: 1 of a mask; grey: 0',
  mask_one: 'blue: 1 of a mask; grey: 0',
  scalar: 'white to blue: a number from the least to the most of its panel',
  categorical: 'colours with digits: the class of a category; grey: not scored',
};

/** What the colours of some hints say, each once. */
export const colourNotes = (features: readonly Feature[]): string[] => [
  ...new Set(features.flatMap(({ type }) => notes[type] ?? [])),
];

const dark: HintLook = { label: '1', fill: palette.blue, ink: 'white' };
const off: HintLook = { label: '', fill: palette.faint, ink: palette.grey };

/** The look of value `at`; `items` values make one step. */
function looks({ type, data, classes }: Feature, items: number): (at: number) => HintLook {
  switch (type) {
    case 'mask':
    case 'mask_one':
      return (at) => (data[at] === 1 ? dark : off);
    case 'scalar': {
      const [least, most] = range(data);
      return (at) => shade(data[at], least, most);
    }
    case 'categorical':
      return (at) => {
        const kind = data.subarray(at * classes, (at + 1) * classes).indexOf(1);
        return kind < 0 ? off : { label: `${kind}`, fill: categoryColour(kind), ink: 'white' };
      };
    case 'pointer':
    case 'should_be_permutation':
      return (at) => {
        const changed = at >= items && data[at] !== data[at - items];
        return { label: `${data[at]}`, fill: changed ? palette.orange : palette.faint, ink: palette.black };
      };
    case 'permutation_pointer':
      throw new Error('Permutation pointers are what models see; draw the trajectory before preprocessing.');
    default:
      return type satisfies never;
  }
}

/** From white at the least value to blue at the most. */
function shade(value: number, least: number, most: number): HintLook {
  const share = most > least ? (value - least) / (most - least) : 0;
  const blend = (from: number, to: number) => Math.round(from + share * (to - from));
  const hex = [blend(240, 0), blend(244, 114), blend(248, 178)].map((part) =>
    part.toString(16).padStart(2, '0'),
  );
  const label = `${decimal(value)}`.replace(/^(-?)0\./, '$1.');
  return { label, fill: `#${hex.join('')}`, ink: share > 0.55 ? 'white' : palette.black };
}

function range(values: Float64Array): [number, number] {
  return [
    values.reduce((least, value) => Math.min(least, value), Infinity),
    values.reduce((most, value) => Math.max(most, value), -Infinity),
  ];
}
