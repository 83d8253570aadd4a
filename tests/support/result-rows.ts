import type { ResultRow } from '../../lib/metric/index.ts';

/** A valid result row, changed where a test needs it. */
export function resultRowWith(change: Partial<ResultRow>): ResultRow {
  return {
    experiment: 'transnar-smoke',
    run: 'transnar-smoke-0123abcd',
    model: 'transnar',
    variant: 'default',
    initialisation: 'untrained',
    algorithm: 'bfs',
    size: 6,
    seed: 0,
    metric: 'clrs',
    value: 0.5,
    samples: 16,
    step: 100,
    command: 'npx transnar evaluate transnar-smoke',
    commit: '0123abcd',
    hardware: 'two cores',
    seconds: 1,
    date: '2026-01-01T00:00:00Z',
    ...change,
  };
}
