#include "product.h"

#include "../core/scratch.h"

namespace transnar {
namespace TRANSNAR_ISA {
namespace {

// Depth of a block: a panel of the packed right side stays in the caches nearest to the core.
constexpr Index kDepthBlock = 384;
// A left side with fewer tile columns to its right than this is read in place, more often repays packing.
constexpr Index kPackLeftFrom = 8 * kTileColumns;
constexpr Index kLeftRows = 8 * kTileRows;

// How the register tile reads the left side: packed tile by tile, with rows side by side, or with depth side by side.
enum class Access { packed, rowsAdjacent, depthAdjacent };

// A panel of the right side: whole vectors, `step` apart along the depth.
struct Right {
  const float* data;
  Index step;
};

struct Left {
  const float* data;
  Index row, depth;
};

// Where a tile of sums goes.
struct Target {
  float* out;
  Index outRow;
  Index lastLanes;  // columns in the last vector
  bool accumulate;
  const Finish* finish;
  bool last;
  const float* bias;
  const float* residual;
};

TRANSNAR_INLINE Vector activated(Vector value, Activation activation) {
  if (activation == Activation::none) return value;
  const Vector positive = rectified(value);
  return activation == Activation::relu ? positive : positive * positive;
}

template <int Rows, int Vectors>
TRANSNAR_INLINE void finishTile(const Vector (&sums)[Rows][Vectors], const Target& target) {
  TRANSNAR_UNROLL
  for (int i = 0; i < Rows; i++) {
    TRANSNAR_UNROLL
    for (int v = 0; v < Vectors; v++) {
      const Index lanes = v == Vectors - 1 ? target.lastLanes : kLanes;
      float* out = target.out + i * target.outRow + v * kLanes;
      Vector value = sums[i][v] * target.finish->scale;
      if (target.accumulate) value += loadLanes(out, lanes);
      if (target.last) {
        if (target.bias) value += loadLanes(target.bias + v * kLanes, lanes);
        value = activated(value, target.finish->activation);
        if (target.residual) {
          value += loadLanes(target.residual + i * target.finish->residualRow + v * kLanes, lanes);
        }
      }
      storeLanes(out, value, lanes);
    }
  }
}

template <int Rows, int Vectors, Access access>
__attribute__((noinline)) void multiplyTile(Index depth, Left left, Right right, const Target& target) {
  const float *a = left.data, *from = right.data;
  const Index row = access == Access::depthAdjacent ? left.row : 1;
  const Index step = access == Access::packed ? Rows : access == Access::rowsAdjacent ? left.depth : 1;
  Vector sums[Rows][Vectors] = {};
  for (Index k = 0; k < depth; k++) {
    Vector b[Vectors];
    TRANSNAR_UNROLL
    for (int v = 0; v < Vectors; v++) b[v] = load(from + v * kLanes);
    TRANSNAR_UNROLL
    for (int i = 0; i < Rows; i++) {
      const Vector value = broadcast(a[i * row]);
      TRANSNAR_UNROLL
      for (int v = 0; v < Vectors; v++) sums[i][v] += value * b[v];
    }
    a += step;
    from += right.step;
  }
  finishTile<Rows, Vectors>(sums, target);
}

template <int Rows, int Vectors>
TRANSNAR_INLINE void multiplyTileBy(Access access, Index depth, Left left, Right right, const Target& target) {
  switch (access) {
    case Access::packed:
      return multiplyTile<Rows, Vectors, Access::packed>(depth, left, right, target);
    case Access::rowsAdjacent:
      return multiplyTile<Rows, Vectors, Access::rowsAdjacent>(depth, left, right, target);
    case Access::depthAdjacent:
      return multiplyTile<Rows, Vectors, Access::depthAdjacent>(depth, left, right, target);
  }
}

template <int Vectors>
void multiplyRows(Index rows, Access access, Index depth, Left left, Right right, const Target& target) {
  switch (rows) {
    case kTileRows:
      return multiplyTileBy<kTileRows, Vectors>(access, depth, left, right, target);
#if TRANSNAR_LANES == 16
    case 8:
      return multiplyTileBy<8, Vectors>(access, depth, left, right, target);
#endif
#if TRANSNAR_LANES == 16 || TRANSNAR_LANES == 8 || defined(__aarch64__)
    case 4:
      return multiplyTileBy<4, Vectors>(access, depth, left, right, target);
#endif
    case 2:
      return multiplyTileBy<2, Vectors>(access, depth, left, right, target);
    default:
      return multiplyTileBy<1, Vectors>(access, depth, left, right, target);
  }
}

// Rows of the next tile when `rows` are left: a height that multiplyRows knows.
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

void packPanel(const Matrix& right, Index depth, Index columns, Index width, float* packed) {
  if (right.column == 1) {
    for (Index k = 0; k < depth; k++) {
      const float* from = right.data + k * right.row;
      float* to = packed + k * width;
      for (Index v = 0; v < width; v += kLanes) store(to + v, loadLanes(from + v, columns - v));
    }
    return;
  }
  for (Index j = 0; j < width; j++) {
    const float* from = right.data + j * right.column;
    for (Index k = 0; k < depth; k++) packed[k * width + j] = j < columns ? from[k * right.row] : 0.f;
  }
}

void packLeftTile(const float* data, const Matrix& left, Index rows, Index depth, float* packed) {
  if (left.row == 1) {
    for (Index k = 0; k < depth; k++) {
      for (Index i = 0; i < rows; i++) packed[k * rows + i] = data[k * left.column + i];
    }
    return;
  }
  for (Index i = 0; i < rows; i++) {
    const float* from = data + i * left.row;
    for (Index k = 0; k < depth; k++) packed[k * rows + i] = from[k * left.column];
  }
}

void packLeft(const Matrix& left, Index rows, Index depth, float* packed) {
  for (Index i = 0; i < rows;) {
    const Index height = tileRows(rows - i);
    packLeftTile(left.data + i * left.row, left, height, depth, packed + i * depth);
    i += height;
  }
}

Access accessOf(const Product& product) {
  const Matrix& left = product.left;
  const bool few = product.columns < kPackLeftFrom;
  if (left.column == 1 && few) return Access::depthAdjacent;
  if (left.row == 1 && few) return Access::rowsAdjacent;
  return Access::packed;
}

// All tiles of one panel, over the rows of the product.
void multiplyPanel(const Product& product, Access access, const float* packedLeft, Right panel, Index column,
                   bool last) {
  const Finish& finish = product.finish;
  const Index columns = smaller(kTileColumns, product.columns - column);
  const Index vectors = ceilDivide(columns, kLanes);
  for (Index i = 0; i < product.rows;) {
    const Index height = tileRows(product.rows - i);
    const Left left = access == Access::packed
                          ? Left{packedLeft + i * product.depth, 1, height}
                          : Left{product.left.data + i * product.left.row, product.left.row, product.left.column};
    const Target target = {product.out + i * product.outRow + column,
                           product.outRow,
                           columns - (vectors - 1) * kLanes,
                           product.accumulate,
                           &finish,
                           last,
                           finish.bias ? finish.bias + column : nullptr,
                           finish.residual ? finish.residual + i * finish.residualRow + column : nullptr};
    if (vectors == kTileVectors) {
      multiplyRows<kTileVectors>(height, access, product.depth, left, panel, target);
    } else {
      multiplyRows<1>(height, access, product.depth, left, panel, target);
    }
    i += height;
  }
}

// Rows of a product that fit the packed left side.
void multiplyRowBlock(const Product& product, const float* packedRight, Index packedDepth, bool last) {
  const Access access = accessOf(product);
  float* packedLeft = nullptr;
  if (access == Access::packed) {
    packedLeft = scratch(Slot::left, product.rows * product.depth);
    packLeft(product.left, product.rows, product.depth, packedLeft);
  }
  for (Index j = 0; j < product.columns; j += kTileColumns) {
    const Right panel = {packedRight + j * packedDepth, panelColumns(product.columns - j)};
    multiplyPanel(product, access, packedLeft, panel, j, last);
  }
}

}  // namespace

Index packedRightSize(Index depth, Index columns) { return depth * ceilDivide(columns, kLanes) * kLanes; }

void packRightPanels(const Matrix& right, Index depth, Index columns, float* packed, Index begin, Index end) {
  for (Index panel = begin; panel < end; panel++) {
    const Index j = panel * kTileColumns;
    const Matrix part = {right.data + j * right.column, right.row, right.column};
    packPanel(part, depth, smaller(kTileColumns, columns - j), panelColumns(columns - j), packed + j * depth);
  }
}

void packRight(const Matrix& right, Index depth, Index columns, float* packed) {
  packRightPanels(right, depth, columns, packed, 0, ceilDivide(columns, kTileColumns));
}

void multiplyPacked(const Product& product, const float* packedRight, Index packedDepth, bool last) {
  for (Index i = 0; i < product.rows; i += kLeftRows) {
    Product block = product;
    block.rows = smaller(kLeftRows, product.rows - i);
    block.left.data += i * product.left.row;
    block.out += i * product.outRow;
    if (product.finish.residual) block.finish.residual += i * product.finish.residualRow;
    multiplyRowBlock(block, packedRight, packedDepth, last);
  }
}

void multiplyDirect(const Product& product) {
  const Access access = product.left.column == 1 ? Access::depthAdjacent : Access::rowsAdjacent;
  for (Index j = 0; j < product.columns; j += kTileColumns) {
    multiplyPanel(product, access, nullptr, {product.right.data + j, product.right.row}, j, true);
  }
}

void multiply(const Product& product) {
  for (Index k = 0; k < product.depth; k += kDepthBlock) {
    Product block = product;
    block.depth = smaller(kDepthBlock, product.depth - k);
    block.left.data += k * product.left.column;
    block.right.data += k * product.right.row;
    block.accumulate = product.accumulate || k > 0;
    float* packed = scratch(Slot::right, packedRightSize(block.depth, block.columns));
    packRight(block.right, block.depth, block.columns, packed);
    multiplyPacked(block, packed, block.depth, k + block.depth == product.depth);
  }
}

}  // namespace TRANSNAR_ISA
}  // namespace transnar
