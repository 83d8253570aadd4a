// Transcendental functions on vectors, accurate to a few units in the last place of float32; NaN stays NaN.
#pragma once

#include "simd.h"

namespace transnar {
namespace TRANSNAR_ISA {

TRANSNAR_INLINE Vector select(Integers condition, Vector yes, Vector no) { return condition ? yes : no; }

// A number as factor * 2^power.
struct Scaled {
  Vector factor;
  Integers power;
};

constexpr float kLeastExponent = -87.33654f;  // what is below has an exponential below the normal range

// e^x for x that neither overflows nor is below the normal range: e^r is a polynomial in |r| <= ln(2)/2 (Cephes).
TRANSNAR_INLINE Scaled scaledExponential(Vector x) {
  const Vector shift = broadcast(12582912.f);  // 1.5 * 2^23: adding it rounds to an integer
  const Vector shifted = x * 1.44269504f + shift;
  const Vector rounded = shifted - shift;
  const Integers power = (Integers)shifted - (Integers)shift;
  const Vector r = (x - rounded * 0.693359375f) + rounded * 2.12194440e-4f;
  Vector p = r * 1.9875691500e-4f + 1.3981999507e-3f;
  p = p * r + 8.3334519073e-3f;
  p = p * r + 4.1665795894e-2f;
  p = p * r + 1.6666665459e-1f;
  p = p * r + 5.0000001201e-1f;
  p = p * r * r + r + 1.f;
  return {p, power};
}

// Results below the normal range are 0.
TRANSNAR_INLINE Vector exponential(Vector x) {
  const Vector low = broadcast(kLeastExponent), high = broadcast(88.72283f);
  const Vector clamped = x < low ? low : (x > high ? high : x);
  const auto [factor, power] = scaledExponential(clamped);
  // In two factors, since 2^128 is no float32.
  const Integers half = power >> 1;
  const Vector scaled = factor * (Vector)((half + 127) << 23) * (Vector)((power - half + 127) << 23);
  Vector result = select(x < low, Vector{}, scaled);
  result = select(x > high, broadcast(__builtin_inff()), result);
  return select(x != x, x, result);
}

// The same for numbers up to 88, such as those of a softmax: nothing can overflow.
TRANSNAR_INLINE Vector exponentialBelow(Vector x) {
  const Vector low = broadcast(kLeastExponent);
  const auto [factor, power] = scaledExponential(x < low ? low : x);  // NaN if x is
  return select(x < low, Vector{}, factor * (Vector)((power + 127) << 23));
}

// Mantissa in [sqrt(1/2), sqrt(2)), a polynomial in it (Cephes).
TRANSNAR_INLINE Vector logarithm(Vector x) {
  const Integers tiny = x < broadcast(1.17549435e-38f);
  const Vector normal = select(tiny, x * 8388608.f, x);  // a subnormal number times 2^23
  const Integers bits = (Integers)normal;
  Integers exponent = ((bits >> 23) & 0xff) - 126;
  Vector mantissa = (Vector)((bits & 0x007fffff) | 0x3f000000);
  const Integers below = mantissa < broadcast(0.707106781f);
  exponent += below;  // a true lane is -1
  mantissa = select(below, mantissa + mantissa, mantissa) - 1.f;
  const Vector e = __builtin_convertvector(exponent + (tiny & -23), Vector);
  const Vector square = mantissa * mantissa;
  Vector p = mantissa * 7.0376836292e-2f - 1.1514610310e-1f;
  p = p * mantissa + 1.1676998740e-1f;
  p = p * mantissa - 1.2420140846e-1f;
  p = p * mantissa + 1.4249322787e-1f;
  p = p * mantissa - 1.6668057665e-1f;
  p = p * mantissa + 2.0000714765e-1f;
  p = p * mantissa - 2.4999993993e-1f;
  p = p * mantissa + 3.3333331174e-1f;
  Vector result = mantissa * square * p + e * -2.12194440e-4f - square * 0.5f;
  result = mantissa + result + e * 0.693359375f;
  const Vector infinity = broadcast(__builtin_inff());
  result = select(x == Vector{}, -infinity, result);
  result = select(x < Vector{}, broadcast(__builtin_nanf("")), result);
  result = select(x == infinity, infinity, result);
  return select(x != x, x, result);
}

TRANSNAR_INLINE Vector sigmoid(Vector x) { return 1.f / (exponential(-x) + 1.f); }

TRANSNAR_INLINE Vector hyperbolicTangent(Vector x) {
  const Vector magnitude = x < Vector{} ? -x : x;
  const Vector square = x * x;
  Vector p = square * -5.70498872745e-3f + 2.06390887954e-2f;
  p = p * square - 5.37397155531e-2f;
  p = p * square + 1.33314422036e-1f;
  p = p * square - 3.33332819422e-1f;
  const Vector small = x + x * square * p;
  const Vector large = 1.f - 2.f / (exponential(magnitude + magnitude) + 1.f);
  return select(magnitude < broadcast(0.625f), small, select(x < Vector{}, -large, large));
}

// Abramowitz and Stegun 7.1.26, within 1.5e-7: the approximation of the cpu backend. `bell` is exp(-x^2).
TRANSNAR_INLINE Vector errorFunction(Vector x, Vector bell) {
  const Vector magnitude = x < Vector{} ? -x : x;
  const Vector t = 1.f / (magnitude * 0.3275911f + 1.f);
  Vector p = t * 1.061405429f - 1.453152027f;
  p = p * t + 1.421413741f;
  p = p * t - 0.284496736f;
  p = p * t + 0.254829592f;
  const Vector result = 1.f - p * t * bell;
  return select(x < Vector{}, -result, result);
}

TRANSNAR_INLINE Vector errorFunction(Vector x) { return errorFunction(x, exponentialBelow(-(x * x))); }

// log(1 + e^x) without overflow.
TRANSNAR_INLINE Vector softplus(Vector x) {
  const Vector magnitude = x < Vector{} ? -x : x;
  const Vector tail = exponentialBelow(-magnitude);
  // log(1 + t) loses t below the last place of 1; t itself is right there.
  const Vector correction = select(tail < broadcast(1e-4f), tail - tail * tail * 0.5f, logarithm(tail + 1.f));
  return rectified(x) + correction;
}

}  // namespace TRANSNAR_ISA
}  // namespace transnar
