#include "../core/kernels.h"
#include "exports.h"

namespace transnar {
namespace {

// batches, nodes, width, hidden, outputs, senders, receivers, edges, graph, hiddenWeight, hiddenBias | null, outWeight,
// outBias | null, mask | null
Messages readMessages(Arguments& in) {
  Messages task;
  task.batches = in.positive();
  task.nodes = in.positive();
  task.width = in.positive();
  task.hidden = in.positive();
  task.outputs = in.positive();
  const Index perNode = productOf({task.batches, task.nodes, task.width});
  task.senders = in.floats(perNode);
  task.receivers = in.floats(perNode);
  task.edges = in.floats(productOf({perNode, task.nodes}));
  task.graph = in.floats(productOf({task.batches, task.width}));
  task.hiddenWeight = in.floats(productOf({task.width, task.hidden}));
  task.hiddenBias = in.optionalFloats(task.hidden);
  task.outWeight = in.floats(productOf({task.hidden, task.outputs}));
  task.outBias = in.optionalFloats(task.outputs);
  task.mask = in.optionalFloats(productOf({task.batches, task.nodes, task.nodes}));
  return task;
}

// the inputs, out
void messages(Arguments& in) {
  const Messages task = readMessages(in);
  float* out = in.floatsOut(productOf({task.batches, task.nodes, task.outputs}));
  in.end();
  kernels().messages(task, out);
}

// the inputs, out, outGradient, edgeGradient, hiddenWeightGradient, hiddenBiasGradient, outWeightGradient,
// outBiasGradient (the bias gradients may be null)
void messagesGradient(Arguments& in) {
  const Messages task = readMessages(in);
  const Index outSize = productOf({task.batches, task.nodes, task.outputs});
  const float *out = in.floats(outSize), *outGradient = in.floats(outSize);
  MessagesGradient gradient;
  gradient.edges = in.floatsOut(productOf({task.batches, task.nodes, task.nodes, task.width}));
  gradient.hiddenWeight = in.floatsOut(task.width * task.hidden);
  gradient.hiddenBias = const_cast<float*>(in.optionalFloats(task.hidden));
  gradient.outWeight = in.floatsOut(task.hidden * task.outputs);
  gradient.outBias = const_cast<float*>(in.optionalFloats(task.outputs));
  in.end();
  kernels().messagesGradient(task, out, outGradient, gradient);
}

// batches, nodes, features, a, b, c, ab, ac, bc, graph, nodeMask | null
Triplets readTriplets(Arguments& in) {
  Triplets task;
  task.batches = in.positive();
  task.nodes = in.positive();
  task.features = in.positive();
  const Index perNode = productOf({task.batches, task.nodes, task.features}),
              perPair = productOf({perNode, task.nodes});
  productOf({perPair, task.nodes});
  task.a = in.floats(perNode);
  task.b = in.floats(perNode);
  task.c = in.floats(perNode);
  task.ab = in.floats(perPair);
  task.ac = in.floats(perPair);
  task.bc = in.floats(perPair);
  task.graph = in.floats(productOf({task.batches, task.features}));
  task.nodeMask = in.optionalFloats(productOf({task.batches, task.nodes}));
  return task;
}

// the inputs, out
void triplets(Arguments& in) {
  const Triplets task = readTriplets(in);
  float* out = in.floatsOut(productOf({task.batches, task.nodes, task.nodes, task.features}));
  in.end();
  kernels().triplets(task, out);
}

// the inputs, outGradient, abGradient, acGradient
void tripletsGradient(Arguments& in) {
  const Triplets task = readTriplets(in);
  const Index size = productOf({task.batches, task.nodes, task.nodes, task.features});
  const float* outGradient = in.floats(size);
  float *abGradient = in.floatsOut(size), *acGradient = in.floatsOut(size);
  in.end();
  kernels().tripletsGradient(task, outGradient, abGradient, acGradient);
}

// batches, rows, columns, width, row, column, pairs | null, pairs | null, weight
MaxDot readMaxDot(Arguments& in) {
  MaxDot task;
  task.batches = in.positive();
  task.rows = in.positive();
  task.columns = in.positive();
  task.width = in.positive();
  task.row = in.floats(productOf({task.batches, task.rows, task.width}));
  task.column = in.floats(productOf({task.batches, task.columns, task.width}));
  const Index perPair = productOf({task.batches, task.rows, task.columns, task.width});
  for (const float*& pairs : task.pairs) pairs = in.optionalFloats(perPair);
  task.weight = in.floats(task.width);
  return task;
}

// the inputs, out
void maxDot(Arguments& in) {
  const MaxDot task = readMaxDot(in);
  float* out = in.floatsOut(productOf({task.batches, task.rows, task.columns}));
  in.end();
  kernels().maxDot(task, out);
}

// the inputs, outGradient, rowGradient, columnGradient, weightGradient, pairGradient | null
void maxDotGradient(Arguments& in) {
  const MaxDot task = readMaxDot(in);
  const float* outGradient = in.floats(productOf({task.batches, task.rows, task.columns}));
  MaxDotGradient gradient;
  gradient.row = in.floatsOut(productOf({task.batches, task.rows, task.width}));
  gradient.column = in.floatsOut(productOf({task.batches, task.columns, task.width}));
  gradient.weight = in.floatsOut(task.width);
  gradient.pair =
      const_cast<float*>(in.optionalFloats(productOf({task.batches, task.rows, task.columns, task.width})));
  in.end();
  kernels().maxDotGradient(task, outGradient, gradient);
}

}  // namespace

const Export graphExports[] = {{"messages", messages},
                               {"messagesGradient", messagesGradient},
                               {"triplets", triplets},
                               {"tripletsGradient", tripletsGradient},
                               {"maxDot", maxDot},
                               {"maxDotGradient", maxDotGradient},
                               {nullptr, nullptr}};

}  // namespace transnar
