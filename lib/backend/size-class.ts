/** Sizes of memory that is kept for the next tensors: rounded, so that similar shapes share it. */

/** The least size. */
const SMALLEST = 256;

/** Bytes rounded up to one of so many steps per power of two. */
export function sizeClass(bytes: number, stepsPerOctave: number): number {
  if (bytes <= SMALLEST) return SMALLEST;
  const step = 2 ** Math.floor(Math.log2(bytes)) / stepsPerOctave;
  return Math.ceil(bytes / step) * step;
}
