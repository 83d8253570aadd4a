import { beforeAll } from 'vitest';
import { describeFused } from './fused-cases.ts';
import { describeHalves } from './half-cases.ts';
import { describeKernels } from './kernel-cases.ts';
import { activateBoth, useInstructionSet } from './support.ts';

const instructionSet = useInstructionSet(3);

beforeAll(activateBoth);

describeKernels(instructionSet);
describeFused(instructionSet);
describeHalves(instructionSet);
