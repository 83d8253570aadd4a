/** Training until answers are good enough: the validation of a language model whose experiment says `until`. */
import type { AlgorithmName } from '../dataset/index.ts';
import { algorithm } from '../dataset/index.ts';
import type { LanguageExperiment } from '../experiment/index.ts';
import { mean } from '../metric/index.ts';
import { type Answerer, answersTo } from './answer.ts';
import type { Pause } from '../backend/interruption.ts';
import { type Validation, meanScore } from './loop/validation.ts';

/** Answers problems that neither training nor evaluation sees; nothing where the experiment has no `until`. */
export function validationUntil(
  { algorithms, training: { until } }: Pick<LanguageExperiment, 'algorithms' | 'training'>,
  answerer: Answerer,
): { validation?: Validation } {
  if (!until) return {};
  const { metric, value, size, samples, every } = until;
  const scoreOf = async (name: AlgorithmName, pause: Pause) => {
    const problems = { split: 'validation', algorithm: name, size, samples } as const;
    const answers = await answersTo(problems, answerer, pause);
    return mean(answers.map((answer) => answer[metric]));
  };
  return {
    validation: {
      every,
      keeps: 'last',
      enough: (scores) => meanScore(scores) >= value,
      async scores(pause) {
        const scores: Record<string, number> = {};
        for (const name of algorithms) scores[name] = await scoreOf(name, pause);
        return scores;
      },
      group: (name) => algorithm(name).family,
    },
  };
}
