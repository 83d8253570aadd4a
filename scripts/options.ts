/** Parsers of command line options: a value that makes no sense ends in one message. */
import { InvalidArgumentError, Option } from 'commander';

/** A whole number of at least `minimum`, and at most `maximum` where there is one. */
export function wholeNumber(minimum: number, maximum = Number.MAX_SAFE_INTEGER): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= minimum && value <= maximum) return value;
    const range =
      maximum < Number.MAX_SAFE_INTEGER ? `from ${minimum} to ${maximum}` : `of at least ${minimum}`;
    throw new InvalidArgumentError(`It must be a whole number ${range}.`);
  };
}

/** Whole numbers of at least `minimum`, with commas between them. */
export function wholeNumbers(minimum: number): (text: string) => number[] {
  return (text) => text.split(',').map(wholeNumber(minimum));
}

/** Values, one for each time that the option is given, in their order. */
const repeatable = (flags: string, description: string): Option =>
  new Option(flags, `${description} (repeatable)`)
    .argParser((value: string, before: readonly string[]) => [...before, value])
    .default([], 'nothing');

/** Changes to an experiment. */
export const setOption = (description: string): Option => repeatable('--set <path=value>', description);

/** Variants that ship, whose changes come before those of {@link setOption}. */
export const variantOption = (description: string): Option => repeatable('--variant <name>', description);

/** A number from 0 to 1. */
export function share(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && value >= 0 && value <= 1) return value;
  throw new InvalidArgumentError('It must be a number from 0 to 1.');
}
