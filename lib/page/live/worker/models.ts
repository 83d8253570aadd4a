/** The models of a page, built from their experiments and filled from its file of weights. */
import { closeGates } from '../../../analysis/gates.ts';
import { Nar } from '../../../model/nar/nar.ts';
import { Parameters } from '../../../model/parameters.ts';
import type { Solver } from '../../../model/transnar/solve.ts';
import { fill } from '../../../store/fill.ts';
import { decodeSafetensors } from '../../../store/safetensors.ts';
import { languageModelOf, reasonerOf, tokenizerNamed } from '../../../training/models.ts';
import { type LiveData, type LiveVoice, narWeights, voiceWeights } from '../data.ts';

/** A language model of the page, built when it is first asked. */
export interface Answering extends LiveVoice {
  readonly solver: () => Solver;
  /** The same model with closed gates. */
  readonly closed: () => Solver;
}

export interface Models {
  readonly nar: Nar;
  readonly voices: readonly Answering[];
}

/** Throws if the weights are damaged or of other models; those of a language model when it is first asked. */
export function modelsOf(data: LiveData, weights: Uint8Array): Models {
  const narParameters = Parameters.blank();
  const nar = new Nar(data.nar.model, data.nar.algorithms, narParameters);
  fillFrom(weights, narWeights, narParameters);
  const answering = (voice: LiveVoice, i: number): Answering => {
    const build = () => filled(voice, nar, weights, voiceWeights(i));
    return {
      ...voice,
      solver: once(() => build().solver),
      closed: once(() => {
        const { parameters, solver } = build();
        closeGates(parameters);
        return solver;
      }),
    };
  };
  return { nar, voices: data.voices.map(answering) };
}

/** A language model with its weights. */
function filled(
  { experiment }: LiveVoice,
  nar: Nar,
  weights: Uint8Array,
  prefix: string,
): { parameters: Parameters; solver: Solver } {
  const parameters = Parameters.blank();
  const tokenizer = tokenizerNamed(experiment.tokenizer);
  const reasoner = experiment.reader ? reasonerOf(nar, experiment.reader) : undefined;
  const model = languageModelOf(experiment, tokenizer.size, parameters, reasoner?.memoryWidths);
  fillFrom(weights, prefix, parameters);
  const { indexHints = false } = experiment.data;
  const solver = { model, tokenizer, ...(reasoner && { reasoner }), indexHints, seed: experiment.seed };
  return { parameters, solver };
}

function once<T extends object>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}

function fillFrom(weights: Uint8Array, prefix: string, parameters: Parameters): void {
  const { tensors } = decodeSafetensors(weights, "the page's weights", (name) => name.startsWith(prefix));
  const own = new Map([...tensors].map(([name, tensor]) => [name.slice(prefix.length), tensor]));
  fill(parameters.entries(), own, `${prefix} of the page`);
}
