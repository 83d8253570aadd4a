/** The models that the explorer's page shows: one of each kind for ten algorithms, which sees the number of each element. */
import { type LanguageExperiment, applyVariant, presets, variantNamed } from '../lib/experiment/index.ts';

const numbered = variantNamed('labels-in-a-row');
const { pretrained, ...untrained } = presets.laptop;

/** What starts from English is shown beside what starts from nothing, where it is trained. */
export const shownModel = (
  model: 'transnar' | 'transformer',
  start: 'untrained' | 'pretrained' = 'untrained',
): LanguageExperiment => applyVariant(numbered, { untrained, pretrained }[start], model);
