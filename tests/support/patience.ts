/** Milliseconds. Against a test that hangs, and nothing else: how long one takes is the machine's, and no test's business. */
export const patience = 300_000;
