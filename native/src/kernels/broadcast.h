// The loop over two operands that broadcast to one shape.
#pragma once

#include "../core/kernels.h"
#include "parallel.h"

namespace transnar {
namespace TRANSNAR_ISA {

// row(begin, leftOffset, rightOffset, size) for pieces of the innermost axis.
template <class Row>
static void forEachRow(const BinaryLoop& loop, const Row& row) {
  const int inner = loop.axes - 1;
  const Index size = loop.sizes[inner];
  Index rows = 1;
  for (int axis = 0; axis < inner; axis++) rows *= loop.sizes[axis];
  if (rows == 1) {
    parallelRange(size, 32768, [&](Index begin, Index end) {
      row(begin, begin * loop.leftStrides[inner], begin * loop.rightStrides[inner], end - begin);
    });
    return;
  }
  parallelRows(rows, size, [&](Index begin, Index end) {
    Index index[kMostAxes], left = 0, right = 0, rest = begin;
    for (int axis = inner - 1; axis >= 0; axis--) {
      index[axis] = rest % loop.sizes[axis];
      rest /= loop.sizes[axis];
      left += index[axis] * loop.leftStrides[axis];
      right += index[axis] * loop.rightStrides[axis];
    }
    for (Index r = begin; r < end; r++) {
      row(r * size, left, right, size);
      for (int axis = inner - 1; axis >= 0; axis--) {
        left += loop.leftStrides[axis];
        right += loop.rightStrides[axis];
        if (++index[axis] < loop.sizes[axis]) break;
        left -= loop.sizes[axis] * loop.leftStrides[axis];
        right -= loop.sizes[axis] * loop.rightStrides[axis];
        index[axis] = 0;
      }
    }
  });
}

}  // namespace TRANSNAR_ISA
}  // namespace transnar
