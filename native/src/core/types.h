// Types that every part of the addon shares. No standard containers here: the kernels are compiled once per
// instruction set, and an inline function that the linker keeps from the wrong one would crash older processors.
#pragma once

#include <cstdint>

namespace transnar {

using Index = std::int64_t;

#define TRANSNAR_INLINE static inline __attribute__((always_inline))

TRANSNAR_INLINE Index smaller(Index a, Index b) { return a < b ? a : b; }
TRANSNAR_INLINE Index larger(Index a, Index b) { return a > b ? a : b; }
TRANSNAR_INLINE Index ceilDivide(Index a, Index b) { return (a + b - 1) / b; }

}  // namespace transnar
