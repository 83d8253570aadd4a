/**
 * Which engine computes for those who chose none: the best that there is, from the first tensor on. What starts at once is
 * offered to tfjs before; what has to be waited for is chosen by whatever trains or loads a model.
 */
import * as tf from '@tensorflow/tfjs';
import {
  type BackendReport,
  chooseBackend,
  describeBackend,
  nativeReport,
  reasonFor,
  takeChosen,
  wasChosen,
} from './choose.ts';
import { environment, threadsFromEnvironment } from './host.ts';
import { cellSignal } from './interruption.ts';
import { loadAddon } from './native/addon.ts';
import { quiet, registerNative } from './native/register.ts';
import { tensorflowBackend } from './tensorflow.ts';

/** Above that of tfjs's own cpu backend, which is 1. */
const priority = 2;

offerNative();
quietenCpu();

/** Chooses the engine unless one computes already or was chosen; in a notebook it is said, once. */
export async function engineInUse(): Promise<void> {
  const { backendName } = tf.engine() as { backendName?: string | null };
  // TensorFlow's packages make themselves current as they are imported, by danfojs for one, which is nobody's choice.
  if (backendName && backendName !== tensorflowBackend) return;
  if (wasChosen()) await takeChosen();
  else say(await chooseBackend());
}

function offerNative(): void {
  if (![undefined, '', 'native'].includes(environment['TRANSNAR_BACKEND'])) return;
  const found = loadAddon();
  if ('problem' in found) return;
  const { addon } = found;
  registerNative(addon, priority, () => {
    if (!wasChosen()) say(nativeReport(addon, threadsFromEnvironment(), reasonFor([])));
  });
}

/** tfjs makes the backend when it is first used: only what makes it can be told to make a quiet one. */
function quietenCpu(): void {
  const make = tf.findBackendFactory('cpu');
  if (!make || 'cpu' in tf.engine().registry) return;
  tf.removeBackend('cpu');
  tf.registerBackend('cpu', () => quiet(make() as tf.KernelBackend), 1);
}

/** At a terminal whoever runs a command says it. */
function say(report: BackendReport): void {
  if (cellSignal in globalThis) console.log(`tensor engine: ${describeBackend(report)}`);
}
