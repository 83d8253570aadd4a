/** What google-deepmind/clrs calls the parameters of a reasoner: names alone, since the values are laid out alike. */
import { type AlgorithmName, algorithm, preprocessedSpec } from '../../dataset/index.ts';

/** Linear maps of a processor in the reference's order of creation; those that a processor does not have are not counted. */
const processorLinears = [
  'message.receivers',
  'message.senders',
  'message.edges',
  'message.graph',
  'update.self',
  'update.received',
  ...['i', 'j', 'k', 'ij', 'ik', 'jk', 'graph', 'out'].map((part) => `triplet.${part}`),
  'gate.self',
  'gate.received',
  'gate.out',
];

const otherProcessorModules: Readonly<Record<string, string>> = {
  'message.hidden': 'mlp/~/linear_0',
  'message.out': 'mlp/~/linear_1',
  'update.norm': 'layer_norm',
};

/** Linear maps of the decoders and encoders, in the reference's order of creation. */
const decoderLinears = {
  value: { node: ['nodes'], edge: ['rows', 'columns', 'edges'], graph: ['nodes', 'graph'] },
  pointer: {
    node: ['sources', 'targets', 'edges', 'out'],
    edge: ['rows', 'columns', 'edges', 'choices', 'out'],
    graph: ['nodes', 'graph', 'choices'],
  },
} as const;
const edgePointerEncoderLinears = ['columns', 'rows'];

const parameterNames: Readonly<Record<string, string>> = {
  weight: 'w',
  bias: 'b',
  scale: 'scale',
  offset: 'offset',
};

/**
 * The reference's `module/parameter` by each of a reasoner's parameter names, such as
 * `nar.algorithms.bfs.decoders.pi.out.weight`; `algorithms` in the order of their indices there. Throws for a processor
 * that the reference does not have.
 */
export function clrsNames(
  names: Iterable<string>,
  algorithms: readonly AlgorithmName[],
): ReadonlyMap<string, string> {
  const all = [...names];
  const modules = processorModules(all);
  return new Map(
    all.map((name) => {
      const parts = name.split('.');
      const parameter = parameterNames[parts.at(-1)!];
      const module =
        parts[1] === 'processor'
          ? `mpnn_aggr_clrs_processor/${modules.get(moduleOf(name)) ?? unknown(name)}`
          : probeModule(parts.slice(2, -1), algorithms);
      return [name, `net/${module}/${parameter}`];
    }),
  );
}

/** `nar.processor.message.out.weight` is of `message.out`. */
const moduleOf = (name: string) => name.split('.').slice(2, -1).join('.');

function processorModules(names: readonly string[]): ReadonlyMap<string, string> {
  const present = new Set(names.filter((name) => name.startsWith('nar.processor.')).map(moduleOf));
  const linears = processorLinears.filter((name) => present.has(name));
  return new Map([
    ...linears.map((name, index) => [name, numbered('linear', index)] as const),
    ...Object.entries(otherProcessorModules),
  ]);
}

function probeModule(
  [name, kind, probe, linear]: readonly string[],
  algorithms: readonly AlgorithmName[],
): string {
  const { location, type } = preprocessedSpec(algorithm(name))[probe];
  const isPointer = type === 'pointer' || type === 'permutation_pointer';
  const linears: readonly string[] =
    kind === 'decoders'
      ? decoderLinears[isPointer ? 'pointer' : 'value'][location]
      : edgePointerEncoderLinears;
  const index = linear === undefined ? 0 : linears.indexOf(linear);
  const place = algorithms.indexOf(name as AlgorithmName);
  return numbered(
    `~_construct_encoders_decoders/algo_${place}_${probe}_${kind === 'encoders' ? 'enc' : 'dec'}_linear`,
    index,
  );
}

const numbered = (stem: string, index: number) => (index === 0 ? stem : `${stem}_${index}`);

function unknown(name: string): never {
  throw new Error(
    `google-deepmind/clrs has nothing like "${name}": only processors of the message-passing family fit.`,
  );
}
