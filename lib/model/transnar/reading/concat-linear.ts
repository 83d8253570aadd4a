/** Both readings side by side, and a linear map (paper, section 3). */
import * as tf from '@tensorflow/tfjs';
import { readApart } from './read-apart.ts';
import { outLayer } from './reading.ts';

export const concatLinear = readApart((parameters, sizes) => {
  const out = outLayer(parameters, 2 * sizes.width, sizes);
  return (nodes, edges) => out(tf.concat([nodes, edges], -1));
});
