import { describeRank } from './instruction-set.ts';

await describeRank(0);
