// Packed numbers as bfloat16: in pairs along the depth where the processor multiplies such pairs, else as the float32
// numbers that they stand for, in the order in which those pairs are summed.
#pragma once

#include "../core/kernels.h"
#include "simd.h"

namespace transnar {
namespace TRANSNAR_ISA {

#if defined(__AVX512BF16__)
constexpr bool kMultipliesPairs = true;
#else
constexpr bool kMultipliesPairs = false;
#endif

// Steps along the depth that a tile takes over halved numbers.
TRANSNAR_INLINE Index halvedDepth(Index depth) { return kMultipliesPairs ? ceilDivide(depth, 2) : depth; }

// Bits of the nearest bfloat16, as the upper half of a float32; NaN stays NaN.
TRANSNAR_INLINE Integers roundedBits(Vector value) {
  const Integers bits = (Integers)value;
  const Integers rounded = (bits + 0x7fff + ((bits >> 16) & 1)) & ~0xffff;
  const Integers tiny = (bits & 0x7f800000) == 0;
  const Integers kept = tiny ? bits & INT32_MIN : rounded;
  return value != value ? (bits | 0x400000) & ~0xffff : kept;
}

// [depth, width] numbers in place: [depth / 2, width] pairs, or [depth, width] with the two of each pair exchanged.
TRANSNAR_INLINE void halve(float* packed, Index depth, Index width) {
  for (Index k = 0; k < depth; k += 2) {
    const float *first = packed + k * width, *second = first + width;
    float* to = packed + (kMultipliesPairs ? k / 2 : k) * width;
    for (Index i = 0; i < width; i += kLanes) {
      const Index lanes = width - i;
      const Integers early = roundedBits(loadLanes(first + i, lanes));
      const Integers late = k + 1 < depth ? roundedBits(loadLanes(second + i, lanes)) : Integers{};
      if (kMultipliesPairs) {
        storeLanes(to + i, (Vector)(((early >> 16) & 0xffff) | late), lanes);
      } else if (k + 1 < depth) {
        storeLanes(to + i, (Vector)late, lanes);
        storeLanes(to + width + i, (Vector)early, lanes);
      } else {
        storeLanes(to + i, (Vector)early, lanes);
      }
    }
  }
}

// sum + the products of two pairs of bfloat16 in each lane.
TRANSNAR_INLINE Vector addPairs(Vector sum, Vector left, Vector right) {
#if defined(__AVX512BF16__)
  return (Vector)_mm512_dpbf16_ps((__m512)sum, (__m512bh)left, (__m512bh)right);
#else
  return sum + left * right;  // never called: there are no pairs
#endif
}

}  // namespace TRANSNAR_ISA
}  // namespace transnar
