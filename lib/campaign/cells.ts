/** The cells of a campaign: each point of its grid as an experiment. */
import {
  type Experiment,
  type LanguageExperiment,
  checkExperiment,
  languageExperiment,
  override,
  prerequisitesOf,
  presetNamed,
  runName,
  variantNamed,
} from '../experiment/index.ts';
import { initialisationNames } from '../metric/index.ts';
import { hashOf, shortHash } from '../store/hash.ts';
import type { Campaign } from './campaign.ts';

/** One run of a campaign: a language model, trained and evaluated. */
export interface CampaignCell {
  readonly model: Campaign['models'][number];
  readonly initialisation: Campaign['initialisations'][number];
  readonly seed: number;
  /** What its rows say beside these: the variant, and the set of algorithms where some algorithm is in several. */
  readonly variant: string;
  /** The set of algorithms; absent where there is one for all. */
  readonly algorithms?: string;
  readonly experiment: LanguageExperiment;
  /** Of its run and its evaluation: the same in every process, and on every machine with the same files. */
  readonly key: string;
}

/** A run that has to end before, or is, a cell's own. */
export interface Part {
  readonly experiment: Experiment;
  readonly key: string;
}

/** Where a cell may be. */
type Point = Pick<CampaignCell, 'model' | 'initialisation' | 'seed'> & {
  readonly variant: Campaign['variants'][number];
  readonly algorithms: Campaign['algorithmSets'][number];
};

/**
 * The cells of a campaign, seed by seed, so that the first comparisons are complete early. A point of the grid that asks
 * for an experiment that came before, such as the baseline of a variant of the reader, is no cell of its own. Throws if a
 * change is wrong.
 */
export function cellsOf(campaign: Campaign): CampaignCell[] {
  const cells = pointsOf(campaign).map((point) => cellAt(campaign, point));
  return cells.filter(({ key }, i) => cells.findIndex((other) => other.key === key) === i);
}

/** For people: `transnar · from scratch · seed 0 · sum`. */
export function cellName({ model, initialisation, seed, variant, algorithms }: CampaignCell): string {
  const start = initialisationNames[initialisation];
  const rest = [variant === 'default' ? [] : variant, algorithms ?? []].flat();
  return [model, start, `seed ${seed}`, ...rest].join(' · ');
}

/** What the cell trains first, and shares with others: English, the reasoner. */
export function neededParts({ experiment }: CampaignCell): Part[] {
  return prerequisitesOf(experiment).map((each) => ({ experiment: each, key: runName(each) }));
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

function cellAt(
  campaign: Campaign,
  { model, initialisation, seed, variant, algorithms }: Point,
): CampaignCell {
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
    variant: areDisjoint(campaign) ? name : `${name}, ${algorithms.name}`,
    ...(campaign.algorithmSets.length > 1 && { algorithms: algorithms.name }),
    experiment,
    key: `${runName(experiment)}-${shortHash(hashOf(experiment.evaluation))}`,
  };
}

/** Whether a row's algorithm says which of the sets its model learned. */
function areDisjoint({ algorithmSets, preset }: Campaign): boolean {
  const all = algorithmSets.flatMap(({ algorithms }) =>
    algorithms === 'preset' ? presetNamed(preset).transnar.algorithms : algorithms,
  );
  return new Set(all).size === all.length;
}

function namedChanges(variant: Campaign['variants'][number], base: LanguageExperiment) {
  if (typeof variant !== 'string') return { name: variant.name, changes: variant.set };
  return { name: variant, changes: variantNamed(variant).changes(base) };
}

function isFor(variant: Campaign['variants'][number], model: CampaignCell['model']): boolean {
  const { models } = typeof variant === 'string' ? variantNamed(variant) : variant;
  return models?.includes(model) ?? true;
}

const appliesTo =
  ({ reader, initialisation }: LanguageExperiment) =>
  (change: string) =>
    (reader !== null || !change.startsWith('reader.')) &&
    (initialisation.kind === 'english' || !change.startsWith('initialisation.experiment.'));
