// Softmax attention of so few queries that they do not repay packing the keys.
#include "../core/scratch.h"
#include "head.h"
#include "parallel.h"

namespace transnar {
namespace TRANSNAR_ISA {
namespace {

// out += the sum of the rows of `values`, `step` apart, each times its weight: a few vectors of the width at a time, so
// that sums stay in registers.
void addWeightedRows(const float* weights, const float* values, Index step, Index rows, Index width, float* out) {
  constexpr int kTogether = 4;
  for (Index i = 0; i < width; i += kTogether * kLanes) {
    Vector sums[kTogether] = {};
    const auto lanes = [&](int v) { return larger(0, width - i - v * kLanes); };
    for (Index row = 0; row < rows; row++) {
      const float* from = values + row * step + i;
      TRANSNAR_UNROLL
      for (int v = 0; v < kTogether; v++) {
        if (lanes(v) > 0) sums[v] += loadLanes(from + v * kLanes, lanes(v)) * weights[row];
      }
    }
    for (int v = 0; v < kTogether; v++) {
      float* to = out + i + v * kLanes;
      if (lanes(v) > 0) storeLanes(to, loadLanes(to, lanes(v)) + sums[v], lanes(v));
    }
  }
}

// A single query of all heads of a batch element: keys and values are read in place, some of them for all heads before
// the next, so that they come from memory once.
void attendQuery(const Attention& task, Index batch, Index index) {
  constexpr Index kKeyBlock = 64;
  const AttentionShape& shape = task.shape;
  const Head first(shape, batch * shape.heads);
  const float* mask = task.keyMask ? task.keyMask + batch * shape.keys : nullptr;
  const Index seen = keysSeenBy(first, index);
  const float scale = 1.f / std::sqrt(static_cast<float>(shape.width));
  const float* query = task.query + first.offset(shape.query) + index * shape.query.row;
  const float *key = task.key + first.offset(shape.key), *value = task.value + first.offset(shape.key);
  float* out = task.out + first.offset(shape.out) + index * shape.out.row;
  float *scores = scratch(Slot::first, shape.heads * larger(seen, 1)), *factors = scratch(Slot::second, shape.heads);
  const auto blocks = [&](const auto& body) {
    for (Index begin = 0; begin < seen; begin += kKeyBlock) {
      for (Index h = 0; h < shape.heads; h++) body(h, begin, smaller(seen, begin + kKeyBlock));
    }
  };
  blocks([&](Index h, Index begin, Index end) {
    const float *own = query + h * shape.query.head, *keys = key + h * shape.key.head;
    for (Index k = begin; k < end; k++) {
      const bool hidden = mask && mask[k] == 0.f;
      scores[h * seen + k] = hidden ? -kInfinity : rowDot(own, keys + k * shape.key.row, shape.width) * scale;
    }
  });
  for (Index h = 0; h < shape.heads; h++) {
    float* logSum = task.logSums + (batch * shape.heads + h) * shape.queries + index;
    factors[h] = weigh(scores + h * seen, seen, seen, logSum);
    std::memset(out + h * shape.out.head, 0, static_cast<std::size_t>(shape.width) * sizeof(float));
  }
  blocks([&](Index h, Index begin, Index end) {
    const float* rows = value + h * shape.key.head + begin * shape.key.row;
    addWeightedRows(scores + h * seen + begin, rows, shape.key.row, end - begin, shape.width, out + h * shape.out.head);
  });
  for (Index h = 0; h < shape.heads; h++) rowScale(out + h * shape.out.head, factors[h], shape.width);
}

}  // namespace

void attendFew(const Attention& task) {
  const AttentionShape& shape = task.shape;
  const Index work = shape.heads * shape.queries * shape.keys * shape.width / 4;
  parallelRows(shape.batches, work, [&](Index begin, Index end) {
    for (Index batch = begin; batch < end; batch++) {
      for (Index query = 0; query < shape.queries; query++) attendQuery(task, batch, query);
    }
  });
}

}  // namespace TRANSNAR_ISA
}  // namespace transnar
