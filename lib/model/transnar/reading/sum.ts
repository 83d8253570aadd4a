/** The sum of both readings, and a linear map (an alternative in the paper, section 3). */
import * as tf from '@tensorflow/tfjs';
import { readApart } from './read-apart.ts';
import { outLayer } from './reading.ts';

export const sum = readApart((parameters, sizes) => {
  const out = outLayer(parameters, sizes.width, sizes);
  return (nodes, edges, joining) => out(tf.add(nodes, edges), joining);
});
