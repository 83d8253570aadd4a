/** `npm run bench -- WORKLOAD`: how fast this machine trains, alone or against PyTorch. */
import { Command, Option } from 'commander';
import { type MeasureOptions, measure } from '../bench/measure.ts';
import { compareWithTorch } from '../bench/torch.ts';
import { type WorkloadModule, workloads } from '../bench/workloads.ts';
import { runCommand } from './run-command.ts';

interface Options extends MeasureOptions {
  readonly json?: true;
  readonly against?: 'torch';
  readonly growth?: true;
  readonly rounds: number;
}

const program = new Command('bench')
  .argument('<workload>', `one of ${Object.keys(workloads).join(', ')}`)
  .option('--json', 'print one JSON object as the last line')
  .addOption(new Option('--against <program>', 'compare, in alternating rounds').choices(['torch']))
  .option('--growth', 'measure growing sequence lengths or graphs')
  .option('--threads <n>', 'threads of the native engine', Number)
  .option('--repeats <n>', 'timed steps', Number, 7)
  .option('--rounds <n>', 'rounds of a comparison', Number, 5)
  .action(bench);

async function bench(name: string, options: Options): Promise<void> {
  const load = workloads[name];
  if (!load)
    throw new Error(`there is no workload "${name}"; choose among ${Object.keys(workloads).join(', ')}`);
  const result = await resultOf(name, await load(), options);
  process.stdout.write(`${JSON.stringify(result, null, options.json ? 0 : 2)}\n`);
}

async function resultOf(name: string, workload: WorkloadModule, options: Options): Promise<object> {
  if (options.against) {
    if (!workload.workload) throw new Error(`"${name}" has no counterpart in PyTorch`);
    return compareWithTorch(name, workload.workload, options, options.rounds);
  }
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
