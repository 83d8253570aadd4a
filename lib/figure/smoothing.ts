/** Smoothing of a curve that is still being measured: what a point becomes depends on no later one. */

/**
 * An exponential moving average, without the pull of its start towards zero, as dashboards of trainings have it: `weight`
 * (0 to below 1) is what stays of the average with each value; 0 leaves the values as they are.
 */
export function smoothed(values: readonly number[], weight: number): number[] {
  if (!(weight >= 0 && weight < 1)) {
    throw new Error(`Smoothing is a weight from 0 to below 1, not ${weight}.`);
  }
  let [sum, whole] = [0, 0];
  return values.map((value) => {
    sum = weight * sum + (1 - weight) * value;
    whole = weight * whole + 1 - weight;
    return sum / whole;
  });
}
