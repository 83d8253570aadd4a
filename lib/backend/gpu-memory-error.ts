/** What is thrown where a GPU's memory is too small: whoever knows what is computed says how it can be made smaller. */
export class GpuMemoryError extends Error {
  override readonly name = 'GpuMemoryError';
}
