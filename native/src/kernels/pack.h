// How the sides of a product are laid out for the register tile.
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

// Rows of the next tile when `rows` are left: one of the heights that there are tiles for.
TRANSNAR_INLINE Index tileRows(Index rows) {
  if (rows >= kTileRows) return kTileRows;
  if (kTileRows > 8 && rows >= 8) return 8;
  if (kTileRows > 4 && rows >= 4) return 4;
  return rows >= 2 ? 2 : 1;
}

// Columns of the panel when `columns` are left, in whole vectors.
TRANSNAR_INLINE Index panelColumns(Index columns) {
  return columns >= kTileColumns ? kTileColumns : ceilDivide(columns, kLanes) * kLanes;
}

// Floats that packRight writes.
Index packedRightSize(Index depth, Index columns);

// Packs right (depth x columns) into panels of kTileColumns (the last one: whole vectors, zero-padded). One of its strides
// must be 1. Half precision: see halves.h; a panel begins where it would in single precision.
void packRight(const Matrix& right, Index depth, Index columns, float* packed,
               Precision precision = Precision::single);
// Only the panels [begin, end).
void packRightPanels(const Matrix& right, Index depth, Index columns, float* packed, Index begin, Index end,
                     Precision precision = Precision::single);

// Packs left (rows x depth) tile by tile, the depth outermost; one of its strides must be 1.
void packLeft(const Matrix& left, Index rows, Index depth, float* packed, Precision precision = Precision::single);

}  // namespace TRANSNAR_ISA
}  // namespace transnar
