// Softmax over the last axis, its logarithm, and the cross-entropy with integer classes.
#include <cmath>

#include "../core/scratch.h"
#include "parallel.h"
#include "reduce.h"
#include "rows.h"

namespace transnar {
namespace TRANSNAR_ISA {
namespace {

constexpr Index kExponentialWork = 8;  // as much as so many additions

// Logarithm of the sum of exponentials; `space` holds as many numbers as the row.
float logSum(const float* row, float* space, Index size) {
  const float most = rowMaximum(row, size);
  return most + std::log(rowExponential(row, most, space, size));
}

}  // namespace

void softmax(const float* in, float* out, Index rows, Index columns) {
  parallelRows(rows, columns * kExponentialWork, [&](Index begin, Index end) {
    for (Index row = begin; row < end; row++) {
      const float* from = in + row * columns;
      float* to = out + row * columns;
      rowScale(to, 1.f / rowExponential(from, rowMaximum(from, columns), to, columns), columns);
    }
  });
}

void crossEntropy(const float* logits, const std::int32_t* targets, float* losses, float* logSums, Index rows,
                  Index classes) {
  parallelRows(rows, classes * kExponentialWork, [&](Index begin, Index end) {
    float* space = scratch(Slot::first, classes);
    for (Index row = begin; row < end; row++) {
      const float* from = logits + row * classes;
      logSums[row] = logSum(from, space, classes);
      losses[row] = logSums[row] - from[targets[row]];
    }
  });
}

void crossEntropyGradient(const float* logits, const std::int32_t* targets, const float* factors, const float* logSums,
                          float scale, float* out, Index rows, Index classes) {
  parallelRows(rows, classes * kExponentialWork, [&](Index begin, Index end) {
    for (Index row = begin; row < end; row++) {
      const float factor = factors[row] * scale;
      float* to = out + row * classes;
      rowExponential(logits + row * classes, logSums[row], to, classes);
      rowScale(to, factor, classes);
      to[targets[row]] -= factor;
    }
  });
}

}  // namespace TRANSNAR_ISA
}  // namespace transnar
