/** A file begins with a comment that says what it decides. Where it holds one thing, that may be its doc comment. */
export const firstComment = {
  meta: {
    type: 'suggestion',
    schema: [],
    messages: { missing: 'Begin the file with a comment, /** ... */, that says what it decides.' },
  },
  create({ sourceCode, report }) {
    return {
      Program(node) {
        const [first] = sourceCode.getAllComments();
        const begins =
          first?.type === 'Block' &&
          first.value.startsWith('*') &&
          sourceCode.text.slice(0, first.range[0]).trim() === '';
        if (!begins) report({ node, loc: { line: 1, column: 0 }, messageId: 'missing' });
      },
    };
  },
};
