/** Both readings side by side, and a linear map (paper, section 3). */
import * as tf from '@tensorflow/tfjs';
import { linear } from '../../../backend/index.ts';
import { linearParameters } from '../../nn/linear.ts';
import { readApart } from './read-apart.ts';

export const concatLinear = readApart((parameters, { width, tokenWidth, start }) => {
  const options = { weight: start.residual, bias: start.bias };
  const { weight, bias } = linearParameters(parameters, 'out', 2 * width, tokenWidth, options);
  // The rows of the map belong to either reading: mapped apart and added up, they need not be put side by side first.
  return (nodes, edges, joining) => {
    const [ofNodes, ofEdges] = tf.split<tf.Tensor2D>(weight, 2);
    const first = linear(nodes, ofNodes, bias, undefined, joining);
    return linear(edges, ofEdges, undefined, undefined, { ...joining, residual: first });
  };
});
