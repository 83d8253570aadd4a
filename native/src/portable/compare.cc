#include "../kernels/broadcast.h"

namespace transnar {
namespace {

struct Equal {
  template <class T>
  static bool of(T a, T b) {
    return a == b;
  }
};
struct NotEqual {
  template <class T>
  static bool of(T a, T b) {
    return a != b;
  }
};
struct Greater {
  template <class T>
  static bool of(T a, T b) {
    return a > b;
  }
};
struct GreaterEqual {
  template <class T>
  static bool of(T a, T b) {
    return a >= b;
  }
};
struct Less {
  template <class T>
  static bool of(T a, T b) {
    return a < b;
  }
};
struct LessEqual {
  template <class T>
  static bool of(T a, T b) {
    return a <= b;
  }
};

template <class Op, class T>
void compareRow(Index size, const T* left, Index leftStep, const T* right, Index rightStep, std::uint8_t* out) {
  if (leftStep == 1 && rightStep == 1) {
    for (Index i = 0; i < size; i++) out[i] = Op::of(left[i], right[i]);
  } else if (leftStep == 1 && rightStep == 0) {
    const T fixed = right[0];
    for (Index i = 0; i < size; i++) out[i] = Op::of(left[i], fixed);
  } else {
    for (Index i = 0; i < size; i++) out[i] = Op::of(left[i * leftStep], right[i * rightStep]);
  }
}

template <class Op, class T>
void compareAll(const BinaryLoop& loop, const T* left, const T* right, std::uint8_t* out) {
  const int inner = loop.axes - 1;
  TRANSNAR_ISA::forEachRow(loop, [&](Index begin, Index leftOffset, Index rightOffset, Index size) {
    compareRow<Op>(size, left + leftOffset, loop.leftStrides[inner], right + rightOffset, loop.rightStrides[inner],
                   out + begin);
  });
}

template <class T>
void compareBy(Comparison op, const BinaryLoop& loop, const T* left, const T* right, std::uint8_t* out) {
  switch (op) {
    case Comparison::equal:
      return compareAll<Equal>(loop, left, right, out);
    case Comparison::notEqual:
      return compareAll<NotEqual>(loop, left, right, out);
    case Comparison::greater:
      return compareAll<Greater>(loop, left, right, out);
    case Comparison::greaterEqual:
      return compareAll<GreaterEqual>(loop, left, right, out);
    case Comparison::less:
      return compareAll<Less>(loop, left, right, out);
    case Comparison::lessEqual:
      return compareAll<LessEqual>(loop, left, right, out);
    case Comparison::count:
      return;
  }
}

}  // namespace

void compare(Comparison op, const BinaryLoop& loop, const float* left, const float* right, std::uint8_t* out) {
  compareBy(op, loop, left, right, out);
}

void compareIntegers(Comparison op, const BinaryLoop& loop, const std::int32_t* left, const std::int32_t* right,
                     std::uint8_t* out) {
  compareBy(op, loop, left, right, out);
}

}  // namespace transnar
