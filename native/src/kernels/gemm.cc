// How a product is shared out among the threads.
#include "gemm.h"

#include "../core/scratch.h"
#include "parallel.h"

namespace transnar {
namespace TRANSNAR_ISA {
namespace {

constexpr Index kColumnBlock = 1024;
constexpr Index kSmallWork = 1 << 15;     // multiply-adds not worth a second thread
constexpr Index kTaskWork = 1 << 21;      // multiply-adds of one task
constexpr Index kSplitOutputs = 1 << 14;  // an output so small is summed in parts along the depth
constexpr Index kSplitDepth = 1024;
constexpr Index kMostSplits = 16;
constexpr Index kThinRows = 128;
constexpr Index kThinDeepRows = 48;
constexpr Index kThinRight = 1 << 17;  // numbers of a right side that fit the second cache

struct Grid {
  Index rows, columns;  // of one task
};

// Blocks of whole tiles, about kTaskWork each, but at least a few tasks in all where there is enough to do.
Grid gridOf(const Product& product) {
  const Index rowTiles = ceilDivide(product.rows, kTileRows);
  const Index work = product.rows * product.columns * product.depth;
  const Index tasks = smaller(larger(8, work / kTaskWork), ceilDivide(work, kSmallWork));
  const Index rowTasks = smaller(rowTiles, tasks);
  const Index columnTasks = smaller(ceilDivide(product.columns, 4 * kTileColumns), ceilDivide(tasks, rowTasks));
  return {ceilDivide(rowTiles, rowTasks) * kTileRows,
          ceilDivide(ceilDivide(product.columns, columnTasks), kTileColumns) * kTileColumns};
}

Product part(const Product& product, Index row, Index column, const Grid& grid) {
  Product block = product;
  block.rows = smaller(grid.rows, product.rows - row);
  block.columns = smaller(grid.columns, product.columns - column);
  block.left.data += row * product.left.row;
  block.out += row * product.outRow + column;
  block.finish = product.finish.at(row, column);
  return block;
}

// One block of the depth and of the columns, which share a packed right side.
void multiplyShared(const Product& product, bool last) {
  float* packed = scratch(Slot::sharedRight, packedRightSize(product.depth, product.columns));
  const Index panels = ceilDivide(product.columns, kTileColumns);
  const Index panelsPerTask = larger(1, 65536 / (product.depth * kTileColumns));
  parallelTasks(ceilDivide(panels, panelsPerTask), [&](Index task) {
    packRightPanels(product.right, product.depth, product.columns, packed, task * panelsPerTask,
                    smaller(panels, (task + 1) * panelsPerTask), product.precision);
  });
  const Grid grid = gridOf(product);
  const Index columnTasks = ceilDivide(product.columns, grid.columns);
  parallelTasks(ceilDivide(product.rows, grid.rows) * columnTasks, [&](Index task) {
    const Index row = task / columnTasks * grid.rows, column = task % columnTasks * grid.columns;
    multiplyPacked(part(product, row, column, grid), packed + column * product.depth, product.depth, last);
  });
}

void multiplyBlocks(const Product& product) {
  for (Index j = 0; j < product.columns; j += kColumnBlock) {
    for (Index k = 0; k < product.depth; k += kDepthBlock) {
      Product block = part(product, 0, j, {product.rows, kColumnBlock});
      block.depth = smaller(kDepthBlock, product.depth - k);
      block.left.data += k * product.left.column;
      block.right.data += k * product.right.row + j * product.right.column;
      block.accumulate = k > 0;
      multiplyShared(block, k + block.depth == product.depth);
    }
  }
}

// A long sum for a small output, such as a weight's gradient: parts of the depth in parallel, added up in order.
void multiplySplit(const Product& product) {
  const Index splits = smaller(kMostSplits, ceilDivide(product.depth, kSplitDepth / 2));
  const Index size = product.rows * product.columns;
  float* sums = scratch(Slot::sharedPartial, splits * size);
  parallelTasks(splits, [&](Index split) {
    const Index begin = product.depth * split / splits, end = product.depth * (split + 1) / splits;
    Product piece = product;
    piece.depth = end - begin;
    piece.left.data += begin * product.left.column;
    piece.right.data += begin * product.right.row;
    piece.out = sums + split * size;
    piece.outRow = product.columns;
    piece.finish = Finish();
    piece.finish.scale = product.finish.scale;
    multiply(piece);
  });
  for (Index split = 1; split < splits; split++) {
    const float* from = sums + split * size;
    for (Index i = 0; i < size; i++) sums[i] += from[i];
  }
  for (Index row = 0; row < product.rows; row++) {
    const float* from = sums + row * product.columns;
    for (Index j = 0; j < product.columns; j++) product.out[row * product.outRow + j] = from[j];
  }
  finishRows(product);
}

// Rows so few that the right side is read once, or a few times, in place: packing it would cost as much as using it.
bool isThin(const Product& product) {
  if (product.rows <= 2 * kTileRows) return true;
  // A vector that straddles two cache lines costs two reads.
  const bool aligned = reinterpret_cast<std::uintptr_t>(product.right.data) % (kLanes * sizeof(float)) == 0;
  // A deep one does not stay in the second cache from one tile of rows to the next.
  const bool deep = product.depth > kDepthBlock && product.depth * product.right.row > kThinRight;
  return product.rows <= (deep ? kThinDeepRows : kThinRows) && aligned && product.right.row % kCompeting != 0 &&
         readsInPlace(product);
}

// Few rows, as in decoding or in the gradient of a small weight.
void multiplyThin(const Product& product) {
  const Index work = product.depth * kTileColumns * ceilDivide(product.rows, 2 * kTileRows);
  const Index width = larger(1, kSmallWork / larger(1, work)) * kTileColumns;
  parallelTasks(ceilDivide(product.columns, width), [&](Index task) {
    const Index column = task * width;
    Product block = part(product, 0, column, {product.rows, width});
    block.right.data += column * product.right.column;
    if (readsInPlace(block)) {
      multiplyDirect(block);
    } else {
      multiply(block);
    }
  });
}

void multiplyEmpty(const Product& product) {
  for (Index row = 0; row < product.rows; row++) {
    for (Index j = 0; j < product.columns; j++) product.out[row * product.outRow + j] = 0.f;
  }
  finishRows(product);
}

Product productOf(const Gemm& task, Index batch) {
  const Index size = task.rows * task.columns;
  Product product = {task.rows,    task.columns, task.depth, task.left, task.right, task.out + batch * size,
                     task.columns, false,        Finish()};
  product.left.data += batch * task.leftBatch;
  product.right.data += batch * task.rightBatch;
  Finish& finish = product.finish;
  finish.scale = task.scale;
  finish.bias = task.bias;
  finish.activation = task.activation;
  finish.kept = task.kept;
  finish.slope = task.slope;
  finish.slopeFrom = task.slopeFrom;
  finish.residual = task.residual;
  finish.row = task.columns;
  finish = finish.at(batch * task.rows, 0);
  product.precision = task.precision;
  return product;
}

}  // namespace

void multiplyParallel(const Product& product) {
  const Index outputs = product.rows * product.columns;
  if (product.depth == 0) return multiplyEmpty(product);
  if (outputs <= kSplitOutputs && product.depth >= kSplitDepth) return multiplySplit(product);
  if (isThin(product)) return multiplyThin(product);
  if (outputs * product.depth <= kSmallWork) return multiply(product);
  multiplyBlocks(product);
}

void gemm(const Gemm& task) {
  const Index work = task.rows * task.columns * task.depth;
  if (task.batches == 1 || work > 4 * kTaskWork || task.depth == 0) {
    for (Index batch = 0; batch < task.batches; batch++) multiplyParallel(productOf(task, batch));
    return;
  }
  const Index perTask = larger(1, kSmallWork / larger(1, work));
  parallelTasks(ceilDivide(task.batches, perTask), [&](Index index) {
    const Index end = smaller(task.batches, (index + 1) * perTask);
    for (Index batch = index * perTask; batch < end; batch++) multiply(productOf(task, batch));
  });
}

}  // namespace TRANSNAR_ISA
}  // namespace transnar
