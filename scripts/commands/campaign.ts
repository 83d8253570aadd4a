/** `transnar campaign`: many runs, on one machine or many. */
import type { Command } from 'commander';
import type { Campaign, CampaignCell, Status } from '../../lib/campaign/index.ts';
import { backendOption, prepare, saving, training } from '../experiment-options.ts';
import { wholeNumber } from '../options.ts';
import { openOutput, writeLines } from '../output.ts';

const library = () => import('../../lib/campaign/index.ts');
const named = async (name: string) => (await library()).campaignNamed(name);
const report = (line: string) => void process.stderr.write(`${line}\n`);

const redisOption = ['--redis <address>', 'where Redis is', 'redis://127.0.0.1:6379'] as const;

interface WorkOptions {
  readonly redis: string;
  readonly backend?: string;
  readonly lock?: number;
}

export function define(campaign: Command): void {
  campaign.command('list', { isDefault: true }).description('the campaigns that ship').action(list);
  campaign
    .command('status <name>')
    .description('how far every cell is, read from its run')
    .action(async (name: string) => status(await named(name)));
  campaign
    .command('run <name>')
    .description('run all cells one after another; Ctrl-C saves, the same command resumes')
    .option(...backendOption)
    .action(async (name: string, options: { backend?: string }) => {
      const { runCampaign } = await library();
      const chosen = await named(name);
      const hooks = await prepare({ ...options, set: [] });
      await refuseFailed(name, await saving((signal) => runCampaign(chosen, { ...hooks, signal, report })));
    });
  campaign
    .command('enqueue <name>')
    .description('put the cells that are not finished into a queue in Redis, failed ones again')
    .option(...redisOption)
    .action(async (name: string, { redis }: { redis: string }) => {
      const { enqueueCampaign } = await library();
      process.stdout.write(`${await enqueueCampaign(await named(name), redis)} cells to do\n`);
    });
  campaign
    .command('work <name>')
    .description('take cells from the queue until it is empty, beside other workers on the same data folder')
    .option(...redisOption)
    .option(...backendOption)
    .option(
      '--lock <seconds>',
      'silence after which the cell of a worker is given to another',
      wholeNumber(1),
    )
    .action(async (name: string, { redis, lock, ...options }: WorkOptions) => {
      const { workOnCampaign } = await library();
      const chosen = await named(name);
      const hooks = await prepare({ ...options, set: [] });
      const work = { ...hooks, report, redis, ...(lock === undefined ? {} : { lockSeconds: lock }) };
      await refuseFailed(name, await saving((signal) => workOnCampaign(chosen, { ...work, signal })));
    });
  campaign
    .command('rows <name>')
    .description('the result rows of all finished cells')
    .option('--out <file>', 'add them to a JSON-lines file, such as data/results/laptop.jsonl')
    .option('--problems', 'with the score of each problem, which pairs models on the same problems')
    .action(rows);
}

/** A campaign is not done while cells are without rows, though the others have theirs. */
async function refuseFailed(name: string, failed: readonly CampaignCell[]): Promise<void> {
  if (failed.length === 0) return;
  const { cellName, firstOf } = await import('../../lib/campaign/cells.ts');
  throw new Error(
    `${failed.length} ${failed.length === 1 ? 'cell' : 'cells'} failed: ${firstOf(failed.map(cellName))}. ` +
      `"npx transnar campaign status ${name}" says why.`,
  );
}

async function list(): Promise<void> {
  const { campaigns, cellsOf } = await library();
  for (const campaign of campaigns) {
    const { name, about } = campaign;
    const { length } = cellsOf(campaign);
    const size = `${length} cell${length === 1 ? ' ' : 's'}`;
    process.stdout.write(`${name.padEnd(17)}${size.padStart(9)}  ${about}\n`);
  }
}

async function status(campaign: Campaign): Promise<void> {
  const { campaignStatus, cellName, partName, timeLeft } = await library();
  const { prerequisites, cells } = campaignStatus(campaign);
  const first = prerequisites.map(({ part }) => partName(part));
  const labels = cells.map(({ part }) => cellName(part));
  const width = Math.max(...[...first, ...labels].map((label) => label.length), 0);
  const line = (label: string, { state, detail }: Pick<Status, 'state' | 'detail'>) =>
    process.stdout.write(`${label.padEnd(width)}  ${state.padEnd(8)}  ${detail}\n`);
  if (first.length > 0) process.stdout.write('trained first:\n');
  prerequisites.forEach((each, i) => line(first[i], each));
  if (first.length > 0) process.stdout.write('cells:\n');
  cells.forEach((each, i) => line(labels[i], each));
  const finished = cells.filter(({ state }) => state === 'finished').length;
  const left = timeLeft(cells.map(({ part }) => part));
  process.stdout.write(
    `${[`${finished} of ${cells.length} cells finished`, left].filter(Boolean).join('; ')}\n`,
  );
}

async function rows(
  name: string,
  { out, problems = false }: { out?: string; problems?: boolean },
): Promise<void> {
  const { cellRows, cellsOf } = await library();
  const { writeRows } = await training();
  const cells = cellsOf(await named(name)).map((cell) => cellRows(cell, { problems }));
  const finished = cells.filter((found) => found !== undefined);
  if (finished.length === 0) {
    throw new Error(
      `None of the ${cells.length} cells of ${name} is finished, so there are no rows: "npx transnar campaign run ${name}" ` +
        'trains them.',
    );
  }
  if (out) writeRows(out, finished.flat());
  else await writeLines(openOutput(), lines(finished.flat()));
  report(
    `${finished.flat().length} rows of ${finished.length} finished cells; the campaign has ${cells.length}`,
  );
}

function* lines(values: readonly unknown[]): Generator<string> {
  for (const value of values) yield JSON.stringify(value);
}
