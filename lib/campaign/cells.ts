import {
  type LanguageExperiment,
  checkExperiment,
  languageExperiment,
  override,
  presetNamed,
  variantNamed,
} from '../experiment/index.ts';
import { runName } from '../store/index.ts';
import type { Campaign } from './campaign.ts';

/** One run of a campaign: a language model, trained and evaluated. */
export interface Cell {
  readonly model: Campaign['models'][number];
  readonly initialisation: Campaign['initialisations'][number];
  readonly seed: number;
  /** What its rows say beside these: the variant, and the set of algorithms where there are several. */
  readonly variant: string;
  readonly experiment: LanguageExperiment;
  /** The name of its run, which holds the hash of the experiment: the same in every process and on every machine. */
  readonly key: string;
}

/** A run that has to end before, or is, a cell's own. */
export interface Part {
  readonly experiment: { readonly name: string; readonly training: { readonly updates: number } };
  readonly key: string;
}

/** Where a cell may be. */
type Point = Pick<Cell, 'model' | 'initialisation' | 'seed'> & {
  readonly variant: Campaign['variants'][number];
  readonly algorithms: Campaign['algorithmSets'][number];
};

/**
 * The cells of a campaign, seed by seed, so that the first comparisons are complete early. A point of the grid that asks
 * for an experiment that came before, such as the baseline of a variant of the reader, is no cell of its own. Throws if a
 * change is wrong.
 */
export function cellsOf(campaign: Campaign): Cell[] {
  const cells = pointsOf(campaign).map((point) => cellAt(campaign, point));
  return cells.filter(({ key }, i) => cells.findIndex((other) => other.key === key) === i);
}

/** For people: `transnar · untrained · seed 0 · sum`. */
export function cellName({ model, initialisation, seed, variant }: Cell): string {
  return [model, initialisation, `seed ${seed}`, ...(variant === 'default' ? [] : [variant])].join(' · ');
}

/** What the cell trains first, and shares with others: English, the reasoner. */
export function prerequisitesOf({ experiment: { reader, initialisation } }: Cell): Part[] {
  const experiments = [
    ...(reader ? [reader.nar] : []),
    ...(initialisation.kind === 'english' ? [initialisation.experiment] : []),
  ];
  return experiments.map((experiment) => ({ experiment, key: runName(experiment.name, experiment) }));
}

function pointsOf({ seeds, algorithmSets, variants, initialisations, models }: Campaign): Point[] {
  return seeds.flatMap((seed) =>
    algorithmSets.flatMap((algorithms) =>
      variants.flatMap((variant) =>
        initialisations.flatMap((initialisation) =>
          models
            .filter((model) => isFor(variant, model))
            .map((model) => ({ seed, algorithms, variant, initialisation, model })),
        ),
      ),
    ),
  );
}

function cellAt(campaign: Campaign, { model, initialisation, seed, variant, algorithms }: Point): Cell {
  const preset = presetNamed(campaign.preset);
  const base = (initialisation === 'pretrained' ? preset.pretrained : preset)[model];
  const common = [
    ...(algorithms.algorithms === 'preset' ? [] : [`algorithms=${JSON.stringify(algorithms.algorithms)}`]),
    ...campaign.set.filter(appliesTo(base)),
    `seed=${seed}`,
  ];
  const plain = override(base, common);
  const { name, changes } = namedChanges(variant, plain);
  const experiment = checkExperiment(languageExperiment, override(plain, changes.filter(appliesTo(base))));
  return {
    model,
    initialisation,
    seed,
    variant: campaign.algorithmSets.length > 1 ? `${name}, ${algorithms.name}` : name,
    experiment,
    key: runName(experiment.name, experiment),
  };
}

function namedChanges(variant: Campaign['variants'][number], base: LanguageExperiment) {
  if (typeof variant !== 'string') return { name: variant.name, changes: variant.set };
  return { name: variant, changes: variantNamed(variant).changes(base) };
}

function isFor(variant: Campaign['variants'][number], model: Cell['model']): boolean {
  const { models } = typeof variant === 'string' ? variantNamed(variant) : variant;
  return models?.includes(model) ?? true;
}

const appliesTo =
  ({ reader, initialisation }: LanguageExperiment) =>
  (change: string) =>
    (reader !== null || !change.startsWith('reader.')) &&
    (initialisation.kind === 'english' || !change.startsWith('initialisation.experiment.'));
