/** All that the native engine must do on an instruction set, which is asked for before this is imported. */
import { beforeAll, describe, expect, it } from 'vitest';
import { describeFused } from '../conformance/fused.ts';
import { describeScores } from '../conformance/scores.ts';
import { describeHalves } from './half-cases.ts';
import { describeKernels } from './kernel-cases.ts';
import { activateBoth, requireAddon } from './support.ts';

export function describeEngine(instructionSet: string): void {
  beforeAll(activateBoth);

  describe('the engine', () => {
    it('computes on the instruction set that was asked for', () => {
      expect(requireAddon().instructionSet).toBe(instructionSet);
    });
  });
  describeKernels(instructionSet);
  describeFused('native', instructionSet);
  describeScores('native', instructionSet);
  describeHalves(instructionSet);
}
