/** What a kind of value is shown as. */
import { isRecord } from '../../store/json.ts';
import type { MimeBundle } from '../host.ts';

/** The formats of a value; undefined if it is of another kind. */
export type Rendering = (value: unknown) => MimeBundle | undefined | Promise<MimeBundle | undefined>;

/** A rendering of arrays whose elements all are of one kind. */
export function ofMany<T>(
  is: (value: unknown) => value is T,
  render: (values: readonly T[]) => ReturnType<Rendering>,
): Rendering {
  return (value) => (Array.isArray(value) && value.length > 0 && value.every(is) ? render(value) : undefined);
}

/** Whether a value is an object that has all of these keys. */
export const has = <K extends string>(value: unknown, ...keys: K[]): value is Record<K, unknown> =>
  isRecord(value) && keys.every((key) => key in value);
