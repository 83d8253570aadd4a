/** Both readings side by side, and a two-layer network (an alternative in the paper, section 3). */
import * as tf from '@tensorflow/tfjs';
import { linearLayer } from '../../nn/linear.ts';
import { readApart } from './read-apart.ts';
import { outLayer } from './reading.ts';

export const mlp = readApart((parameters, sizes) => {
  const { width, tokenWidth, start } = sizes;
  const hidden = linearLayer(parameters, 'hidden', 2 * width, tokenWidth, {
    weight: start.inner,
    bias: start.bias,
    activation: 'gelu',
  });
  const out = outLayer(parameters, tokenWidth, sizes);
  return (nodes, edges, joining) => out(hidden(tf.concat([nodes, edges], -1)), joining);
});
