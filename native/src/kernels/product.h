// The pieces of a matrix product on one thread: the register tile, a block of tiles. See product.cc for how they combine.
#pragma once

#include "pack.h"

namespace transnar {
namespace TRANSNAR_ISA {

// Depth of a block: a panel of the packed right side stays in the caches nearest to the core.
constexpr Index kDepthBlock = 512;
// Rows that are a multiple of this apart (2 KiB) compete for the same lines of the nearest cache.
constexpr Index kCompeting = 512;

// What happens to a finished sum: see Gemm. What lies beside the output has rows that are `row` apart.
struct Finish {
  float scale = 1.f;
  const float* bias = nullptr;
  Activation activation = Activation::none;
  float* kept = nullptr;
  Activation slope = Activation::none;
  const float* slopeFrom = nullptr;
  const float* residual = nullptr;
  Index row = 0;

  // Of the part of the output that begins there.
  Finish at(Index rows, Index columns) const {
    Finish part = *this;
    const Index offset = rows * row + columns;
    if (bias) part.bias += columns;
    if (kept) part.kept += offset;
    if (slopeFrom) part.slopeFrom += offset;
    if (residual) part.residual += offset;
    return part;
  }
};

// out (+)= left @ right on one thread.
struct Product {
  Index rows, columns, depth;
  Matrix left, right;
  float* out;
  Index outRow;
  bool accumulate = false;
  Finish finish = Finish();
  Precision precision = Precision::single;
};

// out (+)= left @ packed; packs left itself where that pays. `last` applies the finish beyond the scale. `packedDepth`
// is the depth that right was packed with, of which the product may use a first part.
void multiplyPacked(const Product& product, const float* packedRight, Index packedDepth, bool last);

// Without packing: for few rows, which repay no copy of the right side. See readsInPlace.
void multiplyDirect(const Product& product);

void multiply(const Product& product);

// Everything of the finish but the scale, for sums that lie where the output does.
void finishRows(const Product& product);

// Whether the columns of the right side are whole vectors side by side, so that the tile can read it as it lies.
bool readsInPlace(const Product& product);

}  // namespace TRANSNAR_ISA
}  // namespace transnar
