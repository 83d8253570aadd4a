/** Losses of the reasoner are held to those of the plain model. */
import type * as tf from '@tensorflow/tfjs';
import { expect } from 'vitest';
import { sum } from '../../../../lib/metric/mean.ts';
import { type Tolerance, expectClose } from '../../../support/close.ts';

/** By part, in nats. */
export type PlainLosses = Readonly<Record<string, number>>;

/** float32 against float64, over all steps. */
export const tolerance: Tolerance = { relative: 1e-4, absolute: 2e-5 };

/** The same parts, each as large. */
export function expectLosses(actual: Readonly<Record<string, tf.Scalar>>, expected: PlainLosses): void {
  expect(Object.keys(actual).sort()).toEqual(Object.keys(expected).sort());
  for (const [part, loss] of Object.entries(expected)) {
    expectClose(actual[part].dataSync(), [loss], tolerance, part);
  }
}

export const sumOf = (losses: PlainLosses): number => sum(Object.values(losses));
