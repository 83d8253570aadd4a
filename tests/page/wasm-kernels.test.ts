/** What the page computes by kernels of its own is what every engine is held to. */
import { beforeAll, describe } from 'vitest';
import { wasmKernels } from '../../lib/page/live/worker/kernels.ts';
import { startPageEngine } from '../../scripts/live/engine.ts';
import { describeFused } from '../backend/conformance/fused.ts';

/** All but what is no op on tensors: see wasm-repeated.test.ts. */
const names = Object.keys(wasmKernels).filter((name) => !['readNumbers', 'repeated'].includes(name));

describe('the engine of the page', () => {
  beforeAll(startPageEngine);
  describeFused('wasm', 'WebAssembly', names);
});
