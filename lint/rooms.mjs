/** The map that the linter holds: the rooms from top to bottom, those of lib/ below all that uses them, and what single rooms never import. */

/** A room may import what stands below it, that is later in this list, and itself. Types count like values. */
export const rooms = [
  'bench',
  'scripts',
  'lib/index.ts',
  'lib/page',
  'lib/notebook',
  'lib/gallery',
  'lib/figure',
  'lib/campaign',
  'lib/analysis',
  'lib/training',
  'lib/training/loop',
  'lib/experiment',
  'lib/store',
  'lib/model',
  'lib/optimizer',
  'lib/backend',
  'lib/metric',
  'lib/dataset',
  'lib/random',
  'lib/message.ts',
];

/**
 * What no floor says: `who` imports nothing of `never`, files of the project or packages; with `typesAllowed` it may
 * name their types. `except` are single files that do it for their room.
 *
 * @type {readonly {
 *   who: readonly string[], never: readonly string[], because: string,
 *   typesAllowed?: boolean, except?: readonly string[],
 * }[]}
 */
export const nevers = [
  {
    who: ['lib'],
    never: ['tests', 'notebooks', 'transnar-lab'],
    because: 'the library is used by these and uses none of them',
  },
  {
    who: ['lib/dataset', 'lib/metric', 'lib/random'],
    never: ['@tensorflow'],
    because: 'data and scores know no tensors: plain arrays serve every engine',
  },
  {
    who: ['lib/model', 'lib/optimizer', 'lib/backend'],
    never: ['node:fs'],
    except: ['lib/backend/native/addon.ts'],
    because: 'a model knows no file system: what is on disk is the business of lib/store',
  },
  {
    who: ['lib/store', 'lib/training/loop'],
    never: ['lib/model'],
    because: 'runs and the loop serve every model, so they know none',
  },
  {
    who: ['lib/analysis'],
    never: ['lib/training'],
    typesAllowed: true,
    because: 'an analysis is given trained models and never trains',
  },
  {
    who: ['lib/figure'],
    never: ['lib/training', 'lib/store', 'node:fs'],
    typesAllowed: true,
    because: 'a figure is a pure function of what it is given: it trains, reads and writes nothing',
  },
];
