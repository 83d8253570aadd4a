/** How each kind of experiment is trained. One row adds a kind, beside its schema in experiment/kinds.ts. */
import type { ExperimentOf, KindName } from '../experiment/index.ts';
import { studentKind } from './distill.ts';
import type { Kind } from './kind.ts';
import { englishKind } from './pretrain-language-model.ts';
import { reasonerKind } from './pretrain-nar.ts';
import { textKind } from './train-on-text.ts';
import type { TrainedBy } from './trained.ts';

export const kinds: {
  readonly [K in KindName]: Kind<ExperimentOf[K], TrainedBy<ExperimentOf[K]>>;
} = {
  reasoner: reasonerKind,
  english: englishKind,
  text: textKind,
  student: studentKind,
};
