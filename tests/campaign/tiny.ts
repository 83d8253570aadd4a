import type { Campaign } from '../../lib/campaign/index.ts';

/** Seconds for all cells, each model once as it should be and once with a learning rate that breaks it. */
export const tiny: Campaign = {
  name: 'tiny',
  about: 'For tests.',
  preset: 'smoke',
  set: [
    'algorithms=["minimum","bfs"]',
    'transformer.width=8',
    'transformer.layers=1',
    'transformer.feedForward=8',
    'data={"sizes":[3,4],"samples":4,"hints":false,"batch":4,"groups":2}',
    'training.updates=40',
    'training.logEvery=1',
    'training.checkpointMinutes=0.0001',
    'evaluation={"sizes":[4,5],"samples":2}',
    'reader.nar.algorithms=["minimum","bfs"]',
    'reader.nar.model.width=4',
    'reader.nar.model.tripletWidth=2',
    'reader.nar.data={"sizes":[3,4],"batch":2}',
    'reader.nar.training.updates=40',
    'reader.nar.training.logEvery=1',
    'reader.nar.validation={"every":20,"size":4,"samples":2}',
  ],
  seeds: [0],
  algorithmSets: [{ name: 'two', algorithms: 'preset' }],
  variants: [
    { name: 'default', set: [] },
    { name: 'broken', set: ['training.schedule.peak=1e35'] },
  ],
  initialisations: ['untrained'],
  models: ['transformer', 'transnar'],
};
