/** Adam (Kingma and Ba 2015, arXiv 1412.6980): steps every parameter that it is given. */
import { z } from 'zod';
import { adamStep } from '../backend/index.ts';
import { type TransformKind, memoryOf } from './transform.ts';

export const adamOptions = z.strictObject({
  beta1: z.number().min(0).lt(1),
  beta2: z.number().min(0).lt(1),
  epsilon: z.number().positive(),
});

const [first, second] = ['adam.first.', 'adam.second.'];

export const adam: TransformKind<z.infer<typeof adamOptions>> = {
  options: adamOptions,
  make(options, parameters) {
    const state = new Map([...memoryOf(parameters, first), ...memoryOf(parameters, second)]);
    return {
      state,
      steps: new Set(parameters.keys()),
      apply(gradients, { learningRate, count }) {
        const slots = [...gradients].map(([name, gradient]) => ({
          gradient,
          parameter: parameters.get(name)!,
          first: state.get(first + name)!,
          second: state.get(second + name)!,
        }));
        adamStep(slots, { ...options, learningRate, step: count });
      },
    };
  },
};
