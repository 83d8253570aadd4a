/** The models that the explorer's page shows: those of one campaign, of its first seed. */
import { type Campaign, campaignNamed, cellsOf } from '../lib/campaign/index.ts';
import { type LanguageExperiment, presetNamed } from '../lib/experiment/index.ts';
import { learningPart } from '../lib/experiment/distillation-experiment.ts';

const campaign = campaignNamed('laptop-together');
const cells = cellsOf(campaign).filter(({ seed }) => seed === campaign.seeds[0]);

/** Asked what the preset's models are: the campaign asks more, which would fill a page. */
export function shownModel(
  model: 'transnar' | 'transformer',
  start: Campaign['initialisations'][number] = 'untrained',
): LanguageExperiment {
  const cell = cells.find((each) => each.model === model && each.initialisation === start)!;
  return { ...learningPart(cell.experiment), evaluation: presetNamed(campaign.preset)[model].evaluation };
}
