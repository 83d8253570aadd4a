/** The cases of every engine, on TensorFlow: it has no fused ops, so these are their compositions, held to those of cpu. */
import { beforeAll, describe } from 'vitest';
import { chooseBackend } from '../../lib/backend/index.ts';
import { describeFused } from './conformance/fused.ts';
import { describeScores } from './conformance/scores.ts';
import { cpu, isInstalled } from './packages.ts';

const isHere = isInstalled(cpu);
if (!isHere)
  console.log('The tests of TensorFlow’s arithmetic are left out: `npm run test:tfjs-node` runs them.');

describe.runIf(isHere)('TensorFlow', () => {
  beforeAll(() => chooseBackend({ backend: 'tfjs-node' }).then(() => undefined));

  describeFused('tensorflow', 'TensorFlow');
  describeScores('tensorflow', 'TensorFlow');
});
