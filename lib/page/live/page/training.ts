/** A reasoner that learns while one watches: its losses and scores as they come. */
import type { AlgorithmName } from '../../../dataset/index.ts';
import type { NarExperiment } from '../../../experiment/nar-experiment.ts';
import { palette } from '../../../figure/theme.ts';
import { button, chooser, h, readable, rename } from '../../explorer/page/dom.ts';
import type { Report } from '../protocol.ts';
import type { Laboratory } from '../answerers.ts';
import type { Workshop } from './workers.ts';

const [width, height, margin] = [640, 190, 42];
const colours = [palette.blue, palette.vermillion];
const training = ['▶ train', 'train a new reasoner in this page'] as const;

export function trainingPart({ data, open }: Workshop): HTMLElement {
  const { tiny } = data;
  const choices = data.nar.algorithms.map((value) => ({ value, text: readable(value) }));
  const pair = tiny.algorithms.map((name, i) => {
    const list = chooser<AlgorithmName>(['first algorithm', 'second algorithm'][i], choices, () => undefined);
    list.choose(name);
    return list;
  });
  const toggle = button(...training, () => (laboratory ? stop('Stopped.') : start()));
  const says = h('p', { class: 'note', role: 'status' });
  const chart = h('div', { class: 'card chart' });
  const root = h(
    'section',
    { class: 'training', 'aria-label': 'train a reasoner' },
    h('h3', {}, 'Train a tiny reasoner here'),
    h(
      'p',
      { class: 'note' },
      `${tiny.training.updates} updates of ${tiny.data.batch} problems each, with the library's own training. ` +
        'Nothing is kept: to stop, or to close the page, loses this training and nothing else.',
    ),
    h('div', { class: 'controls' }, ...pair.map((list) => list.root), toggle),
    says,
    chart,
  );

  let laboratory: Laboratory | undefined;
  let curves: Map<string, { update: number; loss: number }[]>;
  let scores: Readonly<Record<string, number>>;
  let begun = 0;

  function start(): void {
    const algorithms = pair.map((list) => list.value());
    const experiment: NarExperiment = { ...tiny, algorithms: [...new Set(algorithms)] };
    curves = new Map();
    scores = {};
    begun = performance.now();
    chart.replaceChildren();
    says.textContent = 'Starts …';
    rename(toggle, '■ stop', 'stop this training');
    laboratory = open(hear);
    laboratory.send({ kind: 'train', experiment });
  }

  function stop(message: string): void {
    laboratory?.end();
    laboratory = undefined;
    rename(toggle, ...training);
    says.textContent = `${message} ${standing()}`;
  }

  function hear(report: Report): void {
    if (report.kind === 'update') {
      const curve = curves.get(report.algorithm) ?? [];
      curve.push(report);
      curves.set(report.algorithm, curve);
      says.textContent = standing(report.update);
      chart.innerHTML = chartOf(curves, tiny.training.updates);
    } else if (report.kind === 'scores') scores = report.scores;
    else if (report.kind === 'trained' || report.kind === 'failed') {
      stop(`${report.message} ${seconds()} s.`);
    }
  }

  const seconds = () => ((performance.now() - begun) / 1000).toFixed(0);

  /** At the pace until now. */
  const left = (update: number) =>
    (((performance.now() - begun) / 1000) * (tiny.training.updates / update - 1)).toFixed(0);

  function standing(update?: number): string {
    const found = Object.entries(scores).map(([name, score]) => `${readable(name)} ${score.toFixed(2)}`);
    return [
      ...(update === undefined
        ? []
        : [
            `Update ${update} of ${tiny.training.updates}, ${seconds()} s; about ${left(update)} s are left.`,
          ]),
      ...(found.length > 0
        ? [`Score on unseen problems of size ${tiny.validation.size}: ${found.join(', ')}.`]
        : []),
    ].join(' ');
  }

  return root;
}

/** The losses of each algorithm, on a logarithmic axis. */
function chartOf(
  curves: ReadonlyMap<string, readonly { update: number; loss: number }[]>,
  updates: number,
): string {
  const losses = [...curves.values()].flat().map(({ loss }) => Math.log10(loss));
  const [low, high] = [Math.floor(Math.min(...losses)), Math.ceil(Math.max(...losses) + 1e-9)];
  const x = (update: number) => (margin + ((width - 2 * margin) * update) / updates).toFixed(1);
  const y = (log: number) =>
    (height - margin - ((height - 2 * margin) * (log - low)) / (high - low)).toFixed(1);
  const lines = [...curves].map(([, curve], i) => {
    const points = curve.map(({ update, loss }) => `${x(update)},${y(Math.log10(loss))}`);
    return `<polyline points="${points.join(' ')}" fill="none" stroke="${colours[i]}" stroke-width="1.6"/>`;
  });
  const names = [...curves.keys()].map(
    (name, i) =>
      `<text x="${width - margin}" y="${16 + 16 * i}" text-anchor="end" fill="${colours[i]}">${readable(name)}</text>`,
  );
  const grid = Array.from({ length: high - low + 1 }, (_, i) => low + i).map(
    (log) =>
      `<line x1="${margin}" x2="${width - margin}" y1="${y(log)}" y2="${y(log)}" stroke="${palette.faint}"/>` +
      `<text x="${margin - 5}" y="${Number(y(log)) + 4}" text-anchor="end">${Number((10 ** log).toPrecision(1))}</text>`,
  );
  return (
    `<svg role="img" aria-label="loss by update" viewBox="0 0 ${width} ${height}">${grid.join('')}${lines.join('')}` +
    `${names.join('')}<text x="${width / 2}" y="${height - 6}" text-anchor="middle">update; up: loss</text></svg>`
  );
}
