import { useInstructionSet } from './instruction-set.ts';

const instructionSet = useInstructionSet(3);
const { describeEngine } = await import('./engine-cases.ts');

describeEngine(instructionSet);
