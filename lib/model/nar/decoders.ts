/** Which decoder a probe has: by its location and type (the reference's decoders.py). */
import * as tf from '@tensorflow/tfjs';
import type { ProbeSpec } from '../../dataset/index.ts';
import type { Parameters } from '../parameters.ts';
import { alongEdges, amongNodes, matching } from './decoder-choices.ts';
import {
  type DecoderParts,
  edgePointerDecoder,
  graphPointerDecoder,
  nodePointerDecoder,
  valueDecoder,
} from './decoder-layers.ts';
import type { Decoder, DecoderWidths } from './reading.ts';
import { tripletScores } from './triplet-features.ts';

/** Creates the decoder of a probe. Throws for a combination of location and type that no algorithm can have. */
export function decoder(parameters: Parameters, probe: ProbeSpec, widths: DecoderWidths): Decoder {
  const { location, type } = probe;
  const parts: DecoderParts = { parameters, widths, outputs: type === 'categorical' ? probe.classes : 1 };
  switch (type) {
    case 'scalar':
      return valueDecoder(location, parts);
    case 'mask':
      return alongEdges(valueDecoder(location, parts), location);
    case 'categorical':
      return valueDecoder(location, parts);
    case 'mask_one':
      if (location === 'graph') break;
      return amongNodes(alongEdges(valueDecoder(location, parts), location));
    case 'pointer':
      switch (location) {
        case 'node':
          return amongNodes(alongEdges(nodePointerDecoder(parts), 'edge'));
        case 'edge':
          return amongNodes(edgePointers(parts));
        case 'graph':
          return amongNodes(graphPointerDecoder(parts));
      }
    // eslint-disable-next-line no-fallthrough -- every location has returned
    case 'permutation_pointer':
      if (location !== 'node') break;
      return matching(alongEdges(nodePointerDecoder(parts), 'edge'));
    case 'should_be_permutation':
      throw new Error(
        'Permutations are decoded as permutation pointers: use the spec of preprocessed trajectories.',
      );
  }
  throw new Error(`There is no decoder for a ${type} at ${location}: no algorithm has such a probe.`);
}

/** As in the reference, with what is seen of triplets added where decoders see any. */
function edgePointers(parts: DecoderParts): Decoder {
  const pairs = edgePointerDecoder(parts);
  const { triplets } = parts.widths;
  if (triplets === undefined) return pairs;
  const scores = tripletScores(parts, triplets);
  return {
    readsEdges: true,
    decode: (reading, context) => tf.add(pairs.decode(reading, context), scores(reading)),
  };
}
