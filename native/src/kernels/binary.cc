// Arithmetic on two operands, with broadcasting.
#include "broadcast.h"
#include "elementwise.h"

namespace transnar {
namespace TRANSNAR_ISA {
namespace {

struct Add {
  template <class T>
  static T of(T a, T b) {
    return a + b;
  }
};
struct Subtract {
  template <class T>
  static T of(T a, T b) {
    return a - b;
  }
};
struct Multiply {
  template <class T>
  static T of(T a, T b) {
    return a * b;
  }
};
struct Divide {
  template <class T>
  static T of(T a, T b) {
    return a / b;
  }
};
struct Maximum {
  template <class T>
  static T of(T a, T b) {
    return maximum(a, b);
  }
};
struct Minimum {
  template <class T>
  static T of(T a, T b) {
    return minimum(a, b);
  }
};
struct SquaredDifference {
  template <class T>
  static T of(T a, T b) {
    return (a - b) * (a - b);
  }
};

// An operand along the innermost axis: side by side in memory, or one value throughout.
struct Operand {
  const float* data;
  bool repeated;

  TRANSNAR_INLINE Vector at(const Operand& self, Index i, Index lanes) {
    return self.repeated ? broadcast(self.data[0]) : loadLanes(self.data + i, lanes);
  }
};

template <class Op>
void applyRow(Index size, Operand left, Operand right, float* out) {
  Index i = 0;
  if (left.repeated || right.repeated) {
    const Vector fixedLeft = left.repeated ? broadcast(left.data[0]) : Vector{};
    const Vector fixedRight = right.repeated ? broadcast(right.data[0]) : Vector{};
    for (; i + kLanes <= size; i += kLanes) {
      const Vector a = left.repeated ? fixedLeft : load(left.data + i);
      const Vector b = right.repeated ? fixedRight : load(right.data + i);
      store(out + i, Op::of(a, b));
    }
  } else {
    for (; i + kLanes <= size; i += kLanes) store(out + i, Op::of(load(left.data + i), load(right.data + i)));
  }
  if (i < size) {
    const Vector a = Operand::at(left, i, size - i), b = Operand::at(right, i, size - i);
    storeFirst(out + i, Op::of(a, b), size - i);
  }
}

template <class Op>
void applyAll(const BinaryLoop& loop, const float* left, const float* right, float* out) {
  const bool leftRepeated = loop.leftStrides[loop.axes - 1] == 0, rightRepeated = loop.rightStrides[loop.axes - 1] == 0;
  forEachRow(loop, [&](Index begin, Index leftOffset, Index rightOffset, Index size) {
    applyRow<Op>(size, {left + leftOffset, leftRepeated}, {right + rightOffset, rightRepeated}, out + begin);
  });
}

}  // namespace

void binary(Binary op, const BinaryLoop& loop, const float* left, const float* right, float* out) {
  switch (op) {
    case Binary::add:
      return applyAll<Add>(loop, left, right, out);
    case Binary::subtract:
      return applyAll<Subtract>(loop, left, right, out);
    case Binary::multiply:
      return applyAll<Multiply>(loop, left, right, out);
    case Binary::divide:
      return applyAll<Divide>(loop, left, right, out);
    case Binary::maximum:
      return applyAll<Maximum>(loop, left, right, out);
    case Binary::minimum:
      return applyAll<Minimum>(loop, left, right, out);
    case Binary::squaredDifference:
      return applyAll<SquaredDifference>(loop, left, right, out);
    case Binary::count:
      return;
  }
}

}  // namespace TRANSNAR_ISA
}  // namespace transnar
