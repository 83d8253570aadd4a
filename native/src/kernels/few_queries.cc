// Softmax attention of so few queries that they do not repay packing the keys.
#include "../core/scratch.h"
#include "head.h"
#include "parallel.h"

namespace transnar {
namespace TRANSNAR_ISA {
namespace {

constexpr int kSumsTogether = 4;

// What a query makes of one key after another, head by head: keys and values are read in the order in which they lie, all
// heads of one before the next, since they come from far away. Every text has its own, and every token reads all of them.
struct Reading {
  const AttentionShape& shape;
  Index seen;
  float* scores;  // [heads, seen]

  // The products of a query and a key, for one head and for a few.
  float product(const float* query, const float* key, Index head) const {
    return rowDot(query + head * shape.query.head, key + head * shape.key.head, shape.width);
  }

  void products(const float* query, const float* key, Index head, float scale, float* to) const {
    Vector sums[kSumsTogether] = {};
    for (Index i = 0; i < shape.width; i += kLanes) {
      TRANSNAR_UNROLL
      for (int h = 0; h < kSumsTogether; h++) {
        const Vector own = loadLanes(query + (head + h) * shape.query.head + i, shape.width - i);
        sums[h] += own * loadLanes(key + (head + h) * shape.key.head + i, shape.width - i);
      }
    }
    const Vector all = sumsOf(sums) * scale;
    for (int h = 0; h < kSumsTogether; h++) to[h * seen] = all[h * (kLanes / kSumsTogether)];
  }

  void score(const float* query, const float* keys, const float* mask) const {
    const float scale = 1.f / std::sqrt(static_cast<float>(shape.width));
    for (Index k = 0; k < seen; k++) {
      const float* key = keys + k * shape.key.row;
      Index head = 0;
      for (; head + kSumsTogether <= shape.heads; head += kSumsTogether) {
        products(query, key, head, scale, scores + head * seen + k);
      }
      for (; head < shape.heads; head++) scores[head * seen + k] = product(query, key, head) * scale;
      if (!mask || mask[k] != 0.f) continue;
      for (Index h = 0; h < shape.heads; h++) scores[h * seen + k] = -kInfinity;
    }
  }

  // out += values times their weights: two at a time, which halves the stores and is still a walk forwards.
  void add(const float* values, float* out) const {
    for (Index k = 0; k < seen; k += 2) {
      const bool both = k + 1 < seen;
      for (Index h = 0; h < shape.heads; h++) {
        const float *weights = scores + h * seen + k, *from = values + k * shape.key.row + h * shape.key.head;
        float* to = out + h * shape.out.head;
        for (Index i = 0; i < shape.width; i += kLanes) {
          const Index lanes = shape.width - i;
          Vector sum = loadLanes(to + i, lanes) + loadLanes(from + i, lanes) * weights[0];
          if (both) sum += loadLanes(from + shape.key.row + i, lanes) * weights[1];
          storeLanes(to + i, sum, lanes);
        }
      }
    }
  }
};

// A single query of all heads of a batch element.
void attendQuery(const Attention& task, Index batch, Index index) {
  const AttentionShape& shape = task.shape;
  const Head first(shape, batch * shape.heads);
  const Index seen = keysSeenBy(first, index);
  const Reading reading = {shape, seen, scratch(Slot::first, shape.heads * seen)};
  float *factors = scratch(Slot::second, shape.heads), *scores = reading.scores;
  const float* mask = task.keyMask ? task.keyMask + batch * shape.keys : nullptr;
  reading.score(task.query + first.offset(shape.query) + index * shape.query.row, task.key + first.offset(shape.key), mask);
  float* out = task.out + first.offset(shape.out) + index * shape.out.row;
  for (Index h = 0; h < shape.heads; h++) {
    float* logSum = task.logSums + (batch * shape.heads + h) * shape.queries + index;
    factors[h] = weigh(scores + h * seen, seen, seen, logSum);
    std::memset(out + h * shape.out.head, 0, static_cast<std::size_t>(shape.width) * sizeof(float));
  }
  reading.add(task.value + first.offset(shape.key), out);
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
