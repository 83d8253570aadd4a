/** From evaluations and attention to the page's data. Pure: what is chosen depends on nothing but what is given. */
import { type Attention, answerKind } from '../../analysis/index.ts';
import { byMetric, mean } from '../../metric/index.ts';
import type { LanguageExperiment } from '../../experiment/index.ts';
import type { Manifest, Prediction } from '../../store/index.ts';
import type { ExplorerAnswer, ExplorerAttention, ExplorerModel } from './data.ts';
import { packWeights } from './weights.ts';

export interface EvaluatedRun {
  readonly experiment: LanguageExperiment;
  /** The run's folder, without the path to it. */
  readonly folder: string;
  readonly manifest: Manifest;
  readonly predictions: readonly Prediction[];
}

export function explorerModel({ experiment, folder, manifest, predictions }: EvaluatedRun): ExplorerModel {
  const { sizes } = experiment.data;
  const clrs = (of: (prediction: Prediction) => boolean) => {
    const scores = predictions.filter(of).map((prediction) => prediction.clrs);
    return scores.length === 0 ? null : mean(scores);
  };
  return {
    name: experiment.name,
    run: folder,
    updates: experiment.training.updates,
    seconds: Math.round(manifest.seconds ?? 0),
    trainedSizes: sizes,
    clrsTrained: clrs(({ size }) => sizes.includes(size)),
    clrsUnseen: clrs(({ size }) => !sizes.includes(size)),
    evaluated: predictions.length,
    failed: predictions.filter((prediction) => answerKind(prediction) !== 'right').length,
    commit: manifest.commit,
    finished: manifest.finished ?? '',
    command: manifest.command,
  };
}

/** The first `most` answers of each kind in each algorithm and size, right ones included. */
export function explorerAnswers(
  { experiment: { name: model }, predictions }: EvaluatedRun,
  most: number,
): ExplorerAnswer[] {
  const kept = new Map<string, number>();
  return predictions.flatMap((prediction) => {
    const { algorithm, size, index, question, answer } = prediction;
    const kind = answerKind(prediction);
    const cell = `${algorithm} ${size} ${kind}`;
    const before = kept.get(cell) ?? 0;
    if (before >= most) return [];
    kept.set(cell, before + 1);
    const scores = byMetric((metric) => prediction[metric]);
    return [
      { model, algorithm, size, index, kind, question, answer, prediction: prediction.prediction, ...scores },
    ];
  });
}

/**
 * The order in which answers are worth a place for their attention: of every algorithm its shortest failing one, then
 * the shortest right one of each, then the next shortest failing ones, and so on.
 */
export function byWorth<A extends Pick<ExplorerAnswer, 'algorithm' | 'kind' | 'question'>>(
  answers: readonly A[],
): A[] {
  const places = new Map<string, number>();
  return [...answers]
    .sort((a, b) => a.question.length - b.question.length)
    .map((answer) => {
      const right = answer.kind === 'right';
      const group = `${answer.algorithm} ${right}`;
      const place = places.get(group) ?? 0;
      places.set(group, place + 1);
      return { answer, turn: 2 * place + Number(right) };
    })
    .sort((a, b) => a.turn - b.turn)
    .map(({ answer }) => answer);
}

export function explorerAttention(
  { model, algorithm, size, index }: ExplorerAnswer,
  { question, answer: prediction, tokens, nodes, heads, layers, toNodes, toEdges }: Attention,
): ExplorerAttention {
  const part = (weights: Float32Array, width: number, layer: number, head: number) => {
    const place = (layer * heads + head) * tokens.length * width;
    return packWeights(weights.subarray(place, place + tokens.length * width));
  };
  return {
    ...{ model, algorithm, size, index, question, prediction },
    tokens: tokens.map(({ text }) => text),
    questionTokens: tokens.filter((token) => token.part === 'question').length,
    labels: nodes,
    layers: layers.map((gates, layer) => ({
      ...gates,
      heads: Array.from({ length: heads }, (_, head) => ({
        nodes: part(toNodes, nodes.length, layer, head),
        ...(toEdges && { edges: part(toEdges, nodes.length ** 2, layer, head) }),
      })),
    })),
  };
}
