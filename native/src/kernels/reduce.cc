// Sums, maxima and minima over the middle axis of [outer, reduced, inner].
#include "reduce.h"

#include "parallel.h"

namespace transnar {
namespace TRANSNAR_ISA {
namespace {

struct Sum {
  TRANSNAR_INLINE Vector combine(Vector a, Vector b) { return a + b; }
  TRANSNAR_INLINE float combine(float a, float b) { return a + b; }
  TRANSNAR_INLINE float across(Vector a) { return sumOf(a); }
};
struct Maximum {
  TRANSNAR_INLINE Vector combine(Vector a, Vector b) { return maximum(a, b); }
  TRANSNAR_INLINE float combine(float a, float b) { return maximum(a, b); }
  TRANSNAR_INLINE float across(Vector a) { return maximumOf(a); }
};
struct Minimum {
  TRANSNAR_INLINE Vector combine(Vector a, Vector b) { return minimum(a, b); }
  TRANSNAR_INLINE float combine(float a, float b) { return minimum(a, b); }
  TRANSNAR_INLINE float across(Vector a) { return minimumOf(a); }
};

// Of numbers side by side, in four independent chains.
template <class Op>
float reduceLine(const float* in, Index size) {
  if (size < 4 * kLanes) {
    float result = in[0];
    for (Index i = 1; i < size; i++) result = Op::combine(result, in[i]);
    return result;
  }
  Vector a = load(in), b = load(in + kLanes), c = load(in + 2 * kLanes), d = load(in + 3 * kLanes);
  Index i = 4 * kLanes;
  for (; i + 4 * kLanes <= size; i += 4 * kLanes) {
    a = Op::combine(a, load(in + i));
    b = Op::combine(b, load(in + i + kLanes));
    c = Op::combine(c, load(in + i + 2 * kLanes));
    d = Op::combine(d, load(in + i + 3 * kLanes));
  }
  float result = Op::across(Op::combine(Op::combine(a, b), Op::combine(c, d)));
  for (; i < size; i++) result = Op::combine(result, in[i]);
  return result;
}

// Columns [begin, end) of a [reduced, inner] matrix, row by row so that memory is read in order.
template <class Op>
void reduceColumns(const float* in, float* out, Index reduced, Index inner, Index begin, Index end, float scale) {
  for (Index j = begin; j < end; j += kLanes) {
    const Index lanes = end - j;
    Vector total = loadLanes(in + j, lanes);
    for (Index r = 1; r < reduced; r++) total = Op::combine(total, loadLanes(in + r * inner + j, lanes));
    storeLanes(out + j, total * scale, lanes);
  }
}

template <class Op>
void reduceBy(const float* in, float* out, Index outer, Index reduced, Index inner, float scale) {
  if (inner == 1) {
    parallelRows(outer, reduced, [&](Index begin, Index end) {
      for (Index o = begin; o < end; o++) out[o] = reduceLine<Op>(in + o * reduced, reduced) * scale;
    });
    return;
  }
  const Index strip = larger(kLanes, smaller(1024, ceilDivide(inner, kLanes) * kLanes));
  const Index strips = ceilDivide(inner, strip);
  parallelRows(outer * strips, reduced * smaller(strip, inner), [&](Index begin, Index end) {
    for (Index task = begin; task < end; task++) {
      const Index o = task / strips, j = task % strips * strip;
      reduceColumns<Op>(in + o * reduced * inner, out + o * inner, reduced, inner, j, smaller(inner, j + strip), scale);
    }
  });
}

}  // namespace

void reduce(Reduction op, const float* in, float* out, Index outer, Index reduced, Index inner, float scale) {
  switch (op) {
    case Reduction::sum:
      return reduceBy<Sum>(in, out, outer, reduced, inner, scale);
    case Reduction::maximum:
      return reduceBy<Maximum>(in, out, outer, reduced, inner, scale);
    case Reduction::minimum:
      return reduceBy<Minimum>(in, out, outer, reduced, inner, scale);
    case Reduction::count:
      return;
  }
}

}  // namespace TRANSNAR_ISA
}  // namespace transnar
