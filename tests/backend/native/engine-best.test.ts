import { useInstructionSet } from './instruction-set.ts';

const instructionSet = useInstructionSet(0);
const { describeEngine } = await import('./engine-cases.ts');

describeEngine(instructionSet);
