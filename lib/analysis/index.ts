/**
 * What trained models do and where they fail, as numbers; nothing here trains.
 *
 * @module
 */
export { type Activation, activationsOf } from './activations.ts';
export { type AnswerForm, answerForm } from './answer-form.ts';
export { type Attention, type AttentionToken, type Written, attentionIn, attentionOf } from './attention.ts';
export { type AttentionChoice, attentionTo } from './attention-choice.ts';
export { type Agreement, type Deciding, agreements, reasonerAnswers } from './beside-reasoner.ts';
export { type Remembered, budgetOf, rewritten } from './rewritten.ts';
export { type TextAttention, textAttention } from './text-attention.ts';
export type { ProblemSet } from './problem-sets.ts';
export { type ComparedValue, type RunComparison, type RunRecord, compareRuns } from './compare-runs.ts';
export { type Example, type ExampleFilter, examples } from './examples.ts';
export { type AnswerKind, type KindCount, answerKind, answerKinds, countKinds } from './failures.ts';
export { type Finding, type FindingsOptions, type HeadToHead, findings, findingsTable } from './findings.ts';
export { type Gates, closeGates, gatesOf } from './gates.ts';
export { type HeadEffect, headEffects } from './head-effects.ts';
export { type IndexError, indexErrors, indexSearchAlgorithms } from './index-search.ts';
export {
  type LengthCount,
  type ListOutput,
  type PositionError,
  errorsByPosition,
  lengthCounts,
} from './lists.ts';
export { type KeptLead, type KeptLeadOptions, type KeptShare, keptLeads, keptShares } from './kept-lead.ts';
export { type ProbeOptions, type ProbeScore, type SizedProblem, linearProbe } from './linear-probe.ts';
export { type MemoryUse, logitsOf, memoryUse, readingOf } from './memory-use.ts';
export { type MostRead, mostRead, visible } from './most-read.ts';
export { type PairedDifference, type PairedOptions, isSure, pairedDifferences } from './paired.ts';
export { type ProblemSetScore, type FormScore, problemSetScores, formScores } from './scores.ts';
export {
  type VariantDifference,
  type VariantDifferencesOptions,
  variantDifferences,
} from './variant-differences.ts';
export { unfamiliar } from './unfamiliar.ts';
export { type Signal, reasonerTrajectory, trainingSignal } from './training-signal.ts';
export {
  type Triplet,
  type TripletMessages,
  type TripletPart,
  tripletMessages,
  tripletParts,
} from './triplet-messages.ts';
export {
  type PaperFamilyScore,
  type PaperScore,
  type PaperValues,
  type PublishedNar,
  paperDifference,
  paperValues,
  publishedNar,
} from './paper-values.ts';
export { type Attempt, type RecordTable, recordTable, recordTables } from './records.ts';
export { type TokensNeeded, tokensNeeded } from './tokens-needed.ts';
