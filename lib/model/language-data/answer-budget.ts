/** How many tokens an answer may take when it is written. */
/** A generous budget for an answer of `tokens` tokens, in coarse steps that do not give the length away. */
export function answerBudget(tokens: number): number {
  return 32 * Math.ceil((1.5 * tokens) / 32);
}
