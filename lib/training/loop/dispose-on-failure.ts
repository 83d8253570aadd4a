/** What `make` makes; where it fails, its error after `dispose`, so that a failed training leaves no tensors behind. */
export async function disposeOnFailure<T>(dispose: () => void, make: () => Promise<T>): Promise<T> {
  try {
    return await make();
  } catch (error) {
    dispose();
    throw error;
  }
}
