// Newton-Schulz iterations: x <- (a I + b A + c A^2) x with A = x x', or the same from the right for a tall x, so that A
// is as small as it can be.
#include <cmath>

#include "../core/scratch.h"
#include "gemm.h"
#include "rows.h"
#include "training.h"

namespace transnar {
namespace TRANSNAR_ISA {
namespace {

constexpr double kEpsilon = 1e-7;

// out = in / (its Frobenius norm + epsilon)
void normalise(const float* in, Index rows, Index columns, float* out) {
  double squares = 0;
  for (Index row = 0; row < rows; row++) squares += rowDot(in + row * columns, in + row * columns, columns);
  const auto factor = static_cast<float>(1 / (std::sqrt(squares) + kEpsilon));
  const Index size = rows * columns;
  for (Index i = 0; i < size; i += kLanes) storeLanes(out + i, loadLanes(in + i, size - i) * factor, size - i);
}

Product product(Index rows, Index columns, Index depth, const Matrix& left, const Matrix& right, float* out) {
  return {rows, columns, depth, left, right, out, columns, false, Finish()};
}

}  // namespace

void orthogonalise(const Orthogonalise& task) {
  const Index rows = task.rows, columns = task.columns, size = rows * columns;
  const bool tall = rows > columns;
  const Index side = smaller(rows, columns), other = larger(rows, columns);
  float* square = scratch(Slot::first, 3 * side * side);
  float *scaled = square + side * side, *factor = scaled + side * side;
  float* spare = scratch(Slot::second, size);
  // The two take turns; the last turn is that of the result.
  float *x = task.steps % 2 == 0 ? task.out : spare, *next = task.steps % 2 == 0 ? spare : task.out;
  normalise(task.in, rows, columns, x);
  for (Index step = 0; step < task.steps; step++) {
    const Matrix plain = {x, columns, 1}, transposed = {x, 1, columns}, small = {square, side, 1};
    multiplyParallel(product(side, side, other, tall ? transposed : plain, tall ? plain : transposed, square));
    for (Index i = 0; i < side * side; i++) scaled[i] = task.second * square[i];
    Product quadratic = product(side, side, side, small, small, factor);
    quadratic.finish.scale = task.third;
    quadratic.finish.residual = scaled;
    quadratic.finish.row = side;
    multiplyParallel(quadratic);
    for (Index i = 0; i < side; i++) factor[i * side + i] += task.first;
    const Matrix turn = {factor, side, 1};
    multiplyParallel(product(rows, columns, side, tall ? plain : turn, tall ? turn : plain, next));
    float* const last = x;
    x = next;
    next = last;
  }
}

}  // namespace TRANSNAR_ISA
}  // namespace transnar
