/**
 * `npm run test:kill -- [KILLS] [SEED]`: trains and evaluates a tiny TransNAR, kills the processes with SIGKILL at random
 * moments and starts them again, so often; every end must equal that of a run that nobody killed. Needs `npm run build`.
 */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keyed } from '../../lib/random/index.ts';
import { projectFolder } from '../../lib/store/folders.ts';
import { settings } from './command-line.ts';
import { tensorsOf } from './saved-tensors.ts';

const [kills, seed] = [Number(process.argv[2] ?? 100), Number(process.argv[3] ?? 1)];
const entry = join(projectFolder(), 'scripts/transnar.mjs');
const experiment = [
  'transnar-smoke',
  ...settings([
    ...[
      'algorithms=["minimum","bfs"]',
      'transformer.width=8',
      'transformer.layers=1',
      'transformer.feedForward=8',
    ],
    'data={"sizes":[3,4],"samples":4,"hints":false,"batch":4,"groups":2}',
    ...['training.updates=200', 'training.logEvery=2', 'training.checkpointMinutes=0.0001'],
    'training.until={"metric":"clrs","value":1,"size":4,"samples":4,"every":40}',
    'evaluation={"sizes":[4,5],"samples":8}',
    ...[
      'reader.nar.algorithms=["minimum","bfs"]',
      'reader.nar.model.width=4',
      'reader.nar.model.tripletWidth=2',
    ],
    ...['reader.nar.data={"sizes":[3,4],"batch":2}', 'reader.nar.training.updates=200'],
    ...['reader.nar.training.logEvery=1', 'reader.nar.training.checkpointMinutes=0.0001'],
    'reader.nar.validation={"every":40,"size":4,"samples":16}',
  ]),
];
/** Trains where that has not been done, and evaluates. */
const command = ['evaluate', 'text', ...experiment, '--train'];

const root = mkdtempSync(join(tmpdir(), 'transnar-kill-'));
const environment = (data: string) => ({
  ...process.env,
  TRANSNAR_DATA: join(root, data),
  TRANSNAR_CHECKPOINTS: join(root, 'none'),
});

/** What a data folder holds at its end: parameters, curves without times, scores, and which files there are. */
function endOf(data: string): Record<string, string> {
  const runs = join(root, data, 'runs');
  const files = readdirSync(runs, { recursive: true, encoding: 'utf8' }).sort();
  const contents = files.map((name): [string, string] => [name, contentOf(join(runs, name))]);
  return Object.fromEntries<string>([['files', files.join()], ...contents]);
}

/** Fields that no two runs share; somebody may commit meanwhile. */
const times = /"(seconds|waited|checked|date|commit)":("[^"]*"|[-\d.e]+),?/g;

function contentOf(path: string): string {
  if (path.endsWith('.safetensors')) return tensorsOf(path).toString('base64');
  return path.endsWith('.jsonl') ? readFileSync(path, 'utf8').replace(times, '') : '';
}

/** Milliseconds of the command, from nothing to its end. */
function whole(): number {
  const begun = performance.now();
  const { status } = spawnSync(process.execPath, [entry, ...command], {
    env: environment('whole'),
    stdio: 'ignore',
  });
  if (status !== 0) throw new Error(`The run that nobody kills failed with exit code ${status}.`);
  return performance.now() - begun;
}

/** True if it was killed, false if it came to its end before. Throws where it failed. */
function killed(data: string, milliseconds: number): Promise<boolean> {
  const child = spawn(process.execPath, [entry, ...command], {
    env: environment(data),
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (piece: Buffer) => (said += piece.toString()));
  const timer = setTimeout(() => child.kill('SIGKILL'), milliseconds);
  return new Promise<boolean>((resolve, reject) =>
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      if (code === null && signal === 'SIGKILL') resolve(true);
      else if (code === 0) resolve(false);
      else reject(new Error(`It failed with exit code ${code}: ${said}`));
    }),
  );
}

const random = keyed(seed, 'kill-often');
let [done, ends, different] = [0, 0, 0];
try {
  const longest = whole();
  const expected = endOf('whole');
  while (done < kills) {
    const data = `killed ${ends}`;
    // Early ones hit the loading, later ones training, validation, evaluation and the last files. The last is let live.
    while (await killed(data, (done < kills ? random.uniform(0.05, 0.4) : 9) * longest)) done += 1;
    ends += 1;
    const end = endOf(data);
    for (const name of new Set([...Object.keys(expected), ...Object.keys(end)])) {
      if (end[name] === expected[name]) continue;
      different += 1;
      process.stdout.write(`${data}: ${name} differs\n`);
    }
    process.stdout.write(`${done} killed, ${ends} ends\n`);
  }
} finally {
  rmSync(root, { recursive: true });
}
process.stdout.write(
  `${done} SIGKILLs, ${ends} ends, ${different} files that differ from a run that nobody killed\n`,
);
process.exitCode = different > 0 ? 1 : 0;
