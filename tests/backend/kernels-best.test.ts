import { beforeAll } from 'vitest';
import { describeKernels } from './kernel-cases.ts';
import { activateBoth } from './support.ts';

beforeAll(activateBoth);

describeKernels('the best instruction set');
