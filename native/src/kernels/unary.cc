// Functions of one operand, and the gradients of activations.
#include "activation.h"
#include "elementwise.h"
#include "parallel.h"

namespace transnar {
namespace TRANSNAR_ISA {
namespace {

template <class Function>
void applyUnary(Index size, const float* in, float* out, const Function& function) {
  parallelRange(size, 16384, [&](Index begin, Index end) {
    Index i = begin;
    for (; i + kLanes <= end; i += kLanes) store(out + i, function(load(in + i)));
    if (i < end) storeFirst(out + i, function(loadFirst(in + i, end - i)), end - i);
  });
}

template <class Function>
void applyPair(Index size, const float* first, const float* second, float* out, const Function& function) {
  parallelRange(size, 16384, [&](Index begin, Index end) {
    for (Index i = begin; i < end; i += kLanes) {
      const Index lanes = end - i;
      storeLanes(out + i, function(loadLanes(first + i, lanes), loadLanes(second + i, lanes)), lanes);
    }
  });
}

TRANSNAR_INLINE Vector stepOf(Vector x, float alpha) {
  const Vector step = select(x > Vector{}, broadcast(1.f), broadcast(alpha));
  return select(x != x, x, step);
}

}  // namespace

void unary(Unary op, Index size, const float* in, float* out, float alpha) {
  switch (op) {
    case Unary::relu:
      return applyUnary(size, in, out, [](Vector x) { return rectified(x); });
    case Unary::square:
      return applyUnary(size, in, out, [](Vector x) { return x * x; });
    case Unary::negative:
      return applyUnary(size, in, out, [](Vector x) { return -x; });
    case Unary::reciprocalRoot:
      return applyUnary(size, in, out, [](Vector x) { return 1.f / squareRoot(x); });
    case Unary::root:
      return applyUnary(size, in, out, [](Vector x) { return squareRoot(x); });
    case Unary::sigmoid:
      return applyUnary(size, in, out, [](Vector x) { return sigmoid(x); });
    case Unary::exponential:
      return applyUnary(size, in, out, [](Vector x) { return exponential(x); });
    case Unary::logarithm:
      return applyUnary(size, in, out, [](Vector x) { return logarithm(x); });
    case Unary::step:
      return applyUnary(size, in, out, [alpha](Vector x) { return stepOf(x, alpha); });
    case Unary::tanh:
      return applyUnary(size, in, out, [](Vector x) { return hyperbolicTangent(x); });
    case Unary::reciprocal:
      return applyUnary(size, in, out, [](Vector x) { return 1.f / x; });
    case Unary::absolute:
      return applyUnary(size, in, out, [](Vector x) { return x < Vector{} ? -x : x; });
    case Unary::errorFunction:
      return applyUnary(size, in, out, [](Vector x) { return errorFunction(x); });
    case Unary::softplus:
      return applyUnary(size, in, out, [](Vector x) { return softplus(x); });
    case Unary::leakyRelu:
      return applyUnary(size, in, out, [alpha](Vector x) { return x < Vector{} ? x * alpha : x; });
    case Unary::count:
      return;
  }
}

void activationGradient(Activation activation, Index size, const float* gradient, const float* kept, float* out) {
  forActivation(activation, [&](auto kind) {
    applyPair(size, gradient, kept, out, [](Vector dy, Vector y) { return timesSlope(decltype(kind)::value, dy, y); });
  });
}

void select(const std::uint8_t* condition, const float* yes, const float* no, float* out, Index size) {
  parallelRange(size, 32768, [&](Index begin, Index end) {
    for (Index i = begin; i < end; i++) out[i] = condition[i] ? yes[i] : no[i];
  });
}

}  // namespace TRANSNAR_ISA
}  // namespace transnar
