// Vectors of the instruction set that the translation unit is compiled for, through compiler vector extensions.
#pragma once

#include <cstring>

#include "../core/types.h"

#if defined(__AVX2__)
#include <immintrin.h>
#endif

#if defined(__AVX512F__)
#if defined(__AVX512BF16__)
#define TRANSNAR_ISA avx512bf16
#else
#define TRANSNAR_ISA avx512
#endif
#define TRANSNAR_LANES 16
#elif defined(__AVX2__)
#define TRANSNAR_ISA avx2
#define TRANSNAR_LANES 8
#elif defined(__aarch64__)
#define TRANSNAR_ISA neon
#define TRANSNAR_LANES 4
#else
#define TRANSNAR_ISA baseline
#define TRANSNAR_LANES 4
#endif

#if defined(__clang__)
#define TRANSNAR_UNROLL _Pragma("clang loop unroll(full)")
#else
#define TRANSNAR_UNROLL _Pragma("GCC unroll 32")
#endif

namespace transnar {
namespace TRANSNAR_ISA {

constexpr int kLanes = TRANSNAR_LANES;

typedef float Vector __attribute__((vector_size(kLanes * 4)));
typedef std::int32_t Integers __attribute__((vector_size(kLanes * 4)));
typedef float UnalignedVector __attribute__((vector_size(kLanes * 4), aligned(4), may_alias));
typedef std::int32_t UnalignedIntegers __attribute__((vector_size(kLanes * 4), aligned(4), may_alias));

TRANSNAR_INLINE Vector load(const float* from) { return *reinterpret_cast<const UnalignedVector*>(from); }
TRANSNAR_INLINE void store(float* to, Vector value) { *reinterpret_cast<UnalignedVector*>(to) = value; }
TRANSNAR_INLINE Vector broadcast(float value) { return value - Vector{}; }

// The same bits in all lanes, whatever they stand for.
TRANSNAR_INLINE Vector repeated(float value) {
#if TRANSNAR_LANES == 16
  return (Vector)_mm512_set1_ps(value);
#else
  return broadcast(value);
#endif
}

// -1 in the first `count` lanes, 0 in the others.
TRANSNAR_INLINE Integers lanesBelow(Index count) {
  Integers lane;
  for (int i = 0; i < kLanes; i++) lane[i] = i;
  return lane < static_cast<std::int32_t>(count);
}

// The first `count` lanes; the others are 0 and are not read from memory.
TRANSNAR_INLINE Vector loadFirst(const float* from, Index count) {
#if TRANSNAR_LANES == 16
  return (Vector)_mm512_maskz_loadu_ps((__mmask16)((1u << count) - 1), from);
#elif TRANSNAR_LANES == 8
  return (Vector)_mm256_maskload_ps(from, (__m256i)lanesBelow(count));
#else
  Vector value = {};
  for (Index i = 0; i < count; i++) value[i] = from[i];
  return value;
#endif
}

TRANSNAR_INLINE void storeFirst(float* to, Vector value, Index count) {
#if TRANSNAR_LANES == 16
  _mm512_mask_storeu_ps(to, (__mmask16)((1u << count) - 1), (__m512)value);
#elif TRANSNAR_LANES == 8
  // In halves: some processors take several times as long for a store by a mask.
  __m128 part = _mm256_castps256_ps128((__m256)value);
  if (count & 4) {
    _mm_storeu_ps(to, part);
    part = _mm256_extractf128_ps((__m256)value, 1);
    to += 4;
  }
  if (count & 2) {
    _mm_storel_pi((__m64*)to, part);
    part = _mm_movehl_ps(part, part);
    to += 2;
  }
  if (count & 1) _mm_store_ss(to, part);
#else
  for (Index i = 0; i < count; i++) to[i] = value[i];
#endif
}

TRANSNAR_INLINE Vector loadLanes(const float* from, Index count) {
  return count >= kLanes ? load(from) : loadFirst(from, count);
}

TRANSNAR_INLINE void storeLanes(float* to, Vector value, Index count) {
  if (count >= kLanes) {
    store(to, value);
  } else {
    storeFirst(to, value, count);
  }
}

// Unlike a plain comparison these give NaN when either side is NaN.
TRANSNAR_INLINE Vector maximum(Vector a, Vector b) { return a != a ? a : (a > b ? a : b); }
TRANSNAR_INLINE Vector minimum(Vector a, Vector b) { return a != a ? a : (a < b ? a : b); }
TRANSNAR_INLINE Vector rectified(Vector a) { return a < Vector{} ? Vector{} : a; }

TRANSNAR_INLINE float maximum(float a, float b) { return a != a ? a : (a > b ? a : b); }
TRANSNAR_INLINE float minimum(float a, float b) { return a != a ? a : (a < b ? a : b); }

// The lanes from `count` on come first, those before them last.
template <int count>
TRANSNAR_INLINE Vector rotated(Vector value) {
  Integers from;
  for (int i = 0; i < kLanes; i++) from[i] = (i + count) % kLanes;
#if defined(__clang__)
  return __builtin_shufflevector(value, from);
#else
  return __builtin_shuffle(value, from);
#endif
}

// All lanes by a function of two vectors, in a fixed order: halves meet each other.
template <class Function>
TRANSNAR_INLINE float combined(Vector value, const Function& function) {
#if TRANSNAR_LANES >= 16
  value = function(value, rotated<8>(value));
#endif
#if TRANSNAR_LANES >= 8
  value = function(value, rotated<4>(value));
#endif
  value = function(value, rotated<2>(value));
  return function(value, rotated<1>(value))[0];
}

TRANSNAR_INLINE float sumOf(Vector value) {
  return combined(value, [](Vector a, Vector b) { return a + b; });
}

// Groups of `group` lanes of two vectors, one after another: the halves of each added, so that one vector holds them.
template <int group>
TRANSNAR_INLINE Vector halved(Vector a, Vector b) {
  Integers low, high;
  for (int i = 0; i < kLanes; i++) {
    low[i] = i / (group / 2) * group + i % (group / 2);
    high[i] = low[i] + group / 2;
  }
#if defined(__clang__)
  Vector firsts, seconds;
  for (int i = 0; i < kLanes; i++) {
    firsts[i] = low[i] < kLanes ? a[low[i]] : b[low[i] - kLanes];
    seconds[i] = high[i] < kLanes ? a[high[i]] : b[high[i] - kLanes];
  }
  return firsts + seconds;
#else
  return __builtin_shuffle(a, b, low) + __builtin_shuffle(a, b, high);
#endif
}

// The sums of four vectors, each as sumOf has it, at the first lanes of four quarters.
TRANSNAR_INLINE Vector sumsOf(const Vector* four) {
  constexpr int kHalf = kLanes / 2;
  Vector sums = halved<kHalf>(halved<kLanes>(four[0], four[1]), halved<kLanes>(four[2], four[3]));
#if TRANSNAR_LANES >= 16
  sums += rotated<2>(sums);
#endif
#if TRANSNAR_LANES >= 8
  sums += rotated<1>(sums);
#endif
  return sums;
}

TRANSNAR_INLINE float maximumOf(Vector value) {
  return combined(value, [](Vector a, Vector b) { return maximum(a, b); });
}

TRANSNAR_INLINE float minimumOf(Vector value) {
  return combined(value, [](Vector a, Vector b) { return minimum(a, b); });
}

// The first `count` lanes; the others are 0.
TRANSNAR_INLINE Vector firstLanes(Vector value, Index count) {
#if TRANSNAR_LANES == 16
  return (Vector)_mm512_maskz_mov_ps((__mmask16)((1u << count) - 1), (__m512)value);
#else
  return (Vector)((Integers)value & lanesBelow(count));
#endif
}

TRANSNAR_INLINE Vector squareRoot(Vector value) {
  Vector result;
  for (int i = 0; i < kLanes; i++) result[i] = __builtin_sqrtf(value[i]);
  return result;
}

}  // namespace TRANSNAR_ISA
}  // namespace transnar
