/**
 * Grids of experiments: their cells run here, or on many machines.
 *
 * @module
 */
export { type Campaign, campaign } from './campaign.ts';
export { type CampaignName, campaignNamed, campaigns } from './campaigns.ts';
export { type CampaignCell, type Part, cellName, cellsOf, partName } from './cells.ts';
export { enqueueCampaign, workOnCampaign } from './queue.ts';
export { type CampaignHooks, runCampaign } from './run-campaign.ts';
export { type Failure, type Outcome, cellRows, readFailure, runCell } from './run-cell.ts';
export {
  type CampaignStatus,
  type State,
  type Status,
  campaignStatus,
  secondsLeft,
  timeLeft,
} from './status.ts';
