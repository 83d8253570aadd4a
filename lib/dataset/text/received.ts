/**
 * CLRS-Text as other tools hand it on: which deviations from its letter are no fault of an answer, and how each is read. They
 * say the same in another form; what an answer says is never mended.
 */
import type { TextLayout } from './layout.ts';

interface Deviation {
  /** What the answer has, in a few words. */
  readonly says: string;
  /** The text without it; the same text if it is not there. */
  readonly mend: (text: string, layout: TextLayout) => string;
}

/** In the order in which they are mended: what is wrapped around an answer first, its end last. */
const rows = {
  'end-token': {
    says: 'a token such as </s> or <|endoftext|>: it and what follows it are dropped',
    mend: (text) => text.replace(/^\s*<(?:s|bos|\|begin_of_text\|)>/i, '').replace(endToken, ''),
  },
  'line-ends': {
    says: 'a byte order mark, or line ends of Windows',
    mend: withPlainLineEnds,
  },
  fence: {
    says: 'a code fence: the last one holds the answer',
    mend: lastFenced,
  },
  markup: {
    says: 'bold, code, \\boxed{} or formula marks around it',
    mend: (text) => text.replace(/\\boxed\{([^{}]*)\}|[*`$]/g, '$1'),
  },
  array: {
    says: 'array() around a list, as NumPy prints it',
    mend: (text) => text.replace(/\b(?:np\.|numpy\.)?array\((\[[^()]*\])(?:,\s*dtype=[^()\s]+)?\)/g, '$1'),
  },
  object: {
    says: 'braces and the names of its outputs, as JSON and Python print objects',
    mend: withoutNames,
  },
  'lead-in': {
    says: 'words before it, up to "answer", "answer is:", "output:", its name or the last line of the question',
    mend: afterLeadIn,
  },
  'space-before': {
    says: 'spaces or line ends before it',
    // Without a step between the first and the last, an answer begins with the separator of its trace.
    mend: (text, { hints }) => text.trimStart().replace(hints ? /^\| / : /^(?!)/, ' | '),
  },
  separators: {
    says: 'commas, line ends or more spaces between elements, as Python, NumPy and JSON print lists',
    mend: withPlainSeparators,
  },
  'text-after': {
    says: 'text after it: the answer is one line, and ends where words begin',
    mend: withoutTextAfter,
  },
  numbers: {
    says: 'numbers such as 3. or 3.0 for whole ones, and 1. for 1.0',
    mend: (text, { outputs }) =>
      outputs.some(({ float }) => float)
        ? text.replace(/(?<![\d.])(\d+)\.(?!\d)/g, '$1.0')
        : text.replace(/(?<![\d.])(\d+)\.0*(?!\d)/g, '$1'),
  },
  'no-blank-line': {
    says: 'no blank line at its end, or more than one',
    mend: withBlankLine,
  },
} as const satisfies Record<string, Deviation>;

/** The name of a deviation from the letter of CLRS-Text that is no fault of an answer. */
export type DeviationName = keyof typeof rows;

/** What each of these deviations is. */
export const deviations: Readonly<Record<DeviationName, Pick<Deviation, 'says'>>> = rows;

/** An answer to the letter of CLRS-Text, and how it deviated from it. */
export interface ReceivedAnswer {
  readonly text: string;
  readonly deviations: readonly DeviationName[];
}

/** What a model's answer says, whatever tools did to its form. A text to the letter of `layout` stays as it is. */
export function receivedAnswer(layout: TextLayout, text: string): ReceivedAnswer {
  const found: DeviationName[] = [];
  let mended = text;
  for (const [name, { mend }] of Object.entries(rows)) {
    const before = mended;
    mended = mend(before, layout);
    if (mended !== before) found.push(name as DeviationName);
  }
  return { text: mended, deviations: found };
}

/** A question whose mark, line ends or spaces around it tools have changed, as data sets strip the last line end. */
export const receivedQuestion = (text: string): string => `${withPlainLineEnds(text).trim()}\n`;

/** The same of a true answer. */
export const receivedTruth = (text: string): string => withBlankLine(withPlainLineEnds(text));

const endToken = /<(?:\/s|eos|pad|end_of_turn|\|[a-z_]{1,30}\|)>[^]*$/i;

function withPlainLineEnds(text: string): string {
  return text.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n');
}

function withBlankLine(text: string): string {
  return `${text.trimEnd()}\n\n`;
}

function lastFenced(text: string): string {
  const parts = text.split('```');
  if (parts.length < 2) return text;
  const last = parts.length - (parts.length % 2 === 0 ? 1 : 2);
  return parts[last].replace(/^\w*\n/, '');
}

/** The values of an object that has all outputs and nothing before them, in the order of the answer. */
function withoutNames(text: string, { outputs }: TextLayout): string {
  const names = outputs.map(({ name }) => name);
  const name = new RegExp(`["'](${names.join('|')})["']\\s*:`);
  return text.replace(/\{([^{}]*)\}/g, (object, body: string) => {
    const [before, ...parts] = body.split(name);
    const values = new Map<string, string>();
    for (let i = 0; i < parts.length; i += 2) values.set(parts[i], parts[i + 1].trim().replace(/,$/, ''));
    const isAnswer =
      before.trim() === '' && values.size === names.length && parts.length === 2 * names.length;
    return isAnswer ? names.map((each) => values.get(each)).join(', ') : object;
  });
}

/**
 * Words are a lead-in only if a value follows them, and none come before a line without words: that is an answer, after
 * which a model may have gone on to another question.
 */
function afterLeadIn(text: string, { heading, outputs }: TextLayout): string {
  if (/^\s*(?=\S)(?:[^\p{L}\n]|(?<=\d)e)+(?:\n|$)/u.test(text)) return text;
  const names = outputs.map(({ name }) => name).join('|');
  const words = new RegExp(
    `\\b(?:(?:answer|output|result|solution)(?: is)?\\s?[:=]?|(?:${names})(?: is|\\s?[:=]))\\s{0,3}(?=[[(\\d-])`,
    'gi',
  );
  const said = [...text.matchAll(words)].map((match) => match.index + match[0].length);
  const marks = [`${heading}\n`, '</think>'].flatMap((mark) => {
    const at = text.lastIndexOf(mark);
    return at < 0 ? [] : [at + mark.length];
  });
  return text.slice(Math.max(0, said.at(-1) ?? 0, ...marks));
}

/** Elements of a list are a space apart; rows of a matrix, and values outside of lists, a comma and a space. */
function withPlainSeparators(text: string): string {
  const tokens: readonly string[] = text.match(/[[\]]|[\s,]+|[^[\],\s]+/g) ?? [];
  const closed = tokens.lastIndexOf(']');
  let depth = 0;
  return tokens
    .map((token, i) => {
      if (token === '[') depth += 1;
      if (token === ']') depth -= 1;
      if (!/^[\s,]/.test(token) || (depth > 0 && i > closed)) return token;
      if (depth <= 0) return /^\s*,\s*$/.test(token) ? ', ' : token;
      const [before, after] = [tokens[i - 1], tokens[i + 1]];
      if (before === '[' || after === ']') return '';
      return before === ']' && after === '[' ? ', ' : ' ';
    })
    .join('');
}

/** An answer has no words: the first one outside of brackets, and the first line end, are after it. */
function withoutTextAfter(text: string): string {
  let [depth, end] = [0, text.length];
  for (const { 0: found, index } of text.matchAll(/[[\]]|\n|[\s.,;:!]["'(]{0,2}(?=\p{L})/gu)) {
    if (found === '[') depth += 1;
    else if (found === ']') depth -= 1;
    else if (depth <= 0) {
      end = index;
      break;
    }
  }
  const answer = text.slice(0, end).replace(/(?<=[\d\])])[\s.,;:!–—]+$/, '');
  return text.slice(answer.length).trim() === '' ? text : `${answer}\n\n`;
}
