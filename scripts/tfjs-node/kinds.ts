/** The packages that a user can have, and what `transnar doctor` must say of each. */
import { spawnSync } from 'node:child_process';
import type { Outcome } from './outcome.ts';
import type { PackageName } from './places.ts';

interface Asked {
  /** The engine that is asked for; empty: none. */
  readonly wish: string;
  readonly exitCode: number;
  /** What must stand at the head of the lines of these names. */
  readonly lines: Readonly<Record<string, RegExp>>;
}

const absent = /^not installed \(npm install /;
const noGpu = /^TensorFlow finds no GPU /;
const onCpu = /^TensorFlow on the CPU$/;

/** `tensor engine` is what computes. Without a wish it is the native one or, without a compiler's, cpu. */
const asked: Readonly<
  Record<string, { readonly packages: readonly PackageName[]; readonly asked: readonly Asked[] }>
> = {
  'stand-in': {
    packages: [],
    asked: [
      {
        wish: '',
        exitCode: 0,
        lines: { 'tensor engine': /^native .*: the best/, 'tfjs-node-gpu': absent, 'tfjs-node': absent },
      },
      {
        wish: 'tfjs-node',
        exitCode: 1,
        lines: { 'tensor engine': /"tfjs-node" cannot run: not installed/, 'tfjs-node': absent },
      },
    ],
  },
  'tfjs-node': {
    packages: ['tfjs-node'],
    asked: [
      {
        wish: '',
        exitCode: 0,
        lines: { 'tensor engine': /^native .*: the best/, 'tfjs-node-gpu': absent, 'tfjs-node': onCpu },
      },
      {
        wish: 'tfjs-node',
        exitCode: 0,
        lines: { 'tensor engine': /^tfjs-node, \d+ threads?: asked for$/, 'tfjs-node': onCpu },
      },
    ],
  },
  'tfjs-node-gpu': {
    packages: ['tfjs-node-gpu'],
    asked: [
      {
        wish: '',
        exitCode: 0,
        lines: {
          'tensor engine': /^native .*: tfjs-node-gpu cannot run: /,
          'tfjs-node-gpu': noGpu,
          'tfjs-node': absent,
        },
      },
      {
        wish: 'tfjs-node-gpu',
        exitCode: 1,
        lines: {
          'tensor engine': /"tfjs-node-gpu" cannot run: TensorFlow finds no GPU/,
          'tfjs-node-gpu': noGpu,
        },
      },
    ],
  },
  both: {
    packages: ['tfjs-node', 'tfjs-node-gpu'],
    asked: [
      {
        wish: 'tfjs-node',
        exitCode: 0,
        lines: { 'tensor engine': /^tfjs-node, /, 'tfjs-node-gpu': noGpu, 'tfjs-node': onCpu },
      },
    ],
  },
};

/** What is installed, under a name, and what asks the doctor in a copy of the lab where that is in place. */
export const kinds = Object.entries(asked).map(([name, { packages, asked: all }]) => ({
  name,
  packages,
  check: (lab: string): Promise<Outcome> => {
    const wrong = all.flatMap((each) => complaints(lab, each));
    return Promise.resolve(wrong.length > 0 ? { failed: wrong.join('; ') } : { note: 'told as it is' });
  },
}));

function complaints(lab: string, { wish, exitCode, lines }: Asked): string[] {
  const env = { ...process.env, TRANSNAR_BACKEND: wish };
  const { status, stdout, stderr } = spawnSync(process.execPath, ['dist/scripts/transnar.js', 'doctor'], {
    cwd: lab,
    env,
    encoding: 'utf8',
  });
  process.stdout.write(stdout + stderr);
  const said = new Map(stdout.split('\n').map((line) => [line.slice(0, 18).trim(), line.slice(18).trim()]));
  return [
    ...(status === exitCode ? [] : [`doctor ended with ${status} instead of ${exitCode}`]),
    ...Object.entries(lines).flatMap(([name, expected]) => {
      const line = said.get(name) ?? '';
      return expected.test(line) ? [] : [`doctor says of ${name}: ${line || 'nothing'}`];
    }),
  ];
}
