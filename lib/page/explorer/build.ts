/** From evaluations to the page's data. Pure: what is chosen depends on nothing but what is given. */
import { answerKind } from '../../analysis/index.ts';
import { byMetric, mean } from '../../metric/index.ts';
import { type Manifest, type Prediction, problemKey } from '../../store/index.ts';
import type { ExplorerAnswer, ExplorerData, ExplorerModel, ExplorerProblem } from './data.ts';

/** A trained model with its answers. */
export interface AnsweringRun extends Pick<ExplorerModel, 'name' | 'kind' | 'updates' | 'trainedSizes'> {
  /** The run's folder, without the path to it. */
  readonly folder: string;
  readonly manifest: Manifest;
  /** How many problems its evaluation has. */
  readonly asked: number;
  readonly predictions: readonly Prediction[];
}

/** All answers of some runs, problem by problem. Throws if two runs answer different problems of one name, or one a problem twice. */
export function explorerAnswers(
  runs: readonly AnsweringRun[],
): Pick<ExplorerData, 'models' | 'problems' | 'answers'> {
  const problems = new Map<string, ExplorerProblem>();
  for (const { folder, predictions } of runs) {
    const answered = new Set<string>();
    for (const { algorithm, size, index, question, answer } of predictions) {
      const key = problemKey({ algorithm, size, index });
      if (answered.has(key)) {
        throw new Error(
          `${folder} answers ${algorithm} of size ${size}, no. ${index}, twice: which of the answers counts?`,
        );
      }
      answered.add(key);
      const known = problems.get(key);
      if (known && known.question !== question) {
        throw new Error(
          `${folder} was asked another ${algorithm} of size ${size}, no. ${index}, than a run before it ` +
            '(such as one with a trace): only runs with the same problems stand on one page.',
        );
      }
      if (!known) problems.set(key, { algorithm, size, index, question, answer });
    }
  }
  const all = [...problems.values()].sort(
    (a, b) =>
      Number(a.algorithm > b.algorithm) - Number(a.algorithm < b.algorithm) ||
      a.size - b.size ||
      a.index - b.index,
  );
  return {
    models: runs.map((run) => explorerModel(run, runs)),
    problems: all,
    answers: runs.map(({ predictions }) => {
      const own = new Map(predictions.map((each) => [problemKey(each), each]));
      return all.map((problem) => {
        const prediction = own.get(problemKey(problem));
        return prediction ? explorerAnswer(prediction) : null;
      });
    }),
  };
}

function explorerModel(run: AnsweringRun, all: readonly AnsweringRun[]): ExplorerModel {
  const { name, kind, updates, trainedSizes, folder, manifest, asked, predictions } = run;
  const clrs = (of: (prediction: Prediction) => boolean) => {
    const scores = predictions.filter(of).map((prediction) => prediction.clrs);
    return scores.length === 0 ? null : mean(scores);
  };
  return {
    name: all.some((other) => other !== run && other.name === name) ? folder : name,
    kind,
    run: folder,
    updates,
    seconds: Math.round(manifest.seconds ?? 0),
    trainedSizes,
    clrsTrained: clrs(({ size }) => trainedSizes.includes(size)),
    clrsUnseen: clrs(({ size }) => !trainedSizes.includes(size)),
    asked,
    evaluated: predictions.length,
    failed: predictions.filter((prediction) => answerKind(prediction) !== 'right').length,
    commit: manifest.commit,
    finished: manifest.finished ?? '',
    command: manifest.command,
  };
}

function explorerAnswer(prediction: Prediction): ExplorerAnswer {
  return {
    kind: answerKind(prediction),
    prediction: prediction.prediction,
    ...byMetric((metric) => Number(prediction[metric].toFixed(4))),
  };
}

/**
 * The order in which problems are worth the room for their details: of every algorithm and size the shortest on which
 * the models differ, then the shortest on which they do not, then the next shortest of each, and so on.
 */
export function byWorth({ problems, answers }: Pick<ExplorerData, 'problems' | 'answers'>): number[] {
  const differ = (problem: number) =>
    new Set(answers.map((own) => own[problem]).map((answer) => answer?.kind === 'right')).size > 1;
  const places = new Map<string, number>();
  return problems
    .map((_, problem) => problem)
    .sort((a, b) => problems[a].question.length - problems[b].question.length || a - b)
    .map((problem) => {
      const { algorithm, size } = problems[problem];
      const differs = differ(problem);
      const group = `${algorithm} ${size} ${differs}`;
      const place = places.get(group) ?? 0;
      places.set(group, place + 1);
      return { problem, turn: 2 * place + Number(!differs) };
    })
    .sort((a, b) => a.turn - b.turn)
    .map(({ problem }) => problem);
}
