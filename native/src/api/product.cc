#include "../core/kernels.h"
#include "exports.h"

namespace transnar {
namespace {

constexpr Index kMostSteps = 1000;

Activation readActivation(Arguments& in) {
  return static_cast<Activation>(in.choice(static_cast<int>(Activation::count)));
}

// batches, rows, columns, depth, left, leftTransposed, leftRepeated, right, rightTransposed, rightRepeated, scale,
// precision, bias | null, activation, kept | null, slope, slopeFrom | null, residual | null, out
void gemm(Arguments& in) {
  Gemm task;
  task.batches = in.size();
  task.rows = in.size();
  task.columns = in.size();
  task.depth = in.size();
  const Index leftSize = productOf({task.rows, task.depth}), rightSize = productOf({task.depth, task.columns});
  const Index outSize = productOf({task.batches, task.rows, task.columns});
  const auto side = [&](Index size, Index rows, Index columns, Index* batch) {
    // The flags follow the array, whose length depends on them: find out by reading both lengths as possible.
    const Arguments::Elements array = in.elements();
    const bool transposed = in.flag(), repeated = in.flag();
    if (array.bytes != 4) in.fail("expected a Float32Array.");
    if (array.length != (repeated ? size : productOf({task.batches, size}))) in.fail("wrong length of an operand.");
    *batch = repeated ? 0 : size;
    return Matrix{static_cast<const float*>(array.data), transposed ? 1 : columns, transposed ? rows : 1};
  };
  task.left = side(leftSize, task.rows, task.depth, &task.leftBatch);
  task.right = side(rightSize, task.depth, task.columns, &task.rightBatch);
  task.scale = static_cast<float>(in.number());
  task.precision = static_cast<Precision>(in.choice(static_cast<int>(Precision::count)));
  task.bias = in.optionalFloats(task.columns);
  task.activation = readActivation(in);
  task.kept = in.optionalFloatsOut(outSize);
  if (task.kept && task.activation != Activation::gelu) in.fail("only the slope of gelu is kept.");
  task.slope = readActivation(in);
  task.slopeFrom = in.optionalFloats(outSize);
  if ((task.slope == Activation::none) != (task.slopeFrom == nullptr)) in.fail("a slope needs what was kept for it.");
  task.residual = in.optionalFloats(outSize);
  task.out = in.floatsOut(outSize);
  in.end();
  if (outSize > 0) kernels().gemm(task);
}

// rows, columns, steps, three coefficients, in, out
void orthogonalise(Arguments& in) {
  Orthogonalise task;
  task.rows = in.size();
  task.columns = in.size();
  task.steps = in.size();
  if (task.steps > kMostSteps) in.fail("expected fewer steps.");
  task.first = static_cast<float>(in.number());
  task.second = static_cast<float>(in.number());
  task.third = static_cast<float>(in.number());
  const Index size = productOf({task.rows, task.columns}), side = smaller(task.rows, task.columns);
  productOf({3, side, side});
  task.in = in.floats(size);
  task.out = in.floatsOut(size);
  in.end();
  if (size > 0) kernels().orthogonalise(task);
}

}  // namespace

const Export productExports[] = {{"gemm", gemm}, {"orthogonalise", orthogonalise}, {nullptr, nullptr}};

}  // namespace transnar
