/** How parameters start. */
import { type RandomState, normal, truncatedNormal } from '../random/index.ts';

/** Fills one parameter tensor; draws only from the generator it is given. */
export type Initializer = (values: Float32Array, random: RandomState) => void;

export const constant =
  (value: number): Initializer =>
  (values) => {
    values.fill(value);
  };

/** Normal with standard deviation `deviation`. */
export const gaussian =
  (deviation: number): Initializer =>
  (values, random) => {
    for (let i = 0; i < values.length; i++) values[i] = deviation * normal(random);
  };

/** Normal cut off at two standard deviations, without correcting the variance (as in Haiku). */
export const truncatedGaussian =
  (deviation: number): Initializer =>
  (values, random) => {
    for (let i = 0; i < values.length; i++) values[i] = deviation * truncatedNormal(random);
  };
