/** What decides the parameters of a run: by that, and by nothing else, a run is found again. */
import type { Content, Source } from '../store/manifest.ts';
import { isRecord } from '../store/json.ts';

/** The hash of what is in some files. */
export type ContentOf = (source: Source) => string;

type Fields = Readonly<Record<string, unknown>>;

/** Fields of an experiment that leave its parameters as they are: what it is called, and how it is evaluated. */
const undecidedOfExperiment = ['name', 'evaluation'];

/** Fields of `training` that say how often something is written. */
const undecidedOfTraining = ['logEvery', 'checkpointMinutes'];

/**
 * The record of what decides an experiment's parameters. Every field decides, also one that this version does not know,
 * except the few above; validation decides, since it chooses the parameters that a reasoner keeps. An experiment inside
 * another (the reasoner that is read, the English that came first, student and teacher) counts by its own identity, and
 * a file or folder that training starts from by its content, wherever it is. A field that is undefined is absent.
 *
 * New fields are optional, and absent means what it meant before: so an old configuration keeps its identity.
 */
export function identity(experiment: Fields, contentOf: ContentOf): Fields {
  return changed(without(experiment, undecidedOfExperiment), {
    training: (training) => without(training, undecidedOfTraining),
    data: (data) => withContent(data, 'text', 'text', contentOf),
    initialisation: (start) =>
      changed(startOf(start, contentOf), { experiment: (nested) => identity(nested, contentOf) }),
    reader: (reader) => changed(reader, { nar: (nar) => identity(nar, contentOf) }),
    student: (student) => identity(student, contentOf),
    teacher: (teacher) => identity(teacher, contentOf),
  });
}

/** What all the files of an experiment hold. Throws as `contentOf` does. */
export function contentsOf(experiment: Fields, contentOf: ContentOf): Content[] {
  const contents = new Map<string, Content>();
  identity(experiment, (source) => {
    const sha256 = contentOf(source);
    contents.set(`${source.kind} ${source.path}`, { ...source, sha256 });
    return sha256;
  });
  return [...contents.values()];
}

function startOf(start: Fields, contentOf: ContentOf): Fields {
  if (start['kind'] === 'checkpoint') return withContent(start, 'path', 'checkpoint', contentOf);
  if (start['kind'] === 'gpt-neox') return withContent(start, 'folder', 'gpt-neox', contentOf);
  return start;
}

function withContent(fields: Fields, field: string, kind: Source['kind'], contentOf: ContentOf): Fields {
  const path = fields[field];
  return typeof path === 'string' ? { ...fields, [field]: contentOf({ kind, path }) } : fields;
}

/** The fields, with those that are records changed where there is something to change. */
function changed(fields: Fields, changes: Readonly<Record<string, (value: Fields) => Fields>>): Fields {
  return Object.fromEntries(
    Object.entries(fields).map(([key, value]) => {
      const change = Object.hasOwn(changes, key) ? changes[key] : undefined;
      return [key, change && isRecord(value) ? change(value) : value];
    }),
  );
}

function without(fields: Fields, names: readonly string[]): Fields {
  return Object.fromEntries(
    Object.entries(fields).filter(([name, value]) => value !== undefined && !names.includes(name)),
  );
}
