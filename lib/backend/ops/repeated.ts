/** An act that is done again and again, and what JavaScript may compute within it. */
import type { Act, Repeated } from '../kernels.ts';
import { fused } from '../registry.ts';

/**
 * An act on tensors that is done again and again, such as reading one more token: an engine may note what it is asked for the
 * first time that shapes are new, and do the same again without asking the act. So the act must be made of ops alone,
 * depend on nothing that changes but its inputs and what ops change in place (`Room`), and have no gradient. The
 * engine asks the act every time if it uses an op whose work cannot be noted.
 */
export const repeated = fused('repeated', composedRepeated);

/** The specification of {@link repeated}. */
export function composedRepeated(act: Act): Repeated {
  return { run: act, forget: () => undefined };
}

/** Calls `use` with the numbers of a tensor, also within an act that is repeated: there every time. */
export const readNumbers = fused('readNumbers', (x, use) => use(x.dataSync()));
