#include "../core/kernels.h"
#include "../core/portable.h"
#include "exports.h"

namespace transnar {
namespace {

// sizes, leftStrides, rightStrides: lists of one length, at least 1.
BinaryLoop readLoop(Arguments& in) {
  BinaryLoop loop;
  loop.axes = in.list(loop.sizes, kMostAxes);
  if (loop.axes < 1) in.fail("expected at least one axis.");
  if (in.list(loop.leftStrides, kMostAxes) != loop.axes) in.fail("expected as many strides as sizes.");
  if (in.list(loop.rightStrides, kMostAxes) != loop.axes) in.fail("expected as many strides as sizes.");
  return loop;
}

Index loopSize(const Arguments& in, const BinaryLoop& loop) {
  Index size = 1;
  for (int axis = 0; axis < loop.axes; axis++) {
    if (loop.sizes[axis] < 0) in.fail("expected sizes of at least 0.");
    size = productOf({size, loop.sizes[axis]});
  }
  return size;
}

// One more than the last element that the strides reach; the innermost stride must be 0 or 1.
Index reach(const Arguments& in, const BinaryLoop& loop, const Index* strides) {
  Index last = 0;
  for (int axis = 0; axis < loop.axes; axis++) {
    if (strides[axis] < 0) in.fail("expected strides of at least 0.");
    last += productOf({strides[axis], loop.sizes[axis] - 1});
  }
  if (strides[loop.axes - 1] > 1) in.fail("expected an innermost stride of 0 or 1.");
  return last + 1;
}

// A loop with its operands, whose lengths must be just what the strides reach.
struct Operands {
  BinaryLoop loop;
  Index size, left, right;

  explicit Operands(Arguments& in) : loop(readLoop(in)), size(loopSize(in, loop)), left(0), right(0) {
    if (size == 0) in.fail("expected sizes above 0.");
    left = reach(in, loop, loop.leftStrides);
    right = reach(in, loop, loop.rightStrides);
  }
};

// op, sizes, leftStrides, rightStrides, left, right, out
void binary(Arguments& in) {
  const auto op = static_cast<Binary>(in.choice(static_cast<int>(Binary::count)));
  const Operands operands(in);
  const float *left = in.floats(operands.left), *right = in.floats(operands.right);
  float* out = in.floatsOut(operands.size);
  in.end();
  kernels().binary(op, operands.loop, left, right, out);
}

// op, sizes, leftStrides, rightStrides, left, right, out (bytes)
void compareFloats(Arguments& in) {
  const auto op = static_cast<Comparison>(in.choice(static_cast<int>(Comparison::count)));
  const Operands operands(in);
  const float *left = in.floats(operands.left), *right = in.floats(operands.right);
  std::uint8_t* out = in.bytesOut(operands.size);
  in.end();
  compare(op, operands.loop, left, right, out);
}

void compareInts(Arguments& in) {
  const auto op = static_cast<Comparison>(in.choice(static_cast<int>(Comparison::count)));
  const Operands operands(in);
  const std::int32_t *left = in.integers(operands.left), *right = in.integers(operands.right);
  std::uint8_t* out = in.bytesOut(operands.size);
  in.end();
  compareIntegers(op, operands.loop, left, right, out);
}

// op, alpha, size, in, out
void unary(Arguments& in) {
  const auto op = static_cast<Unary>(in.choice(static_cast<int>(Unary::count)));
  const auto alpha = static_cast<float>(in.number());
  const Index size = in.size();
  const float* from = in.floats(size);
  float* to = in.floatsOut(size);
  in.end();
  kernels().unary(op, size, from, to, alpha);
}

// activation, size, gradient, kept, out
void activationGradient(Arguments& in) {
  const auto op = static_cast<Activation>(in.choice(static_cast<int>(Activation::count)));
  const Index size = in.size();
  const float *gradient = in.floats(size), *kept = in.floats(size);
  float* out = in.floatsOut(size);
  in.end();
  kernels().activationGradient(op, size, gradient, kept, out);
}

// size, condition, yes, no, out
void select(Arguments& in) {
  const Index size = in.size();
  const std::uint8_t* condition = in.bytes(size);
  const float *yes = in.floats(size), *no = in.floats(size);
  float* out = in.floatsOut(size);
  in.end();
  kernels().select(condition, yes, no, out, size);
}

// size, parameter, first, second, gradient, rate, beta1, beta2, epsilon, secondScale
void adam(Arguments& in) {
  Adam task;
  task.size = in.size();
  task.parameter = in.floatsOut(task.size);
  task.first = in.floatsOut(task.size);
  task.second = in.floatsOut(task.size);
  task.gradient = in.floats(task.size);
  task.rate = static_cast<float>(in.number());
  const double beta1 = in.number(), beta2 = in.number();
  task.beta1 = static_cast<float>(beta1);
  task.beta2 = static_cast<float>(beta2);
  task.firstShare = static_cast<float>(1 - beta1);
  task.secondShare = static_cast<float>(1 - beta2);
  task.epsilon = static_cast<float>(in.number());
  task.secondScale = static_cast<float>(in.number());
  in.end();
  kernels().adam(task);
}

}  // namespace

const Export elementwiseExports[] = {{"binary", binary},
                                     {"compareFloats", compareFloats},
                                     {"compareIntegers", compareInts},
                                     {"unary", unary},
                                     {"activationGradient", activationGradient},
                                     {"select", select},
                                     {"adam", adam},
                                     {nullptr, nullptr}};

}  // namespace transnar
