/** Random draws that are the same for every comparison: kept, since to make them takes ten times as long as to use them. */
import { RandomState } from '../random/index.ts';

interface Coins {
  readonly random: RandomState;
  thrown: Uint8Array;
}

const coins = new Map<number, Coins>();

/** The first coins of a seed, at least `count` of them: 1 with probability 1/2, else 0. */
export function headsOf(seed: number, count: number): Uint8Array {
  let known = coins.get(seed);
  if (!known) coins.set(seed, (known = { random: RandomState.seeded(seed), thrown: new Uint8Array(0) }));
  const { random, thrown } = known;
  if (thrown.length >= count) return thrown;
  const more = new Uint8Array(count);
  more.set(thrown);
  for (let i = thrown.length; i < count; i++) more[i] = Number(random.double() < 0.5);
  known.thrown = more;
  return more;
}

/** Of what is drawn, and how often. */
export interface Table {
  readonly draws: number;
  readonly seeds: number;
  readonly problems: number;
}

const chosen = new Map<string, Uint32Array>();

/** Seeds and problems of a table drawn with replacement: for each draw the numbers of `seeds` seeds, then of `problems` problems. */
export function choicesOf(seed: number, { draws, seeds, problems }: Table): Uint32Array {
  const key = `${seed} ${draws} ${seeds} ${problems}`;
  const known = chosen.get(key);
  if (known) return known;
  const random = RandomState.seeded(seed);
  const width = seeds + problems;
  const choices = new Uint32Array(draws * width);
  for (let i = 0; i < choices.length; i++) choices[i] = random.integer(i % width < seeds ? seeds : problems);
  chosen.set(key, choices);
  return choices;
}
