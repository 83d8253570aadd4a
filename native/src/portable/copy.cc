#include "../core/portable.h"
#include "../kernels/parallel.h"

namespace transnar {
namespace {

using TRANSNAR_ISA::parallelRange;
using TRANSNAR_ISA::parallelRows;

template <class T>
void copyLine(Index size, const T* from, Index fromStride, T* to, Index toStride) {
  if (fromStride == 1 && toStride == 1) {
    std::memcpy(to, from, static_cast<std::size_t>(size) * sizeof(T));
  } else if (fromStride == 0 && toStride == 1) {
    const T value = from[0];
    for (Index i = 0; i < size; i++) to[i] = value;
  } else {
    for (Index i = 0; i < size; i++) to[i * toStride] = from[i * fromStride];
  }
}

// The two innermost axes in squares that fit the cache, for when one side runs against the other.
template <class T>
void copyPlane(const StridedCopy& copy, const T* from, T* to) {
  constexpr Index kSide = 32;
  const int row = copy.axes - 2, column = copy.axes - 1;
  for (Index i = 0; i < copy.sizes[row]; i += kSide) {
    for (Index j = 0; j < copy.sizes[column]; j += kSide) {
      const Index width = smaller(kSide, copy.sizes[column] - j);
      for (Index r = i; r < smaller(copy.sizes[row], i + kSide); r++) {
        copyLine(width, from + r * copy.fromStrides[row] + j * copy.fromStrides[column], copy.fromStrides[column],
                 to + r * copy.toStrides[row] + j * copy.toStrides[column], copy.toStrides[column]);
      }
    }
  }
}

template <class T>
void copyAll(const StridedCopy& copy, const T* from, T* to) {
  const int inner = copy.axes - 1;
  const bool crossed = copy.axes >= 2 && copy.fromStrides[inner] > 1 && copy.sizes[inner - 1] >= 8;
  const int outer = crossed ? copy.axes - 2 : inner;
  Index rows = 1, work = copy.sizes[inner];
  for (int axis = 0; axis < outer; axis++) rows *= copy.sizes[axis];
  if (crossed) work *= copy.sizes[inner - 1];
  parallelRows(rows, larger(1, work), [&](Index begin, Index end) {
    for (Index index = begin; index < end; index++) {
      const T* source = from;
      T* target = to;
      Index rest = index;
      for (int axis = outer - 1; axis >= 0; axis--) {
        const Index at = rest % copy.sizes[axis];
        rest /= copy.sizes[axis];
        source += at * copy.fromStrides[axis];
        target += at * copy.toStrides[axis];
      }
      if (crossed) {
        copyPlane(copy, source, target);
      } else {
        copyLine(copy.sizes[inner], source, copy.fromStrides[inner], target, copy.toStrides[inner]);
      }
    }
  });
}

}  // namespace

void stridedCopy(const StridedCopy& copy, int bytes, const void* from, void* to) {
  if (bytes == 1) {
    copyAll(copy, static_cast<const std::uint8_t*>(from), static_cast<std::uint8_t*>(to));
  } else {
    copyAll(copy, static_cast<const std::uint32_t*>(from), static_cast<std::uint32_t*>(to));
  }
}

void fill(float* out, Index size, float value) {
  parallelRange(size, 65536, [&](Index begin, Index end) {
    for (Index i = begin; i < end; i++) out[i] = value;
  });
}

void floatsFromBytes(const std::uint8_t* in, float* out, Index size) {
  parallelRange(size, 65536, [&](Index begin, Index end) {
    for (Index i = begin; i < end; i++) out[i] = in[i];
  });
}

void floatsFromIntegers(const std::int32_t* in, float* out, Index size) {
  parallelRange(size, 65536, [&](Index begin, Index end) {
    for (Index i = begin; i < end; i++) out[i] = static_cast<float>(in[i]);
  });
}

}  // namespace transnar
