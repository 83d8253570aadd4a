#include "parallel.h"
#include "training.h"

namespace transnar {
namespace TRANSNAR_ISA {
namespace {

void turn(const float* in, const float* cosines, const float* sines, float* out, Index width, Index pairs,
          float direction) {
  for (Index i = 0; i < pairs; i += kLanes) {
    const Index lanes = pairs - i;
    const Vector a = loadLanes(in + i, lanes), b = loadLanes(in + pairs + i, lanes);
    const Vector cosine = loadLanes(cosines + i, lanes), sine = loadLanes(sines + i, lanes) * direction;
    storeLanes(out + i, a * cosine - b * sine, lanes);
    storeLanes(out + pairs + i, b * cosine + a * sine, lanes);
  }
  const Index rest = width - 2 * pairs;
  if (rest == 0 || out == in) return;
  std::memcpy(out + 2 * pairs, in + 2 * pairs, static_cast<std::size_t>(rest) * sizeof(float));
}

}  // namespace

void rotary(const float* in, const float* cosines, const float* sines, float* out, Index tokens, Index apart,
            Index heads, Index width, Index pairs, float direction) {
  parallelRows(tokens * heads, width * 2, [&](Index begin, Index end) {
    for (Index row = begin; row < end; row++) {
      const Index token = row / heads, angle = token * pairs, place = token * apart + row % heads * width;
      turn(in + place, cosines + angle, sines + angle, out + place, width, pairs, direction);
    }
  });
}

}  // namespace TRANSNAR_ISA
}  // namespace transnar
