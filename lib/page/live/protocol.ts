/** What the page and its workers say to each other: everything is plain data. */
import type { Attention } from '../../analysis/attention.ts';
import type { Trajectory } from '../../dataset/index.ts';
import type { NarExperiment } from '../../experiment/nar-experiment.ts';
import type { LiveData } from './data.ts';
import type { TextLooks } from './text-looks.ts';

/** Which memory TransNAR reads: the problem's own, that of another problem, or none, its gates being closed. */
export type MemoryChoice = 'own' | 'other' | 'off';

/** How a question is to be answered. */
export interface Asking {
  /** Plain CLRS-Text. */
  readonly question: string;
  readonly memory: MemoryChoice;
  /** Which problem's memory `other` is. */
  readonly other: number;
  /** Decides the positions of the tokens; undefined: as in the model's own evaluation. */
  readonly positions: number | undefined;
}

/** What one worker says to a question: several share its answers. */
export interface Share {
  /** Whether it runs the reasoner's steps. */
  readonly steps: boolean;
  /** Numbers of the page's voices, in the order in which they answer. */
  readonly voices: readonly number[];
}

/** What the page asks for. Whatever is asked ends the work before it, but for a look, which waits for its end. */
export type Request =
  | {
      readonly kind: 'start';
      readonly data: LiveData;
      readonly weights: Uint8Array;
      readonly wasm: Uint8Array;
    }
  | { readonly kind: 'ask'; readonly id: number; readonly asking: Asking; readonly share: Share }
  /** What the tokens of a voice's answer look at in the text. */
  | { readonly kind: 'look'; readonly id: number; readonly voice: number }
  | { readonly kind: 'train'; readonly experiment: NarExperiment }
  | { readonly kind: 'stop' };

/** What a worker reports. `id` is that of the question, `voice` the number of a voice of the page. */
export type Report =
  | { readonly kind: 'ready'; readonly engine: string }
  | { readonly kind: 'failed'; readonly message: string }
  | AnswerReport
  | TrainingReport;

export type AnswerReport =
  | { readonly kind: 'steps'; readonly id: number; readonly trajectory: Trajectory; readonly ms: number }
  | { readonly kind: 'no-steps'; readonly id: number; readonly message: string }
  /** What an answer goes on with. */
  | {
      readonly kind: 'tokens';
      readonly id: number;
      readonly voice: number;
      readonly texts: readonly string[];
    }
  | { readonly kind: 'answer'; readonly id: number; readonly voice: number; readonly answer: LiveAnswer }
  | { readonly kind: 'no-answer'; readonly id: number; readonly voice: number; readonly message: string }
  | { readonly kind: 'attention'; readonly id: number; readonly voice: number; readonly attention: Attention }
  | { readonly kind: 'text'; readonly id: number; readonly voice: number; readonly looks: TextLooks }
  /** Its share is answered. */
  | { readonly kind: 'done'; readonly id: number };

/** A finished answer. */
export interface LiveAnswer {
  /** Plain CLRS-Text. */
  readonly text: string;
  /** What each token is of that text: '' for one of an index hint, which the model writes for itself. */
  readonly plain: readonly string[];
  readonly truth: string;
  /** The run of the model that answered. */
  readonly run: string;
  /** Whether the blank line came within the budget. */
  readonly ended: boolean;
  /** What of the question the model never saw in training. */
  readonly unfamiliar: readonly string[];
  readonly ms: number;
}

export type TrainingReport =
  | { readonly kind: 'update'; readonly update: number; readonly algorithm: string; readonly loss: number }
  | { readonly kind: 'scores'; readonly update: number; readonly scores: Readonly<Record<string, number>> }
  | { readonly kind: 'trained'; readonly message: string };
