/** Nobody asks for an algorithm by name: what deviates is a field of its record, so that a new one needs no new case. */
import { readFileSync } from 'node:fs';
import { absolute } from './imports.mjs';

const list = 'lib/dataset/benchmark/clrs30.ts';
const comparisons = new Set(['===', '!==', '==', '!=']);
const lookUps = new Set(['includes', 'indexOf', 'has']);

export const noAlgorithmNames = {
  meta: {
    type: 'problem',
    schema: [],
    messages: {
      asked:
        'Do not ask for the algorithm "{{name}}": give the records of lib/dataset/algorithms a field that says what is special.',
    },
  },
  create(context) {
    const names = algorithmNames(absolute(context, list));
    const check = (node) => {
      const name = nameIn(node);
      if (names.has(name)) context.report({ node, messageId: 'asked', data: { name } });
    };
    return {
      BinaryExpression({ operator, left, right }) {
        if (comparisons.has(operator)) [left, right].forEach(check);
      },
      SwitchCase: ({ test }) => test && check(test),
      CallExpression({ callee }) {
        if (lookUps.has(callee.property?.name)) elementsOf(callee.object).forEach(check);
      },
    };
  },
};

/** The text of a literal, with or without `as const`. */
function nameIn(node) {
  if (node?.type === 'TSAsExpression') return nameIn(node.expression);
  if (node?.type === 'TemplateLiteral')
    return node.quasis.length === 1 ? node.quasis[0].value.cooked : undefined;
  return node?.type === 'Literal' ? node.value : undefined;
}

/** What is written out in an array or in a set made of one. */
function elementsOf(node) {
  if (node.type === 'TSAsExpression') return elementsOf(node.expression);
  if (node.type === 'NewExpression') return node.arguments.flatMap(elementsOf);
  return node.type === 'ArrayExpression' ? node.elements : [];
}

function algorithmNames(path) {
  const names = [...readFileSync(path, 'utf8').matchAll(/^ *'(\w+)',$/gm)].map(([, name]) => name);
  if (names.length === 0) throw new Error(`${list} lists no algorithm, so their names cannot be looked for.`);
  return new Set(names);
}
