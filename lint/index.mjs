/** The project's own lint rules, as a plugin: what CONTRIBUTING.md promises and no ready-made rule holds. */
import { firstComment } from './first-comment.mjs';
import { noAlgorithmNames } from './no-algorithm-names.mjs';
import { noCircles } from './no-circles.mjs';
import { oneWay } from './one-way.mjs';

export const house = {
  rules: {
    'first-comment': firstComment,
    'no-algorithm-names': noAlgorithmNames,
    'no-circles': noCircles,
    'one-way': oneWay,
  },
};
