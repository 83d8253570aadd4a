/** The models of the explorer's page as the library loads them, to hold the page's answers to. */
import { modelFor } from '../../lib/page/live/index.ts';
import { type TrainedLanguageModel, loadTrained } from '../../lib/training/index.ts';
import { voices } from '../../scripts/live/parts.ts';

export interface LiveModels {
  /** Those that answer questions of an algorithm, in the order of the page. */
  readonly answering: (algorithm: string) => TrainedLanguageModel[];
  readonly dispose: () => void;
}

export async function liveModels(): Promise<LiveModels> {
  const loaded = await Promise.all(
    voices.map(async ({ experiments: [first, last] }) => ({
      models: [await loadTrained(first), await loadTrained(last)] as const,
    })),
  );
  return {
    answering: (algorithm) => loaded.map((voice) => modelFor(voice, algorithm)),
    dispose: () => loaded.forEach(({ models }) => models.forEach((model) => model.dispose())),
  };
}
