/** A small page's data, with numbers that are easy to recognise. */
import type { Attention } from '../../lib/analysis/index.ts';
import { algorithm, formatSample, sampleAt } from '../../lib/dataset/index.ts';
import {
  type EvaluatedRun,
  type ExplorerData,
  explorerAnswers,
  explorerAttention,
  explorerModel,
} from '../../lib/page/explorer/index.ts';
import { textScores } from '../../lib/metric/index.ts';
import { presetNamed } from '../../lib/experiment/index.ts';
import type { Prediction } from '../../lib/store/index.ts';

const heads = 2;
export const nodes = 4;

/** `minimum` and `bfs` of four nodes, each answered rightly and in some wrong ways. */
function predictions(): Prediction[] {
  return (['minimum', 'bfs'] as const).flatMap((name) => {
    const { question, answer } = formatSample(sampleAt(name, nodes, 0, 0, { truncateDecimals: 3 }));
    const written = [answer, answer.replace(/\d/, '7'), `${answer.trimEnd()} 1`, 'x'];
    return written.map((prediction, index) => ({
      ...{ algorithm: name, size: nodes, index, question, answer, prediction },
      ...{ ended: prediction.endsWith('\n\n'), step: 240, seconds: 0.1 },
      ...textScores(question, answer, prediction),
    }));
  });
}

export const run: EvaluatedRun = {
  experiment: presetNamed('smoke').transnar,
  folder: 'transnar-smoke-0',
  manifest: {
    ...{ name: 'transnar-smoke', config: {}, command: 'npx transnar finetune transnar-smoke', commit: 'abc' },
    ...{ started: '2026-01-01T00:00:00Z', finished: '2026-01-01T00:01:00Z', seconds: 60 },
    ...{ dirty: false, node: '', backend: 'cpu', hardware: '', versions: {} },
  },
  predictions: predictions(),
};

/** Token t of layer l and head h looks at node (t + l + h) and at the edge from there to the next, and nowhere else. */
export function attentionOn(question: string, prediction: string): Attention {
  const texts = [...question, ...prediction];
  const layers = [0, 1].map((layer) => ({ layer, attention: 0.5 - layer, feedForward: 0.25 }));
  const width = texts.length * layers.length * heads;
  const toNodes = new Float32Array(width * nodes);
  const toEdges = new Float32Array(width * nodes ** 2);
  for (let place = 0, l = 0; l < layers.length; l++) {
    for (let head = 0; head < heads; head++) {
      for (let t = 0; t < texts.length; t++, place++) {
        const node = (t + l + head) % nodes;
        toNodes[place * nodes + node] = 1;
        toEdges[place * nodes ** 2 + node * nodes + ((node + 1) % nodes)] = 1;
      }
    }
  }
  return {
    ...{ question, answer: prediction, ended: true, heads, layers, toNodes, toEdges },
    trajectory: algorithm('minimum').trace({ A: new Float64Array(nodes) }),
    tokens: texts.map((text, t) => ({ text, part: t < question.length ? 'question' : 'answer' })),
    nodes: Array.from({ length: nodes }, (_, node) => String(node)),
  };
}

export function explorerData(): ExplorerData {
  const answers = explorerAnswers(run, 3);
  const shown = answers.filter(({ kind }) => kind === 'wrong values');
  return {
    models: [explorerModel(run)],
    answers,
    attention: shown.map((answer) =>
      explorerAttention(answer, attentionOn(answer.question, answer.prediction)),
    ),
  };
}
