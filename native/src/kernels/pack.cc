#include "pack.h"

#include "../core/scratch.h"
#include "halves.h"

namespace transnar {
namespace TRANSNAR_ISA {
namespace {

typedef float Four __attribute__((vector_size(16)));
typedef float UnalignedFour __attribute__((vector_size(16), aligned(4), may_alias));

TRANSNAR_INLINE Four loadFour(const float* from) { return *reinterpret_cast<const UnalignedFour*>(from); }
TRANSNAR_INLINE void storeFour(float* to, Four value) { *reinterpret_cast<UnalignedFour*>(to) = value; }

#if defined(__clang__)
#define TRANSNAR_SHUFFLE(a, b, i, j, k, l) __builtin_shufflevector(a, b, i, j, k, l)
#else
typedef std::int32_t FourIndices __attribute__((vector_size(16)));
#define TRANSNAR_SHUFFLE(a, b, i, j, k, l) __builtin_shuffle(a, b, FourIndices{i, j, k, l})
#endif

// Four lines `step` apart become columns: packed[k * width + i] = from[i * step + k].
void transposeFour(const float* from, Index step, Index depth, Index width, float* packed) {
  const float *a = from, *b = a + step, *c = b + step, *d = c + step;
  Index k = 0;
  for (; k + 4 <= depth; k += 4) {
    const Four va = loadFour(a + k), vb = loadFour(b + k), vc = loadFour(c + k), vd = loadFour(d + k);
    const Four lowAb = TRANSNAR_SHUFFLE(va, vb, 0, 4, 1, 5), highAb = TRANSNAR_SHUFFLE(va, vb, 2, 6, 3, 7);
    const Four lowCd = TRANSNAR_SHUFFLE(vc, vd, 0, 4, 1, 5), highCd = TRANSNAR_SHUFFLE(vc, vd, 2, 6, 3, 7);
    float* to = packed + k * width;
    storeFour(to, TRANSNAR_SHUFFLE(lowAb, lowCd, 0, 1, 4, 5));
    storeFour(to + width, TRANSNAR_SHUFFLE(lowAb, lowCd, 2, 3, 6, 7));
    storeFour(to + 2 * width, TRANSNAR_SHUFFLE(highAb, highCd, 0, 1, 4, 5));
    storeFour(to + 3 * width, TRANSNAR_SHUFFLE(highAb, highCd, 2, 3, 6, 7));
  }
  for (; k < depth; k++) {
    float* to = packed + k * width;
    to[0] = a[k];
    to[1] = b[k];
    to[2] = c[k];
    to[3] = d[k];
  }
}

// `lines` lines of adjacent numbers, `step` apart, become the first columns of `width`.
void transpose(const float* from, Index step, Index lines, Index depth, Index width, float* packed) {
  Index i = 0;
  for (; i + 4 <= lines; i += 4) transposeFour(from + i * step, step, depth, width, packed + i);
  for (; i < lines; i++) {
    for (Index k = 0; k < depth; k++) packed[k * width + i] = from[i * step + k];
  }
}

// A right side with columns side by side is read row by row, as it lies in memory.
void packRows(const Matrix& right, Index depth, Index columns, float* packed) {
  for (Index k = 0; k < depth; k++) {
    const float* from = right.data + k * right.row;
    for (Index j = 0; j < columns; j += kTileColumns) {
      const Index width = panelColumns(columns - j);
      float* to = packed + j * depth + k * width;
      for (Index v = 0; v < width; v += kLanes) store(to + v, loadLanes(from + j + v, columns - j - v));
    }
  }
}

// One panel of a right side whose depth lies side by side.
void packPanel(const float* from, Index step, Index depth, Index columns, float* packed) {
  const Index width = panelColumns(columns), filled = smaller(columns, width);
  transpose(from, step, filled, depth, width, packed);
  for (Index k = 0; k < depth; k++) {
    for (Index j = filled; j < width; j++) packed[k * width + j] = 0.f;
  }
}

// One tile of a left side whose rows lie side by side. A height known to the compiler makes a copy of few moves.
template <int Rows>
void copyTile(const float* from, Index step, Index depth, float* packed) {
  for (Index k = 0; k < depth; k++) std::memcpy(packed + k * Rows, from + k * step, Rows * sizeof(float));
}

void copyTile(Index rows, const float* from, Index step, Index depth, float* packed) {
  if (rows == kTileRows) return copyTile<kTileRows>(from, step, depth, packed);
  for (Index k = 0; k < depth; k++) {
    for (Index i = 0; i < rows; i++) packed[k * rows + i] = from[k * step + i];
  }
}

void packTile(const Matrix& left, Index rows, Index depth, float* packed) {
  if (left.column == 1) {
    transpose(left.data, left.row, rows, depth, rows, packed);
  } else {
    copyTile(rows, left.data, left.column, depth, packed);
  }
}

#if defined(__AVX512BF16__)
// A panel of pairs, from numbers that lie side by side along its width.
void pairRows(const float* from, Index step, Index depth, Index filled, Index width, float* packed) {
  for (Index k = 0; k < depth; k += 2) {
    const float *early = from + k * step, *late = early + step;
    for (Index i = 0; i < width; i += kLanes) {
      const Index lanes = larger(0, filled - i);
      const Vector second = k + 1 < depth ? loadLanes(late + i, lanes) : Vector{};
      storeLanes(packed + k / 2 * width + i, pairsOf(loadLanes(early + i, lanes), second), width - i);
    }
  }
}

// Lines of numbers side by side along the depth, as lines of pairs.
const float* pairLines(const float* from, Index step, Index lines, Index depth) {
  const Index half = halvedDepth(depth);
  float* pairs = scratch(Slot::pairs, lines * half);
  for (Index i = 0; i < lines; i++) pairUp(from + i * step, depth, pairs + i * half);
  return pairs;
}

void packHalvedPanel(const Matrix& right, Index depth, Index columns, float* packed) {
  const Index width = panelColumns(columns);
  if (right.column == 1) return pairRows(right.data, right.row, depth, smaller(columns, width), width, packed);
  const Index half = halvedDepth(depth);
  packPanel(pairLines(right.data, right.column, smaller(columns, width), depth), half, half, columns, packed);
}

void packHalvedTile(const Matrix& left, Index rows, Index depth, float* packed) {
  if (left.column != 1) return pairRows(left.data, left.column, depth, rows, rows, packed);
  const Index half = halvedDepth(depth);
  transpose(pairLines(left.data, left.row, rows, depth), half, rows, half, rows, packed);
}
#else
void packHalvedPanel(const Matrix& right, Index depth, Index columns, float* packed) {
  const Index width = panelColumns(columns);
  if (right.column == 1) {
    packRows(right, depth, smaller(columns, width), packed);
  } else {
    packPanel(right.data, right.column, depth, columns, packed);
  }
  halve(packed, depth, width);
}

void packHalvedTile(const Matrix& left, Index rows, Index depth, float* packed) {
  packTile(left, rows, depth, packed);
  halve(packed, depth, rows);
}
#endif

}  // namespace

Index packedRightSize(Index depth, Index columns) { return depth * ceilDivide(columns, kLanes) * kLanes; }

void packRightPanels(const Matrix& right, Index depth, Index columns, float* packed, Index begin, Index end,
                     Precision precision) {
  const Index first = begin * kTileColumns, last = smaller(columns, end * kTileColumns);
  const auto from = [&](Index j) { return right.data + j * right.column; };
  if (precision == Precision::half) {
    for (Index j = first; j < last; j += kTileColumns) {
      packHalvedPanel({from(j), right.row, right.column}, depth, last - j, packed + j * depth);
    }
  } else if (right.column == 1) {
    packRows({from(first), right.row, 1}, depth, last - first, packed + first * depth);
  } else {
    for (Index j = first; j < last; j += kTileColumns) {
      packPanel(from(j), right.column, depth, last - j, packed + j * depth);
    }
  }
}

void packRight(const Matrix& right, Index depth, Index columns, float* packed, Precision precision) {
  packRightPanels(right, depth, columns, packed, 0, ceilDivide(columns, kTileColumns), precision);
}

void packLeft(const Matrix& left, Index rows, Index depth, float* packed, Precision precision) {
  for (Index i = 0; i < rows;) {
    const Index height = tileRows(rows - i);
    const Matrix tile = {left.data + i * left.row, left.row, left.column};
    float* to = packed + i * depth;
    if (precision == Precision::half) {
      packHalvedTile(tile, height, depth, to);
    } else {
      packTile(tile, height, depth, to);
    }
    i += height;
  }
}

}  // namespace TRANSNAR_ISA
}  // namespace transnar
