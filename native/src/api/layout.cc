#include "../core/portable.h"
#include "exports.h"

namespace transnar {
namespace {

// No array is so long; sums of a few such spans do not overflow.
constexpr Index kFar = Index{1} << 40;

// Throws unless all elements that the strides reach from `start` are in [0, length).
void checkReach(const Arguments& in, const StridedCopy& copy, const Index* strides, Index start, Index length) {
  Index low = start, high = start;
  for (int axis = 0; axis < copy.axes; axis++) {
    Index span = 0;
    if (__builtin_mul_overflow(strides[axis], copy.sizes[axis] - 1, &span) || span > kFar || span < -kFar) {
      in.fail("the strides are too large.");
    }
    (span < 0 ? low : high) += span;
  }
  if (low < 0 || high >= length) in.fail("the copy leaves the array.");
}

// sizes, fromStrides, toStrides, from, fromOffset, to, toOffset
void copyStrided(Arguments& in) {
  StridedCopy copy;
  copy.axes = in.list(copy.sizes, kMostAxes);
  if (copy.axes < 1) in.fail("expected at least one axis.");
  if (in.list(copy.fromStrides, kMostAxes) != copy.axes) in.fail("expected as many strides as sizes.");
  if (in.list(copy.toStrides, kMostAxes) != copy.axes) in.fail("expected as many strides as sizes.");
  const Arguments::Elements from = in.elements();
  const Index fromOffset = in.size();
  const Arguments::Elements to = in.elements();
  const Index toOffset = in.size();
  in.end();
  if (from.bytes != to.bytes) in.fail("expected elements of one size.");
  Index count = 1;
  for (int axis = 0; axis < copy.axes; axis++) {
    if (copy.sizes[axis] < 1) in.fail("expected sizes above 0.");
    count = productOf({count, copy.sizes[axis]});
  }
  if (count > to.length) in.fail("more elements than the target has.");
  checkReach(in, copy, copy.fromStrides, fromOffset, from.length);
  checkReach(in, copy, copy.toStrides, toOffset, to.length);
  stridedCopy(copy, from.bytes, static_cast<const char*>(from.data) + fromOffset * from.bytes,
              static_cast<char*>(to.data) + toOffset * to.bytes);
}

// batches, outer, axis, count, inner, in, indices, out; in and out have four-byte elements
void gatherRows(Arguments& in) {
  const Index batches = in.size(), outer = in.size(), axis = in.size(), count = in.size(), inner = in.size();
  const Arguments::Elements from = in.elements();
  if (from.bytes != 4 || from.length != productOf({batches, outer, axis, inner})) in.fail("wrong length or type.");
  const Index indexCount = productOf({batches, count});
  const std::int32_t* indices = in.integers(indexCount);
  for (Index i = 0; i < indexCount; i++) {
    if (indices[i] < 0 || indices[i] >= axis) {
      in.fail("index " + std::to_string(indices[i]) + " is not in [0, " + std::to_string(axis) + ").");
    }
  }
  const Arguments::Elements to = in.elements();
  if (to.bytes != 4 || to.length != productOf({batches, outer, count, inner})) in.fail("wrong length or type.");
  in.end();
  if (to.length > 0) gather(from.data, indices, to.data, batches, outer, axis, count, inner);
}

// batches, capacity, inner, rows, places, room; rows and room have four-byte elements
void putRowsAt(Arguments& in) {
  const Index batches = in.size(), capacity = in.size(), inner = in.size();
  const Arguments::Elements rows = in.elements();
  if (rows.bytes != 4 || rows.length != productOf({batches, inner})) in.fail("wrong length or type.");
  const std::int32_t* places = in.integers(batches);
  for (Index b = 0; b < batches; b++) {
    if (places[b] < 0 || places[b] >= capacity) {
      in.fail("place " + std::to_string(places[b]) + " is not in [0, " + std::to_string(capacity) + ").");
    }
  }
  const Arguments::Elements room = in.elements();
  if (room.bytes != 4 || room.length != productOf({batches, capacity, inner})) in.fail("wrong length or type.");
  in.end();
  if (inner > 0) putRows(rows.data, places, room.data, batches, capacity, inner);
}

// rows, inner, count, in, segments, out
void sumSegments(Arguments& in) {
  const Index rows = in.size(), inner = in.size(), count = in.size();
  const float* from = in.floats(productOf({rows, inner}));
  const std::int32_t* segments = in.integers(rows);
  float* to = in.floatsOut(productOf({count, inner}));
  in.end();
  segmentSum(from, segments, to, rows, inner, count);
}

// rows, depth, on, off, classes, out
void encodeOneHot(Arguments& in) {
  const Index rows = in.size(), depth = in.size();
  const auto on = static_cast<float>(in.number()), off = static_cast<float>(in.number());
  const std::int32_t* classes = in.integers(rows);
  float* out = in.floatsOut(productOf({rows, depth}));
  in.end();
  oneHot(classes, out, rows, depth, on, off);
}

// size, value, out
void fillFloats(Arguments& in) {
  const Index size = in.size();
  const auto value = static_cast<float>(in.number());
  float* out = in.floatsOut(size);
  in.end();
  fill(out, size, value);
}

// size, in, out
void castBytes(Arguments& in) {
  const Index size = in.size();
  const std::uint8_t* from = in.bytes(size);
  float* to = in.floatsOut(size);
  in.end();
  floatsFromBytes(from, to, size);
}

void castIntegers(Arguments& in) {
  const Index size = in.size();
  const std::int32_t* from = in.integers(size);
  float* to = in.floatsOut(size);
  in.end();
  floatsFromIntegers(from, to, size);
}

}  // namespace

const Export layoutExports[] = {{"stridedCopy", copyStrided},
                                {"gather", gatherRows},
                                {"putRows", putRowsAt},
                                {"segmentSum", sumSegments},
                                {"oneHot", encodeOneHot},
                                {"fill", fillFloats},
                                {"floatsFromBytes", castBytes},
                                {"floatsFromIntegers", castIntegers},
                                {nullptr, nullptr}};

}  // namespace transnar
