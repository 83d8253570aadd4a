// Packed numbers as bfloat16: in pairs along the depth where the processor multiplies such pairs, rounded by its own
// instructions, else as the float32 numbers that they stand for, in the order in which those pairs are summed.
#pragma once

#include "../core/kernels.h"
#include "simd.h"

namespace transnar {
namespace TRANSNAR_ISA {

#if defined(__AVX512BF16__)
constexpr bool kMultipliesPairs = true;

// Pairs of what two vectors hold in each lane, the earlier number in the lower half.
TRANSNAR_INLINE Vector pairsOf(Vector early, Vector late) {
  const __mmask16 all = 0xffff;  // without a mask GCC 12 warns of what its own header leaves undefined
  const Integers low = (Integers)_mm512_maskz_cvtepu16_epi32(all, (__m256i)_mm512_cvtneps_pbh((__m512)early));
  const Integers high = (Integers)_mm512_maskz_cvtepu16_epi32(all, (__m256i)_mm512_cvtneps_pbh((__m512)late));
  return (Vector)(low | (high << 16));
}

// Pairs of neighbours: ceil(size / 2) of them.
TRANSNAR_INLINE void pairUp(const float* from, Index size, float* pairs) {
  for (Index i = 0; i < size; i += 2 * kLanes) {
    const Index first = size - i, second = larger(0, first - kLanes);
    const __m512bh both = _mm512_cvtne2ps_pbh((__m512)loadLanes(from + i + kLanes, second),
                                              (__m512)loadLanes(from + i, first));
    storeLanes(pairs + i / 2, (Vector)both, ceilDivide(first, 2));
  }
}

// sum + the products of two pairs of bfloat16 in each lane.
TRANSNAR_INLINE Vector addPairs(Vector sum, Vector left, Vector right) {
  return (Vector)_mm512_dpbf16_ps((__m512)sum, (__m512bh)left, (__m512bh)right);
}
#else
constexpr bool kMultipliesPairs = false;

// Bits of the nearest bfloat16, as the upper half of a float32; NaN stays NaN.
TRANSNAR_INLINE Integers roundedBits(Vector value) {
  const Integers bits = (Integers)value;
  const Integers rounded = (bits + 0x7fff + ((bits >> 16) & 1)) & ~0xffff;
  const Integers tiny = (bits & 0x7f800000) == 0;
  const Integers kept = tiny ? bits & INT32_MIN : rounded;
  return value != value ? (bits | 0x400000) & ~0xffff : kept;
}

// [depth, width] numbers in place, with the two of each pair exchanged.
TRANSNAR_INLINE void halve(float* packed, Index depth, Index width) {
  for (Index k = 0; k < depth; k += 2) {
    float *first = packed + k * width, *second = first + width;
    for (Index i = 0; i < width; i += kLanes) {
      const Index lanes = width - i;
      const Vector early = (Vector)roundedBits(loadLanes(first + i, lanes));
      if (k + 1 < depth) {
        storeLanes(first + i, (Vector)roundedBits(loadLanes(second + i, lanes)), lanes);
        storeLanes(second + i, early, lanes);
      } else {
        storeLanes(first + i, early, lanes);
      }
    }
  }
}

// Never called: there are no pairs.
TRANSNAR_INLINE Vector addPairs(Vector sum, Vector left, Vector right) { return sum + left * right; }
#endif

// Steps along the depth that a tile takes over halved numbers.
TRANSNAR_INLINE Index halvedDepth(Index depth) { return kMultipliesPairs ? ceilDivide(depth, 2) : depth; }

}  // namespace TRANSNAR_ISA
}  // namespace transnar
