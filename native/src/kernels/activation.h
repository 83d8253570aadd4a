// Activations and their slopes, as products and elementwise kernels apply them.
#pragma once

#include "../core/kernels.h"
#include "math.h"

namespace transnar {
namespace TRANSNAR_ISA {

constexpr float kRootHalf = 0.707106781f;
constexpr float kNormalPeak = 0.398942280f;  // 1 / sqrt(2 pi)

TRANSNAR_INLINE Vector normalDistribution(Vector x) { return (errorFunction(x * kRootHalf) + 1.f) * 0.5f; }

TRANSNAR_INLINE Vector gelu(Vector x) { return x * normalDistribution(x); }

TRANSNAR_INLINE Vector geluSlope(Vector x) {
  return normalDistribution(x) + x * exponential(x * x * -0.5f) * kNormalPeak;
}

TRANSNAR_INLINE Vector activated(Activation activation, Vector x) {
  switch (activation) {
    case Activation::relu:
      return rectified(x);
    case Activation::squaredRelu:
      return rectified(x) * rectified(x);
    case Activation::gelu:
      return gelu(x);
    default:
      return x;
  }
}

// dy times the slope, from what the forward pass kept: its result, for gelu its argument.
TRANSNAR_INLINE Vector timesSlope(Activation activation, Vector dy, Vector kept) {
  switch (activation) {
    case Activation::relu:  // kept is 0, above it, or NaN, which goes on; so does infinity times 0, as in the composition
      return kept > Vector{} ? dy : dy * kept;
    case Activation::squaredRelu:  // y = x^2, so the slope 2x is 2 sqrt(y)
      return dy * 2.f * squareRoot(kept);
    case Activation::gelu:
      return dy * geluSlope(kept);
    default:
      return dy;
  }
}

}  // namespace TRANSNAR_ISA
}  // namespace transnar
