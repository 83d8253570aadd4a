// Softmax attention, one head at a time, over blocks of queries whose scores fit the cache. The backward pass computes
// the weights again from the logarithms of the softmax denominators.
#include <cmath>

#include "../core/scratch.h"
#include "head.h"
#include "parallel.h"
#include "product.h"
#include "training.h"

namespace transnar {
namespace TRANSNAR_ISA {
namespace {

constexpr Index kQueryBlock = 48;  // a multiple of all tile heights

// Keys that any of the queries [begin, begin + rows) sees, rounded up to whole panels.
Index keysSeen(const Head& head, Index begin, Index rows) {
  Index most = 0;
  for (Index row = 0; row < rows; row++) most = larger(most, keysSeenBy(head, begin + row));
  return smaller(head.shape.keys, ceilDivide(most, kTileColumns) * kTileColumns);
}

// 0 for a visible key, -infinity for a hidden one; null when all are visible.
const float* scoreOffsets(const float* keyMask, Index keys) {
  if (!keyMask) return nullptr;
  float* offsets = scratch(Slot::sixth, keys);
  for (Index key = 0; key < keys; key++) offsets[key] = keyMask[key] == 0.f ? -kInfinity : 0.f;
  return offsets;
}

// scores = query @ key' / sqrt(width), plus the offsets.
void scoreBlock(const AttentionShape& shape, const float* query, Index rows, Index columns, const float* packedKeys,
                const float* offsets, float* scores) {
  Product product = {rows, columns, shape.width, {query, shape.query.row, 1}, {}, scores, shape.keys};
  product.finish.scale = 1.f / std::sqrt(static_cast<float>(shape.width));
  product.finish.bias = offsets;
  multiplyPacked(product, packedKeys, shape.width, true);
}

void attendBlock(const Attention& task, const Head& head, Index begin, const float* packedKeys,
                 const float* packedValues, const float* offsets, float* scores) {
  const AttentionShape& shape = task.shape;
  const Index rows = smaller(kQueryBlock, shape.queries - begin);
  const Index columns = keysSeen(head, begin, rows);
  const float* query = task.query + head.offset(shape.query) + begin * shape.query.row;
  scoreBlock(shape, query, rows, columns, packedKeys, offsets, scores);
  float factors[kQueryBlock];
  for (Index row = 0; row < rows; row++) {
    float* logSum = task.logSums + head.index * shape.queries + begin + row;
    factors[row] = weigh(scores + row * shape.keys, keysSeenBy(head, begin + row), columns, logSum);
  }
  float* out = task.out + head.offset(shape.out) + begin * shape.out.row;
  multiplyPacked({rows, shape.width, columns, {scores, shape.keys, 1}, {}, out, shape.out.row}, packedValues,
                 shape.keys, true);
  for (Index row = 0; row < rows; row++) rowScale(out + row * shape.out.row, factors[row], shape.width);
}

void attendHead(const Attention& task, const Head& head) {
  const AttentionShape& shape = task.shape;
  const float *key = task.key + head.offset(shape.key), *value = task.value + head.offset(shape.key);
  float* packedKeys = scratch(Slot::first, packedRightSize(shape.width, shape.keys));
  float* packedValues = scratch(Slot::second, packedRightSize(shape.keys, shape.width));
  packRight({key, 1, shape.key.row}, shape.width, shape.keys, packedKeys);
  packRight({value, shape.key.row, 1}, shape.keys, shape.width, packedValues);
  const float* offsets = scoreOffsets(task.keyMask ? task.keyMask + head.batch * shape.keys : nullptr, shape.keys);
  float* scores = scratch(Slot::third, kQueryBlock * shape.keys);
  for (Index begin = 0; begin < shape.queries; begin += kQueryBlock) {
    attendBlock(task, head, begin, packedKeys, packedValues, offsets, scores);
  }
}

// What the backward pass of one head works with.
struct Backward {
  const AttentionGradient& task;
  Head head;
  float *packedKeys, *packedValues, *packedKeyRows;  // key', value' and key, as right sides
  const float* offsets;
  float *weights, *slopes;  // of a block of queries: [kQueryBlock, keys]
};

// Turns the slopes of the weights into those of the scores (times the scale), and scores into weights.
void slopeRow(const AttentionShape& shape, float* weights, float* slopes, float logSum, float along, Index seen,
              Index columns) {
  const float scale = 1.f / std::sqrt(static_cast<float>(shape.width));
  rowExponential(weights, logSum, weights, seen);
  for (Index i = 0; i < seen; i += kLanes) {
    const Index lanes = seen - i;
    storeLanes(slopes + i, loadLanes(weights + i, lanes) * (loadLanes(slopes + i, lanes) - along) * scale, lanes);
  }
  for (Index i = seen; i < columns; i++) weights[i] = slopes[i] = 0.f;
}

// out [keys, width] += left [rows, keys]' @ right [rows, width]
void addTransposed(const AttentionShape& shape, const float* left, Index rows, Index columns, const float* right,
                   Index rightRow, float* out) {
  float* packed = scratch(Slot::right, packedRightSize(rows, shape.width));
  packRight({right, rightRow, 1}, rows, shape.width, packed);
  multiplyPacked({columns, shape.width, rows, {left, 1, shape.keys}, {}, out, shape.key.row, true}, packed, rows, true);
}

void blockGradient(const Backward& backward, Index begin) {
  const AttentionGradient& task = backward.task;
  const AttentionShape& shape = task.shape;
  const Head& head = backward.head;
  const Index rows = smaller(kQueryBlock, shape.queries - begin);
  const Index columns = keysSeen(head, begin, rows);
  const Index queryAt = head.offset(shape.query) + begin * shape.query.row;
  const Index outAt = head.offset(shape.out) + begin * shape.out.row;
  const float *query = task.query + queryAt, *dy = task.outGradient + outAt;
  scoreBlock(shape, query, rows, columns, backward.packedKeys, backward.offsets, backward.weights);
  multiplyPacked({rows, columns, shape.width, {dy, shape.out.row, 1}, {}, backward.slopes, shape.keys},
                 backward.packedValues, shape.width, true);
  for (Index row = 0; row < rows; row++) {
    const float along = rowDot(dy + row * shape.out.row, task.out + outAt + row * shape.out.row, shape.width);
    slopeRow(shape, backward.weights + row * shape.keys, backward.slopes + row * shape.keys,
             task.logSums[head.index * shape.queries + begin + row], along, keysSeenBy(head, begin + row), columns);
  }
  multiplyPacked(
      {rows, shape.width, columns, {backward.slopes, shape.keys, 1}, {}, task.queryGradient + queryAt, shape.query.row},
      backward.packedKeyRows, shape.keys, true);
  const Index keyAt = head.offset(shape.key);
  addTransposed(shape, backward.weights, rows, columns, dy, shape.out.row, task.valueGradient + keyAt);
  addTransposed(shape, backward.slopes, rows, columns, query, shape.query.row, task.keyGradient + keyAt);
}

void clearRows(float* data, Index rows, Index stride, Index width) {
  for (Index row = 0; row < rows; row++) {
    std::memset(data + row * stride, 0, static_cast<std::size_t>(width) * sizeof(float));
  }
}

void headGradient(const AttentionGradient& task, const Head& head) {
  const AttentionShape& shape = task.shape;
  const Index keyAt = head.offset(shape.key);
  const Index packedSize = packedRightSize(shape.width, shape.keys);
  Backward backward = {task,
                       head,
                       scratch(Slot::first, packedSize),
                       scratch(Slot::second, packedSize),
                       scratch(Slot::third, packedRightSize(shape.keys, shape.width)),
                       scoreOffsets(task.keyMask ? task.keyMask + head.batch * shape.keys : nullptr, shape.keys),
                       scratch(Slot::fourth, kQueryBlock * shape.keys),
                       scratch(Slot::fifth, kQueryBlock * shape.keys)};
  packRight({task.key + keyAt, 1, shape.key.row}, shape.width, shape.keys, backward.packedKeys);
  packRight({task.value + keyAt, 1, shape.key.row}, shape.width, shape.keys, backward.packedValues);
  packRight({task.key + keyAt, shape.key.row, 1}, shape.keys, shape.width, backward.packedKeyRows);
  clearRows(task.keyGradient + keyAt, shape.keys, shape.key.row, shape.width);
  clearRows(task.valueGradient + keyAt, shape.keys, shape.key.row, shape.width);
  for (Index begin = 0; begin < shape.queries; begin += kQueryBlock) blockGradient(backward, begin);
}

}  // namespace

void attention(const Attention& task) {
  const AttentionShape& shape = task.shape;
  if (shape.queries < kFewQueries) return attendFew(task);
  parallelTasks(shape.batches * shape.heads, [&](Index head) { attendHead(task, Head(shape, head)); });
}

void attentionGradient(const AttentionGradient& task) {
  parallelTasks(task.shape.batches * task.shape.heads, [&](Index head) { headGradient(task, Head(task.shape, head)); });
}

}  // namespace TRANSNAR_ISA
}  // namespace transnar
