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

void subtract(const float* row, float amount, float* out, Index size) {
  for (Index i = 0; i < size; i += kLanes) storeLanes(out + i, loadLanes(row + i, size - i) - amount, size - i);
}

}  // namespace

void softmax(const float* in, float* out, Index rows, Index columns, bool logarithmic) {
  parallelRows(rows, columns * kExponentialWork, [&](Index begin, Index end) {
    for (Index row = begin; row < end; row++) {
      const float* from = in + row * columns;
      float* to = out + row * columns;
      const float most = rowMaximum(from, columns);
      const float sum = rowExponential(from, most, to, columns);
      if (logarithmic) {
        subtract(from, most + std::log(sum), to, columns);
      } else {
        rowScale(to, 1.f / sum, columns);
      }
    }
  });
}

void softmaxGradient(const float* result, const float* gradient, float* out, Index rows, Index columns,
                     bool logarithmic) {
  parallelRows(rows, columns * (logarithmic ? kExponentialWork : 2), [&](Index begin, Index end) {
    for (Index row = begin; row < end; row++) {
      const float *y = result + row * columns, *dy = gradient + row * columns;
      float* to = out + row * columns;
      const float sum = logarithmic ? rowSum(dy, columns) : rowDot(y, dy, columns);
      for (Index i = 0; i < columns; i += kLanes) {
        const Index lanes = columns - i;
        const Vector value = loadLanes(y + i, lanes), slope = loadLanes(dy + i, lanes);
        storeLanes(to + i, logarithmic ? slope - exponential(value) * sum : (slope - sum) * value, lanes);
      }
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
