// One head of attention: where it lies, what its queries see, and how scores become weights.
#pragma once

#include <cmath>

#include "../core/kernels.h"
#include "rows.h"

namespace transnar {
namespace TRANSNAR_ISA {

constexpr Index kFewQueries = 4;  // so few do not repay packing the keys

static const float kInfinity = __builtin_inff();

// One head of one batch element.
struct Head {
  Index batch, index;
  const AttentionShape& shape;

  Head(const AttentionShape& shape, Index task) : batch(task / shape.heads), index(task), shape(shape) {}

  Index offset(const HeadStrides& strides) const { return batch * strides.batch + index % shape.heads * strides.head; }
};

TRANSNAR_INLINE Index keysSeenBy(const Head& head, Index query) {
  const AttentionShape& shape = head.shape;
  if (shape.places) return shape.places[head.batch * shape.queries + query] + 1;
  return shape.causal ? query + 1 : shape.keys;
}

// Weights up to a common factor, which is returned; sets the logarithm of the denominator.
TRANSNAR_INLINE float weigh(float* scores, Index seen, Index columns, float* logSum) {
  const float most = seen > 0 ? rowMaximum(scores, seen) : -kInfinity;
  for (Index i = seen; i < columns; i++) scores[i] = 0.f;
  if (most == -kInfinity) {  // no key is visible
    for (Index i = 0; i < seen; i++) scores[i] = 0.f;
    *logSum = kInfinity;
    return 0.f;
  }
  const float sum = rowExponential(scores, most, scores, seen);
  *logSum = most + std::log(sum);
  return 1.f / sum;
}

// Attention of fewer queries than kFewQueries, as in decoding.
void attendFew(const Attention& task);

}  // namespace TRANSNAR_ISA
}  // namespace transnar
