/** What a model sees of positions in training. */
import type { RandomState } from '../../random/index.ts';
import type { Trajectory } from '../trajectory.ts';

/**
 * Replaces the regular grid of `pos` by sorted uniforms, so that a model cannot learn positions by heart. Strings keep
 * two grids, each from its own sorted uniforms: a grid starts wherever `pos` is 0.
 */
export function randomPositions(trajectory: Trajectory, random: RandomState): Trajectory {
  const { pos } = trajectory.inputs;
  const data = random.uniforms(pos.data.length);
  let start = 0;
  for (let end = 1; end <= data.length; end++) {
    if (end < data.length && pos.data[end] !== 0) continue;
    data.subarray(start, end).sort();
    start = end;
  }
  return { ...trajectory, inputs: { ...trajectory.inputs, pos: { ...pos, data } } };
}
