/** Whom the explorer's page shows where nobody is named: models that came with the project. */
import { expect, test } from 'vitest';
import { findRun } from '../../lib/experiment/index.ts';
import { shownModel } from '../../scripts/shown-models.ts';

test.each(['transnar', 'transformer'] as const)(
  'the %s sees the number of each element, and is published',
  (model) => {
    const shown = shownModel(model);
    expect(shown.data).toMatchObject({ indexHints: true, consecutiveLabels: true });
    expect(findRun(shown)?.published).toBeDefined();
    expect(shownModel(model, 'pretrained')).toMatchObject({
      initialisation: { kind: 'english' },
      data: shown.data,
    });
  },
);
