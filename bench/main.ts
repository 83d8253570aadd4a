/** `npm run bench -- WORKLOAD`: how fast this machine trains, alone or against other programs. */
import { Command, Option } from 'commander';
import { type MeasureOptions, measure } from './measure.ts';
import { type ServeOptions, serve } from './serve.ts';
import { type TableOptions, table } from './table.ts';
import { type WorkloadModule, workloads } from './workloads.ts';
import { runCommand } from '../scripts/run-command.ts';

interface Options extends MeasureOptions, ServeOptions, TableOptions {
  readonly json?: true;
  readonly serve?: true;
  readonly growth?: true;
}

const program = new Command('bench')
  .argument('<workload>', `one of ${Object.keys(workloads).join(', ')}, or table: all comparisons`)
  .option('--json', 'print one JSON object as the last line')
  .option('--growth', 'measure growing sequence lengths or graphs')
  .option('--threads <n>', 'threads of the native engine', Number)
  .option('--repeats <n>', 'timed steps', Number, 7)
  .option('--peers <folder>', 'table: a virtual environment with torch, jax and dm-clrs')
  .option('--before <script>', 'table: the bench.js of another build, to compare with')
  .option('--rows <file>', 'table: where rows are added, as JSON lines')
  .option('--only <text>', 'table, updates: only what has this in its name')
  .option('--pairs <n>', 'table: pairs of turns', Number, 9)
  .option('--serve', 'take steps of bench/steps.ts when told to, by lines with their number')
  .addOption(new Option('--precision <name>', 'with --serve').choices(['bfloat16', 'float16']))
  .option('--start <file>', 'with --serve: where to write what is started from')
  .action(bench);

async function bench(name: string, options: Options): Promise<void> {
  if (options.serve) return serve(name, options);
  if (name === 'table') return table(options, (line) => void process.stdout.write(`${line}\n`));
  const load = workloads[name];
  if (!load)
    throw new Error(`there is no workload "${name}"; choose among ${Object.keys(workloads).join(', ')}`);
  const result = await resultOf(name, await load(), options);
  process.stdout.write(`${JSON.stringify(result, null, options.json ? 0 : 2)}\n`);
}

async function resultOf(name: string, workload: WorkloadModule, options: Options): Promise<object> {
  return options.growth
    ? grown(name, workload, options)
    : { workload: name, ...(await workload.run(options)) };
}

/** One measurement per size. */
async function grown(name: string, workload: WorkloadModule, options: Options): Promise<object> {
  if (!workload.growth) throw new Error(`"${name}" has no sizes to grow`);
  const curve: object[] = [];
  for (const { size, make } of workload.growth()) {
    const measured = await measure(name, make, options);
    curve.push({ size, ...measured });
    process.stdout.write(`${size}: ${measured.median_ms} ms, ${measured.gflops} Gflop/s\n`);
  }
  return { workload: name, growth: curve };
}

await runCommand(program, process.argv);
