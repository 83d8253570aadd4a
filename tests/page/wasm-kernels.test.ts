/** What the page computes by kernels of its own is what every engine is held to. */
import { beforeAll, test } from 'vitest';
import { wasmKernels } from '../../lib/page/live/worker/kernels.ts';
import { startPageEngine } from '../../scripts/live/engine.ts';
import { cases, expectTwins } from '../backend/conformance/fused.ts';
import { describeScores } from '../backend/conformance/scores.ts';

/** All but what is no op on tensors: see wasm-repeated.test.ts. */
const names = Object.keys(wasmKernels).filter((name) => !['readNumbers', 'repeated'].includes(name));

beforeAll(startPageEngine);

test.each(names)('in the page %s equals its composition on cpu', (name) =>
  expectTwins('wasm', name, cases[name]),
);

describeScores('wasm', 'the engine of the page');
