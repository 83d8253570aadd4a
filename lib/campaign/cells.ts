/** The cells of a campaign: each point of its grid as an experiment. */
import {
  type Experiment,
  type LanguageExperiment,
  type TextExperiment,
  checkTextExperiment,
  isDistillation,
  override,
  prerequisitesOf,
  presetNamed,
  runName,
  variantNamed,
} from '../experiment/index.ts';
import { learningPart } from '../experiment/distillation-experiment.ts';
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
  readonly experiment: TextExperiment;
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
 * change is wrong, and if none of a variant's points is one of its own.
 */
export function cellsOf(campaign: Campaign): CampaignCell[] {
  const cells = pointsOf(campaign).map((point) => cellAt(campaign, point));
  const own = cells.filter(({ key }, i) => cells.findIndex((other) => other.key === key) === i);
  for (const { variant, key } of cells) {
    if (own.some((cell) => cell.variant === variant)) continue;
    const same = own.find((cell) => cell.key === key)!;
    throw new Error(
      `The variant ${variant} of the campaign ${campaign.name} changes nothing: its experiments are those of ` +
        `${same.variant} (${cellName(same)}). Leave it out, or change fields that its models have.`,
    );
  }
  return own;
}

/** For people: `transnar · from scratch · seed 0 · sum`. */
export function cellName({ model, initialisation, seed, variant, algorithms }: CampaignCell): string {
  const start = initialisationNames[initialisation];
  const rest = [variant === 'default' ? [] : variant, algorithms ?? []].flat();
  return [model, start, `seed ${seed}`, ...rest].join(' · ');
}

/** Of a list for people, what is named before the rest is counted. */
const named = 8;

/** For people: the first of many, and how many there are besides. */
export function firstOf(names: readonly string[]): string {
  const more = names.length > named ? [`and ${names.length - named} more`] : [];
  return [...names.slice(0, named), ...more].join('; ');
}

/** For people: `transnar-laptop · seed 0 · binary_search, minimum`. */
export function partName({ experiment }: Part): string {
  const own = learningPart(experiment);
  const algorithms = 'algorithms' in own ? [few(own.algorithms)] : [];
  return [experiment.name, `seed ${own.seed}`, ...algorithms].join(' · ');
}

const few = (names: readonly string[]) =>
  names.length <= 3 ? names.join(', ') : `${names.length} algorithms`;

/** What the cell trains first, and shares with others: English, the reasoner, a teacher. */
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

function cellAt(campaign: Campaign, point: Point): CampaignCell {
  const { model, initialisation, seed, variant, algorithms } = point;
  const preset = presetNamed(campaign.preset);
  const base = (initialisation === 'pretrained' ? preset.pretrained : preset)[model];
  const changed = (each: LanguageExperiment) => changedFor(campaign, point, each);
  const experiment = checkTextExperiment(
    isDistillation(base)
      ? override(
          { ...base, student: changed(base.student), teacher: changed(base.teacher) },
          lossOf(campaign, variant),
        )
      : changed(base),
  );
  const name = typeof variant === 'string' ? variant : variant.name;
  return {
    model,
    initialisation,
    seed,
    variant: areDisjoint(campaign) ? name : `${name}, ${algorithms.name}`,
    ...(campaign.algorithmSets.length > 1 && { algorithms: algorithms.name }),
    experiment,
    key: `${runName(experiment)}-${shortHash(hashOf(learningPart(experiment).evaluation))}`,
  };
}

/** Whether a row's algorithm says which of the sets its model learned. */
function areDisjoint({ algorithmSets, preset }: Campaign): boolean {
  const all = algorithmSets.flatMap(({ algorithms }) =>
    algorithms === 'preset' ? presetNamed(preset).transnar.algorithms : algorithms,
  );
  return new Set(all).size === all.length;
}

function changedFor(
  campaign: Campaign,
  { seed, variant, algorithms: { algorithms } }: Point,
  base: LanguageExperiment,
): LanguageExperiment {
  const common = override(base, [
    ...(algorithms === 'preset' ? [] : [`algorithms=${JSON.stringify(algorithms)}`]),
    ...campaign.set.filter(appliesTo(base)),
    `seed=${seed}`,
  ]);
  const changes = typeof variant === 'string' ? variantNamed(variant).changes(common) : variant.set;
  return override(common, changes.filter(appliesTo(base)));
}

/** What changes about how a teacher is listened to. */
const lossOf = ({ set }: Campaign, variant: Campaign['variants'][number]) =>
  [...set, ...(typeof variant === 'string' ? [] : variant.set)].filter(isOfDistillation);

const isOfDistillation = (change: string) => change.startsWith('loss.');

/** A variant of TransNAR is one of what TransNAR teaches. */
function isFor(variant: Campaign['variants'][number], model: CampaignCell['model']): boolean {
  const { models } = typeof variant === 'string' ? variantNamed(variant) : variant;
  return models?.some((each) => each === model || (each === 'transnar' && model === 'distilled')) ?? true;
}

const appliesTo =
  ({ reader, initialisation }: LanguageExperiment) =>
  (change: string) =>
    !isOfDistillation(change) &&
    (reader !== null || !change.startsWith('reader.')) &&
    (initialisation.kind === 'english' || !change.startsWith('initialisation.experiment.'));
