/** The models of the explorer's page as the library loads them, to hold the page's answers to. */
import { type TrainedLanguageModel, loadTrained } from '../../lib/training/index.ts';
import { voices } from '../../scripts/live/parts.ts';

export interface LiveModels {
  /** In the order of the page. */
  readonly all: readonly TrainedLanguageModel[];
  readonly dispose: () => void;
}

export async function liveModels(): Promise<LiveModels> {
  const all = await Promise.all(voices.map(({ experiment }) => loadTrained(experiment)));
  return { all, dispose: () => all.forEach((model) => model.dispose()) };
}
