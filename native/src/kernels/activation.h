// Activations and their slopes, as products and elementwise kernels apply them.
#pragma once

#include "../core/kernels.h"
#include "math.h"

namespace transnar {
namespace TRANSNAR_ISA {

constexpr float kRootHalf = 0.707106781f;
constexpr float kNormalPeak = 0.398942280f;  // 1 / sqrt(2 pi)

// `bell` is exp(-x^2 / 2).
TRANSNAR_INLINE Vector normalDistribution(Vector x, Vector bell) {
  return (errorFunction(x * kRootHalf, bell) + 1.f) * 0.5f;
}

TRANSNAR_INLINE Vector gelu(Vector x) { return x * normalDistribution(x, exponentialBelow(x * x * -0.5f)); }

// What is made together costs hardly more than one of the two.
struct ValueAndSlope {
  Vector value, slope;
};

TRANSNAR_INLINE ValueAndSlope geluAndSlope(Vector x) {
  const Vector bell = exponentialBelow(x * x * -0.5f), share = normalDistribution(x, bell);
  return {x * share, share + x * bell * kNormalPeak};
}

template <Activation kind>
struct ActivationKind {
  static constexpr Activation value = kind;
};

// Calls `body` with the activation as a type, so that loops are compiled for each of them.
template <class Body>
static void forActivation(Activation activation, const Body& body) {
  switch (activation) {
    case Activation::relu:
      return body(ActivationKind<Activation::relu>());
    case Activation::squaredRelu:
      return body(ActivationKind<Activation::squaredRelu>());
    case Activation::gelu:
      return body(ActivationKind<Activation::gelu>());
    default:
      return body(ActivationKind<Activation::none>());
  }
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

// dy times the slope, from what the forward pass kept: its result, for gelu the slope itself.
TRANSNAR_INLINE Vector timesSlope(Activation activation, Vector dy, Vector kept) {
  switch (activation) {
    case Activation::relu:  // kept is 0, above it, or NaN, which goes on; so does infinity times 0, as in the composition
      return kept > Vector{} ? dy : dy * kept;
    case Activation::squaredRelu:  // y = x^2, so the slope 2x is 2 sqrt(y)
      return dy * 2.f * squareRoot(kept);
    case Activation::gelu:
      return dy * kept;
    default:
      return dy;
  }
}

}  // namespace TRANSNAR_ISA
}  // namespace transnar
