/** What models looked at and what the reasoner decided on the way, of as many problems as there is room for. */
import { type Trajectory, collate, parseQuestion, preprocess, retrace } from '../../lib/dataset/index.ts';
import type { ExplorerDetail, ExplorerProblem, ExplorerReading } from '../../lib/page/explorer/index.ts';
import type { TrainedNar } from '../../lib/training/index.ts';
import type { AnsweringModel } from './runs.ts';

export interface DetailOptions {
  /** [model]; null for one that writes no text itself, such as a reasoner. */
  readonly models: readonly (AnsweringModel | null)[];
  readonly reasoner: TrainedNar | undefined;
  /** Characters of the page. */
  readonly room: number;
}

/** The details of the first problems of an order, as scripts of the page, until the room is full. */
export async function detailsWithin(
  problems: readonly ExplorerProblem[],
  order: readonly number[],
  { models, reasoner, room }: DetailOptions,
): Promise<{ readonly details: number[]; readonly scripts: string[] }> {
  const { detailScript } = await import('../../lib/page/explorer/index.ts');
  const details: number[] = [];
  const scripts: string[] = [];
  let left = room;
  for (const problem of order) {
    const readings: (LabelledReading | null)[] = [];
    for (const model of models) readings.push(model && (await readingOf(model, problems[problem])));
    const labels = readings.flatMap((reading) => (reading?.labels ? [reading.labels] : []));
    const trajectory = trajectoryOf(problems[problem]);
    const script = detailScript(problem, {
      labels: labels[0] ?? Array.from({ length: trajectory.nodes }, (_, node) => String(node)),
      readings: readings.map((reading) => reading && reading.reading),
      hints: reasoner ? decidedHints(trajectory, reasoner) : null,
    });
    left -= script.length;
    if (left < 0) break;
    details.push(problem);
    scripts.push(script);
  }
  return { details, scripts };
}

interface LabelledReading {
  readonly reading: ExplorerReading;
  readonly labels: readonly string[] | undefined;
}

async function readingOf(
  { trained, predictions }: AnsweringModel,
  { algorithm, size, index }: ExplorerProblem,
): Promise<LabelledReading | null> {
  const { attentionIn, budgetOf, rewritten, textAttention } = await import('../../lib/analysis/index.ts');
  const { explorerReading } = await import('../../lib/page/explorer/index.ts');
  const set = predictions.filter((each) => each.algorithm === algorithm && each.size === size);
  const own = set.find((each) => each.index === index);
  if (!own) return null;
  const solver = { ...trained, seed: trained.experiment.seed };
  const budget = budgetOf(
    set.map(({ answer }) => answer),
    solver,
  );
  const written = rewritten({ ...own, budget }, solver);
  const graph = trained.reasoner && attentionIn(own.question, written, solver);
  const tokens = [...written.prompt, ...written.tokens].map((token, t) => ({
    text: trained.tokenizer.decode([token]),
    part: t < written.prompt.length ? ('question' as const) : ('answer' as const),
  }));
  return { reading: explorerReading(tokens, textAttention(written, solver), graph), labels: graph?.nodes };
}

function trajectoryOf({ question }: ExplorerProblem): Trajectory {
  const parsed = parseQuestion(question);
  if (!parsed.ok) throw new Error(`The question ${JSON.stringify(question)} cannot be read.`);
  return retrace(parsed);
}

/** Decisions of all steps after the first; hints that the reasoner is given as inputs are none. */
function decidedHints(trajectory: Trajectory, { nar, experiment }: TrainedNar): ExplorerDetail['hints'] {
  if (!(experiment.algorithms as readonly string[]).includes(trajectory.algorithm)) return null;
  const { hints } = nar.predict(collate([preprocess(trajectory)]));
  return Object.fromEntries(
    Object.values(hints).map(({ name, data }) => [
      name,
      Array.from(data, (value) => Number(value.toFixed(3))),
    ]),
  );
}
