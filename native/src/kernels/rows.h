// Operations on one row of numbers that several kernels share.
#pragma once

#include "math.h"

namespace transnar {
namespace TRANSNAR_ISA {

TRANSNAR_INLINE float rowMaximum(const float* row, Index size) {
  if (size < kLanes) {
    float result = row[0];
    for (Index i = 1; i < size; i++) result = maximum(result, row[i]);
    return result;
  }
  // Two at a time, since each waits for the one before; the last vectors may overlap: no harm to a maximum.
  Vector first = load(row), second = load(row + size - kLanes);
  Index i = kLanes;
  for (; i + 2 * kLanes <= size; i += 2 * kLanes) {
    first = maximum(first, load(row + i));
    second = maximum(second, load(row + i + kLanes));
  }
  if (i + kLanes <= size) first = maximum(first, load(row + i));
  return maximumOf(maximum(first, second));
}

TRANSNAR_INLINE float rowSum(const float* row, Index size) {
  Vector total = {};
  for (Index i = 0; i < size; i += kLanes) total += loadLanes(row + i, size - i);
  return sumOf(total);
}

TRANSNAR_INLINE float rowDot(const float* left, const float* right, Index size) {
  Vector total = {};
  for (Index i = 0; i < size; i += kLanes) total += loadLanes(left + i, size - i) * loadLanes(right + i, size - i);
  return sumOf(total);
}

// out = exp(row - shift), which must not be above 88; returns the sum. out may be the row itself.
TRANSNAR_INLINE float rowExponential(const float* row, float shift, float* out, Index size) {
  Vector total = {};
  Index i = 0;
  for (; i + kLanes <= size; i += kLanes) {
    const Vector value = exponentialBelow(load(row + i) - shift);
    store(out + i, value);
    total += value;
  }
  if (i < size) {
    const Vector value = firstLanes(exponentialBelow(loadFirst(row + i, size - i) - shift), size - i);
    storeFirst(out + i, value, size - i);
    total += value;
  }
  return sumOf(total);
}

TRANSNAR_INLINE void rowScale(float* row, float factor, Index size) {
  for (Index i = 0; i < size; i += kLanes) storeLanes(row + i, loadLanes(row + i, size - i) * factor, size - i);
}

// out += factor * row
TRANSNAR_INLINE void rowAddScaled(float* out, const float* row, float factor, Index size) {
  for (Index i = 0; i < size; i += kLanes) {
    storeLanes(out + i, loadLanes(out + i, size - i) + loadLanes(row + i, size - i) * factor, size - i);
  }
}

}  // namespace TRANSNAR_ISA
}  // namespace transnar
