// Kernels that move data; they gain nothing from wider vectors and are compiled once.
#pragma once

#include <cstddef>

#include "kernels.h"

namespace transnar {

struct StridedCopy {
  int axes;
  Index sizes[kMostAxes];
  Index fromStrides[kMostAxes], toStrides[kMostAxes];
};

// Copies element by element; strides may be 0 (repeat) or negative. `bytes` is the size of an element: 1 or 4.
void stridedCopy(const StridedCopy& copy, int bytes, const void* from, void* to);

// out[b, o, j, :] = in[b, o, indices[b, j], :] with rows of `inner` four-byte elements.
void gather(const void* in, const std::int32_t* indices, void* out, Index batches, Index outer, Index axis, Index count,
            Index inner);

// room[b, places[b], :] = rows[b, :] with rows of `inner` four-byte elements.
void putRows(const void* rows, const std::int32_t* places, void* room, Index batches, Index capacity, Index inner);

// out[segments[i], :] += in[i, :]; rows whose segment is out of range are dropped.
void segmentSum(const float* in, const std::int32_t* segments, float* out, Index rows, Index inner, Index count);

void oneHot(const std::int32_t* classes, float* out, Index rows, Index depth, float on, float off);
void fill(float* out, Index size, float value);
void floatsFromBytes(const std::uint8_t* in, float* out, Index size);
void floatsFromIntegers(const std::int32_t* in, float* out, Index size);

}  // namespace transnar
