/** A small page's data, with numbers that are easy to recognise. */
import type { Attention, AttentionToken, TextAttention } from '../../lib/analysis/index.ts';
import { algorithm, formatSample, sampleAt } from '../../lib/dataset/index.ts';
import {
  type AnsweringRun,
  type ExplorerData,
  type ExplorerDetail,
  detailScript,
  explorerAnswers,
  explorerReading,
} from '../../lib/page/explorer/index.ts';
import { textScores } from '../../lib/metric/index.ts';
import type { Prediction } from '../../lib/store/index.ts';

const heads = 2;
export const nodes = 4;
const names = ['minimum', 'bfs'] as const;

const problem = (name: (typeof names)[number], index: number) =>
  sampleAt(name, nodes, 0, index, { truncateDecimals: 3 });

/** Answers to four problems of `minimum` and `bfs` each, the first `right` of each right, the others wrong in their ways. */
function predictions(right: number): Prediction[] {
  return names.flatMap((name) =>
    [0, 1, 2, 3].map((index) => {
      const { question, answer } = formatSample(problem(name, index));
      const wrong = [
        answer.replace(/\d/, '7'),
        `${answer.trimEnd()} 1\n\n`,
        '\n\n',
        '<img src=x onerror="document.title=1">',
      ];
      const prediction = index < right ? answer : wrong[index];
      return {
        ...{ algorithm: name, size: nodes, index, question, answer, prediction },
        ...{ ended: prediction.endsWith('\n\n'), step: 240, seconds: 0.1 },
        ...textScores(question, answer, prediction),
      };
    }),
  );
}

export const run = (name: string, right: number): AnsweringRun => ({
  ...{ name, kind: 'transnar', folder: `${name}-0`, updates: 240, trainedSizes: [4], asked: 8 },
  manifest: {
    ...{ name, config: {}, command: `npx transnar train ${name}`, commit: 'abc' },
    ...{ started: '2026-01-01T00:00:00Z', finished: '2026-01-01T00:01:00Z', seconds: 60 },
    ...{ dirty: false, node: '', backend: 'cpu', hardware: '', versions: {} },
  },
  predictions: predictions(right),
});

/** Two models, and one that has answered half of what it was asked. */
export const runs = [
  run('transnar-tiny', 2),
  { ...run('transformer-tiny', 0), kind: 'transformer' as const },
  { ...run('partial-tiny', 4), predictions: predictions(4).filter(({ algorithm }) => algorithm === 'bfs') },
];

/** A character each, and a whole tag where somebody wrote one. */
export const tokensOf = (question: string, prediction: string): AttentionToken[] =>
  [question, prediction].flatMap((part, i) =>
    (part.match(/<[^>]*>|[^]/g) ?? []).map(
      (text) => ({ text, part: i === 0 ? 'question' : 'answer' }) as const,
    ),
  );

/** Token t of layer l and head h looks at node (t + l + h) and at the edge from there to the next, and nowhere else. */
export function attentionOn(question: string, prediction: string): Attention {
  const tokens = tokensOf(question, prediction);
  const layers = [0, 1].map((layer) => ({ layer, attention: 0.5 - layer, feedForward: 0.25 }));
  const width = tokens.length * layers.length * heads;
  const toNodes = new Float32Array(width * nodes);
  const toEdges = new Float32Array(width * nodes ** 2);
  for (let place = 0, l = 0; l < layers.length; l++) {
    for (let head = 0; head < heads; head++) {
      for (let t = 0; t < tokens.length; t++, place++) {
        const node = (t + l + head) % nodes;
        toNodes[place * nodes + node] = 1;
        toEdges[place * nodes ** 2 + node * nodes + ((node + 1) % nodes)] = 1;
      }
    }
  }
  return {
    ...{ question, answer: prediction, ended: true, heads, layers, toNodes, toEdges, tokens },
    trajectory: algorithm('minimum').trace({ A: new Float64Array(nodes) }),
    nodes: Array.from({ length: nodes }, (_, node) => String(node)),
  };
}

/** Token t of layer l and head h looks at token t - l - h of the text, and nowhere else. */
export function textOn(count: number): TextAttention {
  const layers = 2;
  const toTokens = new Float32Array(layers * heads * count ** 2);
  for (let place = 0, l = 0; l < layers; l++) {
    for (let head = 0; head < heads; head++) {
      for (let t = 0; t < count; t++, place++) toTokens[place * count + Math.max(0, t - l - head)] = 1;
    }
  }
  return { layers, heads, toTokens };
}

/** Details of the second and fourth problem of each algorithm: the reasoner decides that everything is 0. */
export function explorerData(): { readonly data: ExplorerData; readonly scripts: readonly string[] } {
  const answers = explorerAnswers(runs);
  const details = answers.problems.flatMap(({ index }, i) => (index % 2 === 1 ? [i] : []));
  const scripts = details.map((i) => {
    const { algorithm: name, index, question } = answers.problems[i];
    const detail: ExplorerDetail = {
      labels: attentionOn('', '').nodes,
      readings: answers.answers.map((own, model) => {
        const prediction = own[i]?.prediction;
        if (prediction === undefined) return null;
        const tokens = tokensOf(question, prediction);
        const graph = model === 0 ? attentionOn(question, prediction) : undefined;
        return explorerReading(tokens, textOn(tokens.length), graph);
      }),
      hints: zeroHints(name as (typeof names)[number], index),
    };
    return detailScript(i, detail);
  });
  return { data: { ...answers, details }, scripts };
}

function zeroHints(name: (typeof names)[number], index: number): ExplorerDetail['hints'] {
  const { hints, length } = problem(name, index);
  const masks = Object.values(hints).filter(({ type }) => type === 'mask' || type === 'pointer');
  return Object.fromEntries(
    masks.map((hint) => [hint.name, new Array<number>((hint.data.length / length) * (length - 1)).fill(0)]),
  );
}
