// The pieces of a matrix product: packing, the register tile, a block of tiles. See product.cc for how they combine.
#pragma once

#include "../core/kernels.h"
#include "simd.h"

namespace transnar {
namespace TRANSNAR_ISA {

// A register tile has kTileRows rows of kTileVectors vectors; sums and operands together fill the registers.
#if TRANSNAR_LANES == 16
constexpr int kTileRows = 12;
#elif TRANSNAR_LANES == 8
constexpr int kTileRows = 6;
#elif defined(__aarch64__)
constexpr int kTileRows = 8;
#else
constexpr int kTileRows = 4;
#endif
constexpr int kTileVectors = 2;
constexpr int kTileColumns = kTileVectors * kLanes;

// What happens to a finished sum: out = activation(scale * sum + bias) + residual.
struct Finish {
  float scale = 1.f;
  const float* bias = nullptr;
  const float* residual = nullptr;
  Index residualRow = 0;
  Activation activation = Activation::none;
};

// out (+)= left @ right on one thread.
struct Product {
  Index rows, columns, depth;
  Matrix left, right;
  float* out;
  Index outRow;
  bool accumulate = false;
  Finish finish;
};

// Floats that packRight writes.
Index packedRightSize(Index depth, Index columns);

// Packs right (depth x columns) into panels of kTileColumns (the last one: whole vectors, zero-padded).
void packRight(const Matrix& right, Index depth, Index columns, float* packed);
// Only the panels [begin, end).
void packRightPanels(const Matrix& right, Index depth, Index columns, float* packed, Index begin, Index end);

// out (+)= left @ packed; packs left itself where that pays. `last` applies the finish beyond the scale. `packedDepth`
// is the depth that right was packed with, of which the product may use a first part.
void multiplyPacked(const Product& product, const float* packedRight, Index packedDepth, bool last);

// Without packing: for few rows, where columns are whole vectors side by side and one side of left is, too.
void multiplyDirect(const Product& product);

void multiply(const Product& product);

}  // namespace TRANSNAR_ISA
}  // namespace transnar
