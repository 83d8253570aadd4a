/** The models of a page, built from their experiments and filled from its file of weights. */
import { closeGates } from '../../../analysis/gates.ts';
import { Nar } from '../../../model/nar/nar.ts';
import { Parameters } from '../../../model/parameters.ts';
import type { Solver } from '../../../model/transnar/solve.ts';
import { fill } from '../../../store/fill.ts';
import { decodeSafetensors } from '../../../store/safetensors.ts';
import { languageModelOf, reasonerOf, tokenizerNamed } from '../../../training/models.ts';
import { type LiveData, type LiveLanguageModel, languageWeights, narWeights } from '../data.ts';

/** A language model of the page, ready to answer. */
export interface Answering extends LiveLanguageModel {
  readonly solver: Solver;
  /** The same model with closed gates, made when it is first asked for. */
  readonly closed: () => Solver;
}

export interface Models {
  readonly nar: Nar;
  readonly language: readonly Answering[];
}

/** Throws if the weights are damaged or of other models. */
export function modelsOf(data: LiveData, weights: Uint8Array): Models {
  const narParameters = Parameters.blank();
  const nar = new Nar(data.nar.model, data.nar.algorithms, narParameters);
  fillFrom(weights, narWeights, narParameters);
  const language = data.language.map((model, index): Answering => {
    const { experiment } = model;
    const build = (): { parameters: Parameters; solver: Solver } => {
      const parameters = Parameters.blank();
      const tokenizer = tokenizerNamed(experiment.tokenizer);
      const reasoner = experiment.reader ? reasonerOf(nar, experiment.reader) : undefined;
      const built = languageModelOf(experiment, tokenizer.size, parameters, reasoner?.memoryWidths);
      fillFrom(weights, languageWeights(index), parameters);
      const { indexHints = false } = experiment.data;
      const solver = {
        model: built,
        tokenizer,
        ...(reasoner && { reasoner }),
        indexHints,
        seed: experiment.seed,
      };
      return { parameters, solver };
    };
    let closed: Solver | undefined;
    return {
      ...model,
      solver: build().solver,
      closed() {
        if (!closed) {
          const copy = build();
          closeGates(copy.parameters);
          closed = copy.solver;
        }
        return closed;
      },
    };
  });
  return { nar, language };
}

function fillFrom(weights: Uint8Array, prefix: string, parameters: Parameters): void {
  const { tensors } = decodeSafetensors(weights, "the page's weights", (name) => name.startsWith(prefix));
  const own = new Map([...tensors].map(([name, tensor]) => [name.slice(prefix.length), tensor]));
  fill(parameters.entries(), own, `${prefix} of the page`);
}
