/** What the explorer's page shows of trained models: its whole data, as JSON. Trajectories it computes itself. */
import type { AnswerKind, Gates } from '../../analysis/index.ts';
import type { AlgorithmName } from '../../dataset/index.ts';
import type { TextScores } from '../../metric/index.ts';

export interface ExplorerData {
  readonly models: readonly ExplorerModel[];
  readonly answers: readonly ExplorerAnswer[];
  readonly attention: readonly ExplorerAttention[];
}

/** A run whose answers or attention are shown, and what a reader must know to judge them. */
export interface ExplorerModel {
  /** The experiment's name, such as "transnar-laptop": how answers and attention refer to the model. */
  readonly name: string;
  /** The run's folder. */
  readonly run: string;
  readonly updates: number;
  /** Training time in seconds. */
  readonly seconds: number;
  readonly trainedSizes: readonly number[];
  /** Mean CLRS score over all answers of the evaluation at trained sizes and at others; null without any. */
  readonly clrsTrained: number | null;
  readonly clrsUnseen: number | null;
  /** Answers in the evaluation, and those among them that are not right; the page may hold fewer. */
  readonly evaluated: number;
  readonly failed: number;
  readonly commit: string;
  readonly finished: string;
  /** What made the run. */
  readonly command: string;
}

/** One problem: `index` of that algorithm and size among the evaluation's problems. */
export interface ExplorerProblem {
  readonly model: string;
  readonly algorithm: AlgorithmName;
  readonly size: number;
  readonly index: number;
  readonly question: string;
  /** What the model wrote after the question. */
  readonly prediction: string;
}

export interface ExplorerAnswer extends ExplorerProblem, TextScores {
  readonly kind: AnswerKind;
  /** The truth. */
  readonly answer: string;
}

/** Where each token of one text looks in the graph. */
export interface ExplorerAttention extends ExplorerProblem {
  /** T tokens of question and prediction, as texts. */
  readonly tokens: readonly string[];
  /** How many of them are the question. */
  readonly questionTokens: number;
  /** Of the N nodes, with their inputs. */
  readonly labels: readonly string[];
  readonly layers: readonly ExplorerLayer[];
}

export interface ExplorerLayer extends Gates {
  readonly heads: readonly ExplorerHead[];
}

/** Packed weights (see weights.ts); each token's sum to 1, over the nodes and over the edges apart. */
export interface ExplorerHead {
  /** [T, N] */
  readonly nodes: string;
  /** [T, N * N], row by row; absent where the model reads nodes alone. */
  readonly edges?: string;
}

/** A problem's name within the page. */
export const problemKey = ({
  model,
  algorithm,
  size,
  index,
}: Omit<ExplorerProblem, 'question' | 'prediction'>) => `${model} ${algorithm} ${size} ${index}`;
