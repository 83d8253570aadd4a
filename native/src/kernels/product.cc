#include "product.h"

#include "../core/scratch.h"
#include "activation.h"
#include "halves.h"

namespace transnar {
namespace TRANSNAR_ISA {
namespace {

// A left side with fewer columns to its right than this is read in place, more often repays packing.
constexpr Index kPackLeftFrom = 4 * kTileColumns;
// One with a depth below this, as a head of attention has, is read as it lies where a tile has few rows.
constexpr Index kPackDepthFrom = TRANSNAR_LANES == 8 ? 64 : 0;
constexpr Index kLeftRows = 8 * kTileRows;

// How the register tile reads the left side: packed tile by tile, perhaps in pairs of bfloat16, with rows side by side, or
// with depth side by side.
enum class Access { packed, packedPairs, rowsAdjacent, depthAdjacent };

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
  Finish finish;
  bool last;
};

template <int Rows, int Vectors>
struct Tile {
  Vector sums[Rows][Vectors];
};

// Every decision is taken once for all sums: what follows it is straight code.
template <int Rows, int Vectors, class Function>
TRANSNAR_INLINE void each(Tile<Rows, Vectors>& tile, const Function& function) {
  TRANSNAR_UNROLL
  for (int i = 0; i < Rows; i++) {
    TRANSNAR_UNROLL
    for (int v = 0; v < Vectors; v++) function(tile.sums[i][v], i, v);
  }
}

// What needs more registers than the sums leave is done where they were stored, while they are still close.
TRANSNAR_INLINE bool finishesInRegisters(const Finish& finish) {
  return finish.activation != Activation::gelu && finish.slope == Activation::none && !finish.kept;
}

template <int Rows, int Vectors, bool whole>
TRANSNAR_INLINE void finishTile(Tile<Rows, Vectors>& tile, const Target& target) {
  const auto lanes = [&](int v) { return whole || v < Vectors - 1 ? Index{kLanes} : target.lastLanes; };
  const auto at = [&](const float* from, int v) { return loadLanes(from + v * kLanes, lanes(v)); };
  const Finish& finish = target.finish;
  if (finish.scale != 1.f) each(tile, [&](Vector& sum, int, int) { sum *= finish.scale; });
  if (target.accumulate) each(tile, [&](Vector& sum, int i, int v) { sum += at(target.out + i * target.outRow, v); });
  if (target.last && finishesInRegisters(finish)) {
    if (finish.bias) each(tile, [&](Vector& sum, int, int v) { sum += at(finish.bias, v); });
    if (finish.activation != Activation::none) each(tile, [](Vector& sum, int, int) { sum = rectified(sum); });
    if (finish.activation == Activation::squaredRelu) each(tile, [](Vector& sum, int, int) { sum *= sum; });
    if (finish.residual) {
      each(tile, [&](Vector& sum, int i, int v) { sum += at(finish.residual + i * finish.row, v); });
    }
  }
  each(tile, [&](Vector& sum, int i, int v) { storeLanes(target.out + i * target.outRow + v * kLanes, sum, lanes(v)); });
}

template <int Rows, int Vectors, Access access>
__attribute__((noinline)) void multiplyTile(Index depth, Left left, Right right, const Target& target) {
  const float *a = left.data, *from = right.data;
  const Index row = access == Access::depthAdjacent ? left.row : 1;
  constexpr bool packed = access == Access::packed || access == Access::packedPairs;
  const Index step = packed ? Rows : access == Access::rowsAdjacent ? left.depth : 1;
  Tile<Rows, Vectors> tile = {};
  // The sums go to memory after the loop: where there are many, it is fetched meanwhile.
  if (packed) {
    TRANSNAR_UNROLL
    for (int i = 0; i < Rows; i++) {
      TRANSNAR_UNROLL
      for (int v = 0; v < Vectors; v++) __builtin_prefetch(target.out + i * target.outRow + v * kLanes, 1);
    }
  }
  for (Index k = 0; k < depth; k++) {
    Vector b[Vectors];
    TRANSNAR_UNROLL
    for (int v = 0; v < Vectors; v++) b[v] = load(from + v * kLanes);
    TRANSNAR_UNROLL
    for (int i = 0; i < Rows; i++) {
      const Vector value = repeated(a[i * row]);
      TRANSNAR_UNROLL
      for (int v = 0; v < Vectors; v++) {
        Vector& sum = tile.sums[i][v];
        sum = access == Access::packedPairs ? addPairs(sum, value, b[v]) : sum + value * b[v];
      }
    }
    a += step;
    from += right.step;
  }
  if (target.lastLanes == kLanes) {
    finishTile<Rows, Vectors, true>(tile, target);
  } else {
    finishTile<Rows, Vectors, false>(tile, target);
  }
}

template <int Rows, int Vectors>
TRANSNAR_INLINE void multiplyTileBy(Access access, Index depth, Left left, Right right, const Target& target) {
  switch (access) {
    case Access::packed:
      return multiplyTile<Rows, Vectors, Access::packed>(depth, left, right, target);
    case Access::packedPairs:
      return multiplyTile<Rows, Vectors, kMultipliesPairs ? Access::packedPairs : Access::packed>(depth, left, right,
                                                                                                  target);
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

bool repaysPacking(const Product& product) {
  const Matrix& left = product.left;
  if (product.precision == Precision::half) return true;
  const bool compete = left.column == 1 && left.row % kCompeting == 0;
  if (left.column == 1 && !compete && product.depth < kPackDepthFrom) return false;
  return product.columns >= kPackLeftFrom || (compete && product.columns > kTileColumns);
}

Access accessPacked(Precision precision) {
  return precision == Precision::half && kMultipliesPairs ? Access::packedPairs : Access::packed;
}

Access accessInPlace(const Matrix& left) { return left.column == 1 ? Access::depthAdjacent : Access::rowsAdjacent; }

// All tiles of one panel, over the rows of the product.
void multiplyPanel(const Product& product, Access access, const float* packedLeft, Right panel, Index column,
                   bool last) {
  const Index depth = product.precision == Precision::half ? halvedDepth(product.depth) : product.depth;
  const Index columns = smaller(kTileColumns, product.columns - column);
  const Index vectors = ceilDivide(columns, kLanes);
  for (Index i = 0; i < product.rows;) {
    const Index height = tileRows(product.rows - i);
    const Left left = packedLeft
                          ? Left{packedLeft + i * product.depth, 1, height}
                          : Left{product.left.data + i * product.left.row, product.left.row, product.left.column};
    const Target target = {product.out + i * product.outRow + column,
                           product.outRow,
                           columns - (vectors - 1) * kLanes,
                           product.accumulate,
                           product.finish.at(i, column),
                           last};
    if (vectors == kTileVectors) {
      multiplyRows<kTileVectors>(height, access, depth, left, panel, target);
    } else {
      multiplyRows<1>(height, access, depth, left, panel, target);
    }
    i += height;
  }
}

// What the registers had no room for, row by row, since what lies beside the output is best read so.
void finishRest(const Product& product, bool last) {
  if (last && !finishesInRegisters(product.finish)) finishRows(product);
}

// Rows of a product that fit the packed left side.
void multiplyRowBlock(const Product& product, const float* packedRight, Index packedDepth, bool last) {
  Access access = accessInPlace(product.left);
  float* packedLeft = nullptr;
  if (repaysPacking(product)) {
    access = accessPacked(product.precision);
    packedLeft = scratch(Slot::left, product.rows * product.depth);
    packLeft(product.left, product.rows, product.depth, packedLeft, product.precision);
  }
  for (Index j = 0; j < product.columns; j += kTileColumns) {
    const Right panel = {packedRight + j * packedDepth, panelColumns(product.columns - j)};
    multiplyPanel(product, access, packedLeft, panel, j, last);
  }
  finishRest(product, last);
}

// The block of the depth that begins at k.
Product depthBlock(const Product& product, Index k) {
  Product block = product;
  block.depth = smaller(kDepthBlock, product.depth - k);
  block.left.data += k * product.left.column;
  block.right.data += k * product.right.row;
  block.accumulate = product.accumulate || k > 0;
  return block;
}

}  // namespace

void multiplyPacked(const Product& product, const float* packedRight, Index packedDepth, bool last) {
  for (Index i = 0; i < product.rows; i += kLeftRows) {
    Product block = product;
    block.rows = smaller(kLeftRows, product.rows - i);
    block.left.data += i * product.left.row;
    block.out += i * product.outRow;
    block.finish = product.finish.at(i, 0);
    multiplyRowBlock(block, packedRight, packedDepth, last);
  }
}

void finishRows(const Product& product) {
  const Finish& finish = product.finish;
  forActivation(finish.activation, [&](auto activation) {
    forActivation(finish.slope, [&](auto slope) {
      for (Index i = 0; i < product.rows; i++) {
        const Finish own = finish.at(i, 0);
        float* row = product.out + i * product.outRow;
        for (Index j = 0; j < product.columns; j += kLanes) {
          const Index lanes = product.columns - j;
          Vector value = loadLanes(row + j, lanes);
          if (own.bias) value += loadLanes(own.bias + j, lanes);
          if (own.kept) {
            const ValueAndSlope both = geluAndSlope(value);
            storeLanes(own.kept + j, both.slope, lanes);
            value = both.value;
          } else {
            value = activated(decltype(activation)::value, value);
          }
          if (own.slopeFrom) value = timesSlope(decltype(slope)::value, value, loadLanes(own.slopeFrom + j, lanes));
          if (own.residual) value += loadLanes(own.residual + j, lanes);
          storeLanes(row + j, value, lanes);
        }
      }
    });
  });
}

bool readsInPlace(const Product& product) {
  return product.precision == Precision::single && product.right.column == 1 && product.columns % kLanes == 0 &&
         (product.left.column == 1 || product.left.row == 1);
}

void multiplyDirect(const Product& product) {
  for (Index k = 0; k < product.depth; k += kDepthBlock) {
    const Product block = depthBlock(product, k);
    const bool last = k + block.depth == product.depth;
    for (Index j = 0; j < product.columns; j += kTileColumns) {
      multiplyPanel(block, accessInPlace(block.left), nullptr, {block.right.data + j, block.right.row}, j, last);
    }
    finishRest(block, last);
  }
}

void multiply(const Product& product) {
  for (Index k = 0; k < product.depth; k += kDepthBlock) {
    const Product block = depthBlock(product, k);
    float* packed = scratch(Slot::right, packedRightSize(block.depth, block.columns));
    packRight(block.right, block.depth, block.columns, packed, block.precision);
    multiplyPacked(block, packed, block.depth, k + block.depth == product.depth);
  }
}

}  // namespace TRANSNAR_ISA
}  // namespace transnar
