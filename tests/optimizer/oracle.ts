/** Optimisers in plain float64 loops, as their papers write them. Matrices are arrays of rows. */
export type Matrix = number[][];

export const zeros = (like: Matrix): Matrix => like.map((row) => row.map(() => 0));
const zip = (a: Matrix, b: Matrix, f: (x: number, y: number) => number): Matrix =>
  a.map((row, i) => row.map((x, j) => f(x, b[i][j])));
export const scaled = (a: Matrix, s: number): Matrix => a.map((row) => row.map((x) => x * s));
export const transposed = (a: Matrix): Matrix => a[0].map((_, j) => a.map((row) => row[j]));
export const product = (a: Matrix, b: Matrix): Matrix =>
  a.map((row) => b[0].map((_, j) => row.reduce((sum, x, k) => sum + x * b[k][j], 0)));
export const norm = (all: readonly Matrix[]) => Math.sqrt(all.flat(2).reduce((sum, x) => sum + x * x, 0));

/** All gradients, scaled down together if their common norm is above `largest`. */
export function clipped(gradients: Matrix[], largest: number): Matrix[] {
  const length = norm(gradients);
  return length > largest ? gradients.map((gradient) => scaled(gradient, largest / length)) : gradients;
}

export class PlainAdam {
  #first: Matrix | undefined;
  #second: Matrix | undefined;
  #count = 0;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;

  constructor(options: { beta1: number; beta2: number; epsilon: number }) {
    ({ beta1: this.beta1, beta2: this.beta2, epsilon: this.epsilon } = options);
  }

  step(parameter: Matrix, gradient: Matrix, rate: number): Matrix {
    this.#count++;
    this.#first = zip(
      this.#first ?? zeros(gradient),
      gradient,
      (m, g) => this.beta1 * m + (1 - this.beta1) * g,
    );
    this.#second = zip(
      this.#second ?? zeros(gradient),
      gradient,
      (v, g) => this.beta2 * v + (1 - this.beta2) * g * g,
    );
    const direction = zip(this.#first, this.#second, (m, v) => {
      const [mean, square] = [m / (1 - this.beta1 ** this.#count), v / (1 - this.beta2 ** this.#count)];
      return mean / (Math.sqrt(square) + this.epsilon);
    });
    return zip(parameter, direction, (p, d) => p - rate * d);
  }
}

/** Five steps of x <- 3.4445 x - 4.775 (x x') x + 2.0315 (x x')^2 x, from x / |x|. */
export function newtonSchulz(matrix: Matrix): Matrix {
  let x = scaled(matrix, 1 / (norm([matrix]) + 1e-7));
  for (let i = 0; i < 5; i++) {
    const gram = product(x, transposed(x));
    const cubic = product(gram, x);
    const quintic = product(gram, cubic);
    x = x.map((row, r) => row.map((v, k) => 3.4445 * v - 4.775 * cubic[r][k] + 2.0315 * quintic[r][k]));
  }
  return x;
}

/** The weight [inputs, outputs] of one map. */
export class PlainMuon {
  #velocity: Matrix | undefined;

  readonly momentum: number;

  constructor(momentum: number) {
    this.momentum = momentum;
  }

  step(parameter: Matrix, gradient: Matrix, rate: number): Matrix {
    const mix = (a: Matrix, b: Matrix) => zip(a, b, (x, y) => this.momentum * x + (1 - this.momentum) * y);
    this.#velocity = mix(this.#velocity ?? zeros(gradient), gradient);
    const direction = newtonSchulz(mix(this.#velocity, gradient));
    const [inputs, outputs] = [parameter.length, parameter[0].length];
    const size = outputs > inputs ? Math.sqrt(outputs / inputs) : 1;
    return zip(parameter, direction, (p, d) => p - rate * size * d);
  }
}

/** Columns `from` to before `to`. */
export const columns = (a: Matrix, from: number, to: number): Matrix => a.map((row) => row.slice(from, to));
