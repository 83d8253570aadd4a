/** The campaigns that ship, as data, and those of files. */
import { checkExperiment } from '../experiment/index.ts';
import { readJsonFile } from '../store/json-file.ts';
import { type Campaign, campaign } from './campaign.ts';
import { laptopLearned, laptopLists, laptopReading, laptopRemedies } from './shipped/learned.ts';
import { laptopFreezing, laptopNumbered, laptopTaught, laptopTogether } from './shipped/numbered.ts';
import { laptop, laptopAblations, laptopLonger, laptopSearching, paper, smoke } from './shipped/presets.ts';

const shipping = [
  smoke,
  laptop,
  laptopSearching,
  laptopLonger,
  laptopAblations,
  laptopRemedies,
  laptopReading,
  laptopLearned,
  laptopLists,
  laptopNumbered,
  laptopFreezing,
  laptopTogether,
  laptopTaught,
  paper,
] as const;

/** The names of the campaigns that ship. */
export type CampaignName = (typeof shipping)[number]['name'];

/** The campaigns that ship. */
export const campaigns: readonly Campaign[] = shipping;

/** A campaign that ships, by name, or one in a .json file. Throws for an unknown or a wrong one. */
export function campaignNamed(name: CampaignName | (string & {})): Campaign {
  const shipped = campaigns.find((each) => each.name === name);
  if (shipped) return shipped;
  if (!name.endsWith('.json')) {
    const names = campaigns.map((each) => each.name).join(', ');
    throw new Error(`There is no campaign "${name}"; there are ${names}, or give a .json file.`);
  }
  return checkExperiment(campaign, readJsonFile(name, 'the campaign'), `The campaign ${name}`);
}
