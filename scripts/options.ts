/** Parsers of command line options: a value that makes no sense ends in one message. */
import { InvalidArgumentError } from 'commander';

/** A whole number of at least `minimum`. */
export function wholeNumber(minimum: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= minimum && Number.isSafeInteger(value)) return value;
    throw new InvalidArgumentError(`It must be a whole number of at least ${minimum}.`);
  };
}

/** Whole numbers of at least `minimum`, with commas between them. */
export function wholeNumbers(minimum: number): (text: string) => number[] {
  return (text) => text.split(',').map(wholeNumber(minimum));
}

/** An option that is given several times: all its values, in order. */
export const collect = (value: string, before: readonly string[]): readonly string[] => [...before, value];

/** A number from 0 to 1. */
export function share(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && value >= 0 && value <= 1) return value;
  throw new InvalidArgumentError('It must be a number from 0 to 1.');
}
