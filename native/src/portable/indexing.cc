#include "../core/portable.h"
#include "../kernels/parallel.h"

namespace transnar {

using TRANSNAR_ISA::parallelRange;
using TRANSNAR_ISA::parallelRows;

void gather(const void* in, const std::int32_t* indices, void* out, Index batches, Index outer, Index axis, Index count,
            Index inner) {
  const auto* from = static_cast<const std::uint32_t*>(in);
  auto* to = static_cast<std::uint32_t*>(out);
  const std::size_t bytes = static_cast<std::size_t>(inner) * sizeof(std::uint32_t);
  parallelRows(batches * outer * count, inner, [&](Index begin, Index end) {
    for (Index row = begin; row < end; row++) {
      const Index slice = row / count, index = indices[slice / outer * count + row % count];
      std::memcpy(to + row * inner, from + (slice * axis + index) * inner, bytes);
    }
  });
}

void putRows(const void* rows, const std::int32_t* places, void* room, Index batches, Index capacity, Index inner) {
  const auto* from = static_cast<const std::uint32_t*>(rows);
  auto* to = static_cast<std::uint32_t*>(room);
  const std::size_t bytes = static_cast<std::size_t>(inner) * sizeof(std::uint32_t);
  for (Index b = 0; b < batches; b++) std::memcpy(to + (b * capacity + places[b]) * inner, from + b * inner, bytes);
}

void segmentSum(const float* in, const std::int32_t* segments, float* out, Index rows, Index inner, Index count) {
  fill(out, count * inner, 0.f);
  // By columns, so that no two tasks write to the same place and sums keep the order of the rows.
  parallelRange(inner, larger(16, 65536 / larger(1, rows)), [&](Index begin, Index end) {
    for (Index row = 0; row < rows; row++) {
      if (segments[row] < 0 || segments[row] >= count) continue;
      float* to = out + segments[row] * inner;
      for (Index i = begin; i < end; i++) to[i] += in[row * inner + i];
    }
  });
}

void oneHot(const std::int32_t* classes, float* out, Index rows, Index depth, float on, float off) {
  fill(out, rows * depth, off);
  for (Index row = 0; row < rows; row++) {
    if (classes[row] >= 0 && classes[row] < depth) out[row * depth + classes[row]] = on;
  }
}

}  // namespace transnar
