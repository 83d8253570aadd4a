/** What the explorer's page shows of trained models, as JSON. Trajectories it computes itself. */
import type { AnswerKind, Gates } from '../../analysis/index.ts';
import type { AlgorithmName } from '../../dataset/index.ts';
import type { ResultRow, TextScores } from '../../metric/index.ts';

export interface ExplorerData {
  readonly models: readonly ExplorerModel[];
  /** Every problem that one of the models has answered. */
  readonly problems: readonly ExplorerProblem[];
  /** [model][problem]; null where a model was not asked. */
  readonly answers: readonly (readonly (ExplorerAnswer | null)[])[];
  /** The problems whose {@link ExplorerDetail} the page holds, the most worth a look first. */
  readonly details: readonly number[];
}

/** A run whose answers are shown, and what a reader must know to judge them. */
export interface ExplorerModel {
  /** The experiment's name, such as "transnar-laptop"; the run's folder where two runs have one name. */
  readonly name: string;
  readonly kind: ResultRow['model'];
  /** The run's folder. */
  readonly run: string;
  readonly updates: number;
  /** Training time in seconds. */
  readonly seconds: number;
  readonly trainedSizes: readonly number[];
  /** Mean CLRS score over all answers of the evaluation at trained sizes and at others; null without any. */
  readonly clrsTrained: number | null;
  readonly clrsUnseen: number | null;
  /** Problems of the evaluation, answers so far, and those among them that are not right. */
  readonly asked: number;
  readonly evaluated: number;
  readonly failed: number;
  readonly commit: string;
  readonly finished: string;
  /** What made the run. */
  readonly command: string;
}

/** One problem: `index` of that algorithm and size among the evaluation's problems. */
export interface ExplorerProblem {
  readonly algorithm: AlgorithmName;
  readonly size: number;
  readonly index: number;
  readonly question: string;
  /** The truth. */
  readonly answer: string;
}

export interface ExplorerAnswer extends TextScores {
  readonly kind: AnswerKind;
  /** What the model wrote after the question. */
  readonly prediction: string;
}

/** What is too much to hold of every problem. */
export interface ExplorerDetail {
  /** Of the N nodes, with their inputs. */
  readonly labels: readonly string[];
  /** By model; null for a model that writes no text or was not asked. */
  readonly readings: readonly (ExplorerReading | null)[];
  /** What a reasoner decided at each step after the first: [T - 1, ...] of each hint by name. */
  readonly hints: Readonly<Record<string, readonly number[]>> | null;
}

/** Where each token of one answered question looks. Weights are packed (see weights.ts), nodes finely, the rest coarsely. */
export interface ExplorerReading {
  /** T tokens of question and answer, as texts. */
  readonly tokens: readonly string[];
  /** How many of them are the question. The last of these is the first of the W tokens that write the answer. */
  readonly questionTokens: number;
  /** [layer][head]: row after row of each of the W tokens that write, of itself and all before it. */
  readonly text: readonly (readonly string[])[];
  /** Layers that read the graph; none in a model that reads text alone. */
  readonly graph: readonly ExplorerLayer[];
}

export interface ExplorerLayer extends Gates {
  readonly heads: readonly ExplorerHead[];
}

export interface ExplorerHead {
  /** [T, N] */
  readonly nodes: string;
  /** [W, N * N], row by row; absent where the model reads nodes alone. */
  readonly edges?: string;
}
