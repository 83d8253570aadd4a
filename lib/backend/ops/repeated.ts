/** An act that is done again and again, and what JavaScript may compute within it. */
import type { Act, ActOfMany, Repeated } from '../kernels.ts';
import { fused } from '../registry.ts';

/**
 * An act on tensors that is done again and again, such as reading one more token: an engine may note what it is asked for the
 * first time that shapes are new, and do the same again without asking the act. So the act must be made of ops alone,
 * depend on nothing that changes but its inputs and what ops change in place (`Room`), and have no gradient. The
 * engine asks the act every time if it uses an op whose work cannot be noted.
 */
export const repeatedAll = fused('repeated', composedRepeated);

/** {@link repeatedAll} of an act that gives one tensor. */
export function repeated(act: Act): { readonly run: Act; readonly forget: () => void } {
  const all = repeatedAll((...inputs) => [act(...inputs)]);
  return { run: (...inputs) => all.run(...inputs)[0], forget: () => all.forget() };
}

/** The specification of {@link repeatedAll}. */
export function composedRepeated(act: ActOfMany): Repeated {
  return { run: act, forget: () => undefined };
}

/** Calls `use` with the numbers of a tensor, also within an act that is repeated: there every time. */
export const readNumbers = fused('readNumbers', (x, use) => use(x.dataSync()));
