/** The models that have learned the trained sizes, as the explorer's page shows them. */
import { type CampaignCell, campaignNamed, cellsOf } from '../lib/campaign/index.ts';

export const learnedCampaign = campaignNamed('laptop-learned');

/** Each algorithm once: other seeds and variants of a model have learned the same ones. */
export const learnedCells = (model: CampaignCell['model']): CampaignCell[] =>
  cellsOf(learnedCampaign).filter(
    (cell) => cell.model === model && cell.seed === 0 && cell.variant === 'default',
  );
