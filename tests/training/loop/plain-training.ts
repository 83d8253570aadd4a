/**
 * The training loop once more, in plain numbers and straight from its definition (Kingma and Ba 2015, algorithm 1; global
 * norm clipping as in Pascanu et al. 2013): what the library's loop is held against. Nothing is shared with it.
 */

/** Parameters, gradients and moments by name. */
export type Vectors = Readonly<Record<string, readonly number[]>>;

export interface PlainOptions {
  readonly updates: number;
  readonly schedule: { readonly peak: number; readonly warmup: number; readonly floor: number };
  readonly adam: {
    readonly beta1: number;
    readonly beta2: number;
    readonly epsilon: number;
    readonly clip: number;
  };
}

export interface PlainTask {
  readonly start: Vectors;
  /** Loss and gradient of 0-based `update`, of all parameters. */
  at(parameters: Vectors, update: number): { loss: number; gradient: Vectors };
  /** Names of the parameters that the update may change. */
  trained(update: number): readonly string[];
}

export interface PlainUpdate {
  readonly loss: number;
  /** Before clipping. */
  readonly norm: number;
  readonly rate: number;
  /** After the update. */
  readonly parameters: Vectors;
}

export function plainTraining({ updates, schedule, adam }: PlainOptions, task: PlainTask): PlainUpdate[] {
  const parameters = copyOf(task.start);
  const first = zerosOf(task.start);
  const second = zerosOf(task.start);
  const done: PlainUpdate[] = [];
  for (let update = 0; update < updates; update++) {
    const { loss, gradient } = task.at(parameters, update);
    const names = task.trained(update);
    const norm = Math.hypot(...names.flatMap((name) => gradient[name]));
    const scale = norm > adam.clip ? adam.clip / norm : 1;
    const rate = plainRate(schedule, update, updates);
    const count = update + 1;
    for (const name of names) {
      gradient[name].forEach((raw, i) => {
        const g = scale * raw;
        first[name][i] = adam.beta1 * first[name][i] + (1 - adam.beta1) * g;
        second[name][i] = adam.beta2 * second[name][i] + (1 - adam.beta2) * g * g;
        const mean = first[name][i] / (1 - Math.pow(adam.beta1, count));
        const square = second[name][i] / (1 - Math.pow(adam.beta2, count));
        parameters[name][i] -= (rate * mean) / (Math.sqrt(square) + adam.epsilon);
      });
    }
    done.push({ loss, norm, rate, parameters: copyOf(parameters) });
  }
  return done;
}

/** Linear warm-up to the peak, which its last update reaches, then half a cosine down to the floor. */
function plainRate({ peak, warmup, floor }: PlainOptions['schedule'], update: number, total: number): number {
  if (update < warmup) return peak * ((update + 1) / warmup);
  const lowest = peak * floor;
  const turned = (Math.PI * (update - warmup)) / (total - warmup);
  return lowest + (peak - lowest) * Math.cos(turned / 2) ** 2;
}

const copyOf = (vectors: Vectors): Record<string, number[]> =>
  Object.fromEntries(Object.entries(vectors).map(([name, values]) => [name, [...values]]));

const zerosOf = (vectors: Vectors): Record<string, number[]> =>
  Object.fromEntries(Object.entries(vectors).map(([name, values]) => [name, values.map(() => 0)]));
