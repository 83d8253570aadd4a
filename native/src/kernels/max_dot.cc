// Scores of pairs of a row and a column: a weighted sum over the larger of two vectors, which are never stored.
#include "../core/scratch.h"
#include "parallel.h"
#include "training.h"

namespace transnar {
namespace TRANSNAR_ISA {
namespace {

// What the pair (batch, row, column) adds to its row, at feature h.
struct PairSum {
  const float *first, *second;

  PairSum(const MaxDot& task, Index pair)
      : first(task.pairs[0] ? task.pairs[0] + pair * task.width : nullptr),
        second(task.pairs[1] ? task.pairs[1] + pair * task.width : nullptr) {}

  Vector at(Vector row, Index h, Index lanes) const {
    if (first) row += loadLanes(first + h, lanes);
    if (second) row += loadLanes(second + h, lanes);
    return row;
  }
};

void scoresOfRow(const MaxDot& task, Index index, float* out) {
  const float *row = task.row + index * task.width,
              *columns = task.column + index / task.rows * task.columns * task.width;
  for (Index q = 0; q < task.columns; q++) {
    const PairSum pair(task, index * task.columns + q);
    const float* column = columns + q * task.width;
    Vector total = {};
    for (Index h = 0; h < task.width; h += kLanes) {
      const Index lanes = task.width - h;
      const Vector left = loadLanes(column + h, lanes), right = pair.at(loadLanes(row + h, lanes), h, lanes);
      total += maximum(left, right) * loadLanes(task.weight + h, lanes);
    }
    out[q] = sumOf(total);
  }
}

void addLanes(float* to, Vector value, Index lanes) { storeLanes(to, loadLanes(to, lanes) + value, lanes); }

// Gradients of one batch element; weightGradient is its share [width].
void gradientsOfBatch(const MaxDot& task, Index batch, const float* outGradient, const MaxDotGradient& gradient,
                      float* weightGradient) {
  const Index columnStart = batch * task.columns * task.width;
  std::memset(gradient.column + columnStart, 0, static_cast<std::size_t>(task.columns * task.width) * sizeof(float));
  std::memset(weightGradient, 0, static_cast<std::size_t>(task.width) * sizeof(float));
  for (Index index = batch * task.rows; index < (batch + 1) * task.rows; index++) {
    const float* row = task.row + index * task.width;
    float* rowGradient = gradient.row + index * task.width;
    std::memset(rowGradient, 0, static_cast<std::size_t>(task.width) * sizeof(float));
    for (Index q = 0; q < task.columns; q++) {
      const Index at = index * task.columns + q, columnAt = columnStart + q * task.width;
      const PairSum pair(task, at);
      const Vector slope = broadcast(outGradient[at]);
      for (Index h = 0; h < task.width; h += kLanes) {
        const Index lanes = task.width - h;
        const Vector left = loadLanes(task.column + columnAt + h, lanes),
                     right = pair.at(loadLanes(row + h, lanes), h, lanes);
        const Vector both = slope * loadLanes(task.weight + h, lanes);
        const Vector toColumn = left >= right ? both : Vector{}, toRow = both - toColumn;
        addLanes(gradient.column + columnAt + h, toColumn, lanes);
        addLanes(rowGradient + h, toRow, lanes);
        addLanes(weightGradient + h, slope * maximum(left, right), lanes);
        if (gradient.pair) storeLanes(gradient.pair + at * task.width + h, toRow, lanes);
      }
    }
  }
}

}  // namespace

void maxDot(const MaxDot& task, float* out) {
  parallelRows(task.batches * task.rows, task.columns * task.width, [&](Index begin, Index end) {
    for (Index index = begin; index < end; index++) scoresOfRow(task, index, out + index * task.columns);
  });
}

void maxDotGradient(const MaxDot& task, const float* outGradient, const MaxDotGradient& gradient) {
  float* shares = scratch(Slot::sharedPartial, task.batches * task.width);
  parallelTasks(task.batches, [&](Index batch) {
    gradientsOfBatch(task, batch, outGradient, gradient, shares + batch * task.width);
  });
  for (Index h = 0; h < task.width; h++) {
    float total = 0.f;
    for (Index batch = 0; batch < task.batches; batch++) total += shares[batch * task.width + h];
    gradient.weight[h] = total;
  }
}

}  // namespace TRANSNAR_ISA
}  // namespace transnar
