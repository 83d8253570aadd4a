/** Nodes alone: what is read of them, and a linear map. */
import { crossAttentionLayer } from './cross-attention.ts';
import { type ReadingRow, outLayer } from './reading.ts';

export const nodesOnly: ReadingRow = {
  edges: false,
  make(parameters, sizes) {
    const nodes = crossAttentionLayer(parameters.scope('nodes'), sizes.features.nodes, sizes);
    const out = outLayer(parameters.scope('combine'), sizes.width, sizes);
    return {
      prepare: (memory) => ({ nodes: nodes.prepare(memory.nodes, memory.nodeMask) }),
      read: (x, memory, joining) => out(nodes.attend(x, memory.nodes), joining),
    };
  },
};
