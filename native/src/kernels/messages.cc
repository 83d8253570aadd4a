// Messages through a two-layer perceptron, aggregated by maximum, one tile of receivers at a time. A tile holds all
// senders (outermost) of some receivers. The backward pass computes a tile's messages again.
#include "../core/scratch.h"
#include "parallel.h"
#include "product.h"
#include "rows.h"
#include "training.h"

namespace transnar {
namespace TRANSNAR_ISA {
namespace {

constexpr float kMasked = -1e6f;
constexpr Index kTilePairs = 256;
constexpr Index kMostPieces = 32;

// How the pairs of the batch are cut into tiles.
struct Tiling {
  Index receivers, perGraph, count;  // receivers of a tile, tiles of a graph, tiles in all

  explicit Tiling(const Messages& task) {
    receivers = smaller(task.nodes, larger(1, kTilePairs / task.nodes));
    perGraph = ceilDivide(task.nodes, receivers);
    count = perGraph * task.batches;
  }
};

struct Tile {
  Index batch, begin, receivers, rows;  // rows = senders * receivers

  Tile(const Messages& task, const Tiling& tiling, Index index) {
    batch = index / tiling.perGraph;
    begin = index % tiling.perGraph * tiling.receivers;
    receivers = smaller(tiling.receivers, task.nodes - begin);
    rows = task.nodes * receivers;
  }

  // First pair of a sender with the tile's receivers, in [batches, nodes, nodes].
  Index pair(const Messages& task, Index sender) const { return (batch * task.nodes + sender) * task.nodes + begin; }
  Index receiver(const Messages& task, Index index) const { return batch * task.nodes + begin + index; }
};

// The weights as right sides of products; transposed ones for the backward pass.
struct Weights {
  float *hidden, *out, *outBack, *hiddenBack;
};

Weights packWeights(const Messages& task, bool backward) {
  const Index sizes[4] = {packedRightSize(task.width, task.hidden), packedRightSize(task.hidden, task.outputs),
                          packedRightSize(task.outputs, task.hidden), packedRightSize(task.hidden, task.width)};
  float* space = scratch(Slot::sharedRight, sizes[0] + sizes[1] + sizes[2] + sizes[3]);
  const Weights weights = {space, space + sizes[0], space + sizes[0] + sizes[1],
                           space + sizes[0] + sizes[1] + sizes[2]};
  packRight({task.hiddenWeight, task.hidden, 1}, task.width, task.hidden, weights.hidden);
  packRight({task.outWeight, task.outputs, 1}, task.hidden, task.outputs, weights.out);
  if (backward) {
    packRight({task.outWeight, 1, task.outputs}, task.outputs, task.hidden, weights.outBack);
    packRight({task.hiddenWeight, 1, task.hidden}, task.hidden, task.width, weights.hiddenBack);
  }
  return weights;
}

// What a tile computes on its way: [rows, width], [rows, hidden], [rows, outputs].
struct Stages {
  float *input, *hidden, *message;
};

Stages stagesFor(const Messages& task, Index rows) {
  return {scratch(Slot::first, rows * task.width), scratch(Slot::second, rows * task.hidden),
          scratch(Slot::third, rows * task.outputs)};
}

void gather(const Messages& task, const Tile& tile, float* input) {
  const Index width = task.width;
  const float* graph = task.graph + tile.batch * width;
  for (Index i = 0; i < task.nodes; i++) {
    const float* sender = task.senders + (tile.batch * task.nodes + i) * width;
    for (Index j = 0; j < tile.receivers; j++) {
      const float* receiver = task.receivers + tile.receiver(task, j) * width;
      const float* edge = task.edges + (tile.pair(task, i) + j) * width;
      float* row = input + (i * tile.receivers + j) * width;
      for (Index x = 0; x < width; x += kLanes) {
        const Index lanes = width - x;
        const Vector nodes = loadLanes(sender + x, lanes) + loadLanes(receiver + x, lanes);
        storeLanes(row + x, rectified(nodes + loadLanes(edge + x, lanes) + loadLanes(graph + x, lanes)), lanes);
      }
    }
  }
}

void maskMessages(const Messages& task, const Tile& tile, float* message) {
  for (Index i = 0; i < task.nodes; i++) {
    for (Index j = 0; j < tile.receivers; j++) {
      if (task.mask[tile.pair(task, i) + j] != 0.f) continue;
      float* row = message + (i * tile.receivers + j) * task.outputs;
      for (Index x = 0; x < task.outputs; x++) row[x] = kMasked;
    }
  }
}

void computeMessages(const Messages& task, const Tile& tile, const Weights& weights, const Stages& stages) {
  gather(task, tile, stages.input);
  Product product = {tile.rows, task.hidden, task.width, {stages.input, task.width, 1}, {}, stages.hidden, task.hidden};
  product.finish.bias = task.hiddenBias;
  product.finish.activation = Activation::relu;
  multiplyPacked(product, weights.hidden, task.width, true);
  product = {tile.rows, task.outputs, task.hidden, {stages.hidden, task.hidden, 1}, {}, stages.message, task.outputs};
  product.finish.bias = task.outBias;
  multiplyPacked(product, weights.out, task.hidden, true);
  if (task.mask) maskMessages(task, tile, stages.message);
}

void takeMaximum(const Messages& task, const Tile& tile, const float* message, float* out) {
  const Index size = tile.receivers * task.outputs;
  for (Index x = 0; x < size; x += kLanes) {
    const Index lanes = size - x;
    Vector most = loadLanes(message + x, lanes);
    for (Index i = 1; i < task.nodes; i++) most = maximum(most, loadLanes(message + i * size + x, lanes));
    storeLanes(out + x, most, lanes);
  }
}

// Replaces each message by its gradient: those that reach the maximum share it.
void shareMaximum(const Messages& task, const Tile& tile, const float* out, const float* gradient, float* message) {
  const Index size = tile.receivers * task.outputs;
  for (Index x = 0; x < size; x += kLanes) {
    const Index lanes = size - x;
    const Vector most = loadLanes(out + x, lanes);
    Vector ties = {};
    for (Index i = 0; i < task.nodes; i++) {
      ties += loadLanes(message + i * size + x, lanes) == most ? broadcast(1.f) : Vector{};
    }
    const Vector share = loadLanes(gradient + x, lanes) / ties;
    for (Index i = 0; i < task.nodes; i++) {
      float* at = message + i * size + x;
      storeLanes(at, loadLanes(at, lanes) == most ? share : Vector{}, lanes);
    }
  }
}

void dropMasked(const Messages& task, const Tile& tile, float* slopes) {
  for (Index i = 0; i < task.nodes; i++) {
    for (Index j = 0; j < tile.receivers; j++) {
      if (task.mask[tile.pair(task, i) + j] != 0.f) continue;
      std::memset(slopes + (i * tile.receivers + j) * task.outputs, 0,
                  static_cast<std::size_t>(task.outputs) * sizeof(float));
    }
  }
}

// slopes = 0 where the rectified value is 0.
void rectifySlopes(const float* value, float* slopes, Index size) {
  for (Index x = 0; x < size; x += kLanes) {
    const Index lanes = size - x;
    const Vector slope = loadLanes(slopes + x, lanes);
    storeLanes(slopes + x, loadLanes(value + x, lanes) > Vector{} ? slope : Vector{}, lanes);
  }
}

// weight += left' @ right; bias += column sums of right.
void addWeightGradient(const float* left, Index leftColumns, const float* right, Index rightColumns, Index rows,
                       float* weight, float* bias) {
  multiply(
      {leftColumns, rightColumns, rows, {left, 1, leftColumns}, {right, rightColumns, 1}, weight, rightColumns, true});
  for (Index row = 0; row < rows; row++) rowAddScaled(bias, right + row * rightColumns, 1.f, rightColumns);
}

// The parameter gradients that one piece of the tiles sums up, one after the other in memory.
struct ParameterSums {
  float *hiddenWeight, *hiddenBias, *outWeight, *outBias;

  static Index size(const Messages& task) {
    return task.width * task.hidden + task.hidden + task.hidden * task.outputs + task.outputs;
  }

  ParameterSums(const Messages& task, float* data) {
    hiddenWeight = data;
    hiddenBias = hiddenWeight + task.width * task.hidden;
    outWeight = hiddenBias + task.hidden;
    outBias = outWeight + task.hidden * task.outputs;
  }
};

void tileGradient(const Messages& task, const Tile& tile, const Weights& weights, const float* out,
                  const float* outGradient, float* edgeGradient, const ParameterSums& sums) {
  const Stages stages = stagesFor(task, tile.rows);
  computeMessages(task, tile, weights, stages);
  const Index first = tile.receiver(task, 0) * task.outputs;
  shareMaximum(task, tile, out + first, outGradient + first, stages.message);
  if (task.mask) dropMasked(task, tile, stages.message);
  addWeightGradient(stages.hidden, task.hidden, stages.message, task.outputs, tile.rows, sums.outWeight, sums.outBias);

  float* hiddenSlopes = scratch(Slot::fourth, tile.rows * task.hidden);
  multiplyPacked(
      {tile.rows, task.hidden, task.outputs, {stages.message, task.outputs, 1}, {}, hiddenSlopes, task.hidden},
      weights.outBack, task.outputs, true);
  rectifySlopes(stages.hidden, hiddenSlopes, tile.rows * task.hidden);
  addWeightGradient(stages.input, task.width, hiddenSlopes, task.hidden, tile.rows, sums.hiddenWeight, sums.hiddenBias);

  float* inputSlopes = scratch(Slot::fifth, tile.rows * task.width);
  multiplyPacked({tile.rows, task.width, task.hidden, {hiddenSlopes, task.hidden, 1}, {}, inputSlopes, task.width},
                 weights.hiddenBack, task.hidden, true);
  rectifySlopes(stages.input, inputSlopes, tile.rows * task.width);
  const Index line = tile.receivers * task.width;
  for (Index i = 0; i < task.nodes; i++) {
    std::memcpy(edgeGradient + tile.pair(task, i) * task.width, inputSlopes + i * line,
                static_cast<std::size_t>(line) * sizeof(float));
  }
}

void addPieces(const float* data, Index pieces, Index stride, float* out, Index size) {
  if (!out) return;
  std::memset(out, 0, static_cast<std::size_t>(size) * sizeof(float));
  for (Index piece = 0; piece < pieces; piece++) rowAddScaled(out, data + piece * stride, 1.f, size);
}

}  // namespace

void messages(const Messages& task, float* out) {
  const Tiling tiling(task);
  const Weights weights = packWeights(task, false);
  parallelTasks(tiling.count, [&](Index index) {
    const Tile tile(task, tiling, index);
    const Stages stages = stagesFor(task, tile.rows);
    computeMessages(task, tile, weights, stages);
    takeMaximum(task, tile, stages.message, out + tile.receiver(task, 0) * task.outputs);
  });
}

void messagesGradient(const Messages& task, const float* out, const float* outGradient,
                      const MessagesGradient& gradient) {
  const Tiling tiling(task);
  const Weights weights = packWeights(task, true);
  const Index pieces = smaller(kMostPieces, tiling.count), size = ParameterSums::size(task);
  float* data = scratch(Slot::sharedPartial, pieces * size);
  parallelTasks(pieces, [&](Index piece) {
    float* own = data + piece * size;
    std::memset(own, 0, static_cast<std::size_t>(size) * sizeof(float));
    for (Index i = tiling.count * piece / pieces; i < tiling.count * (piece + 1) / pieces; i++) {
      tileGradient(task, Tile(task, tiling, i), weights, out, outGradient, gradient.edges, ParameterSums(task, own));
    }
  });
  const ParameterSums first(task, data);
  addPieces(first.hiddenWeight, pieces, size, gradient.hiddenWeight, task.width * task.hidden);
  addPieces(first.hiddenBias, pieces, size, gradient.hiddenBias, task.hidden);
  addPieces(first.outWeight, pieces, size, gradient.outWeight, task.hidden * task.outputs);
  addPieces(first.outBias, pieces, size, gradient.outBias, task.outputs);
}

}  // namespace TRANSNAR_ISA
}  // namespace transnar
