/** Registries of interchangeable parts: each row knows its options, and options find their row by `kind`. */
import { z } from 'zod';

/** The options of one row: an object whose `kind` is the row's name. */
export type KindSchema = z.ZodObject<{ kind: z.ZodLiteral<string> }>;

/** What every row has; each registry's rows add what they do with their options. */
export interface KindRow {
  readonly schema: KindSchema;
}

/** The options of any of the rows. */
export type OptionsOf<R extends readonly KindRow[]> = z.infer<R[number]['schema']>;

/** The options of any of the rows, told apart by `kind`: to be checked as one field of a configuration. */
export function anyOf<const R extends readonly [KindRow, ...KindRow[]]>(rows: R): z.ZodType<OptionsOf<R>> {
  const [first, ...rest] = rows.map(({ schema }) => schema);
  return z.discriminatedUnion('kind', [first, ...rest]) as z.ZodType as z.ZodType<OptionsOf<R>>;
}

/** The row that options belong to. Throws for a kind that no row has. */
export function rowOf<R extends KindRow>(rows: readonly R[], kind: string): R {
  const found = rows.find(({ schema }) => schema.shape.kind.value === kind);
  if (found) return found;
  throw new Error(
    `There is no kind "${kind}": there are ${rows.map((row) => row.schema.shape.kind.value).join(', ')}.`,
  );
}
