/** A place in a text that moves over what it expects and remembers where that failed. */

/** Why and where a text is not what it should be; `at` counts UTF-16 units from its start. */
export interface TextProblem {
  readonly ok: false;
  readonly problem: string;
  readonly at: number;
}

/** Thrown by a cursor, caught by `attempt`: never seen outside of parsing. */
class Mismatch extends Error {
  readonly at: number;

  constructor(problem: string, at: number) {
    super(problem);
    this.at = at;
  }
}

/** What `parse` returns, or the problem that stopped it. */
export function attempt<T>(parse: () => T): T | TextProblem {
  try {
    return parse();
  } catch (error) {
    if (!(error instanceof Mismatch)) throw error;
    return { ok: false, problem: error.message, at: error.at };
  }
}

/** Without a negative zero, which is a float's. */
const integerPattern = /\d+|-[1-9]\d*/y;
const floatPattern = /-?\d+(?:\.(\d+))?(?:e-(\d+))?/y;
const wordPattern = /[^ ,[\]()|\n]+/y;

export class Cursor {
  readonly text: string;
  at = 0;
  /** The most digits after the point that a float had so far. */
  decimals = 0;

  constructor(text: string) {
    this.text = text;
  }

  fail(problem: string, at = this.at): never {
    throw new Mismatch(problem, at);
  }

  /** Moves past `expected` if it comes next. */
  skip(expected: string): boolean {
    if (!this.text.startsWith(expected, this.at)) return false;
    this.at += expected.length;
    return true;
  }

  expect(expected: string): void {
    if (!this.skip(expected)) this.fail(`expected ${JSON.stringify(expected)}, found ${this.#found()}`);
  }

  expectEnd(): void {
    if (this.at < this.text.length) this.fail(`expected the end of the text, found ${this.#found()}`);
  }

  /** A whole number of at most nine digits. */
  integer(): number {
    const start = this.at;
    const [digits] = this.#match(integerPattern, 'a whole number');
    const value = Number(digits);
    if (!(Math.abs(value) < 1e9)) this.fail('a whole number has at most nine digits', start);
    return value;
  }

  /** A number below 1e16 in size, where floats are still printed without a positive exponent. */
  float(): number {
    const start = this.at;
    const [digits, fraction = '', exponent = '0'] = this.#match(floatPattern, 'a number');
    const value = Number(digits);
    if (!(Math.abs(value) < 1e16)) this.fail('a number has to be below 1e16 in size', start);
    this.decimals = Math.max(this.decimals, fraction.length + Number(exponent));
    return value;
  }

  /** Anything up to the next separator. */
  word(): string {
    return this.#match(wordPattern, 'an element')[0];
  }

  #match(pattern: RegExp, what: string): RegExpExecArray {
    pattern.lastIndex = this.at;
    const match = pattern.exec(this.text) ?? this.fail(`expected ${what}, found ${this.#found()}`);
    this.at += match[0].length;
    return match;
  }

  #found(): string {
    const rest = this.text.slice(this.at, this.at + 12);
    return rest === '' ? 'the end of the text' : JSON.stringify(rest);
  }
}
