// Root-mean-square and layer normalisation of rows. The forward pass keeps each row's scale (and mean).
#include "norm.h"

#include <cmath>

#include "../core/scratch.h"
#include "parallel.h"
#include "rows.h"

namespace transnar {
namespace TRANSNAR_ISA {
namespace {

constexpr Index kMostPieces = 32;

// Rows are cut in pieces with a sum of their own; the sums are then added up in order.
Index piecesOf(Index rows, Index columns) {
  return smaller(kMostPieces, ceilDivide(rows, larger(1, 16384 / larger(1, columns))));
}

void clear(float* row, Index size) { std::memset(row, 0, static_cast<std::size_t>(size) * sizeof(float)); }

void addPieces(const float* sums, Index pieces, Index stride, float* out, Index size) {
  clear(out, size);
  for (Index piece = 0; piece < pieces; piece++) rowAddScaled(out, sums + piece * stride, 1.f, size);
}

// normalised = (x - mean) * scale; dx = scale * (g - mean(g) - normalised * mean(g * normalised)), g = dy * gain.
// RMS normalisation is the case without means.
void rowGradient(const float* x, const float* gain, const float* dy, float mean, float scale, bool centred, float* dx,
                 float* gainSum, float* offsetSum, Index columns) {
  Vector along = {}, total = {};
  for (Index i = 0; i < columns; i += kLanes) {
    const Index lanes = columns - i;
    const Vector slope = loadLanes(dy + i, lanes);
    Vector normalised = (loadLanes(x + i, lanes) - mean) * scale;
    const Vector g = slope * loadLanes(gain + i, lanes);
    along += g * normalised;
    total += g;
    storeLanes(gainSum + i, loadLanes(gainSum + i, lanes) + slope * normalised, lanes);
    if (centred) storeLanes(offsetSum + i, loadLanes(offsetSum + i, lanes) + slope, lanes);
  }
  const float meanAlong = sumOf(along) / columns, meanTotal = centred ? sumOf(total) / columns : 0.f;
  for (Index i = 0; i < columns; i += kLanes) {
    const Index lanes = columns - i;
    const Vector normalised = (loadLanes(x + i, lanes) - mean) * scale;
    const Vector g = loadLanes(dy + i, lanes) * loadLanes(gain + i, lanes);
    storeLanes(dx + i, (g - meanTotal - normalised * meanAlong) * scale, lanes);
  }
}

void normGradient(const float* in, const float* gain, const float* means, const float* scales, const float* gradient,
                  float* inOut, float* gainOut, float* offsetOut, Index rows, Index columns) {
  const Index pieces = piecesOf(rows, columns);
  float* sums = scratch(Slot::sharedPartial, larger(1, pieces) * 2 * columns);
  parallelTasks(pieces, [&](Index piece) {
    float *gainSum = sums + piece * 2 * columns, *offsetSum = gainSum + columns;
    clear(gainSum, 2 * columns);
    for (Index row = rows * piece / pieces; row < rows * (piece + 1) / pieces; row++) {
      rowGradient(in + row * columns, gain, gradient + row * columns, means ? means[row] : 0.f, scales[row],
                  means != nullptr, inOut + row * columns, gainSum, offsetSum, columns);
    }
  });
  addPieces(sums, pieces, 2 * columns, gainOut, columns);
  if (offsetOut) addPieces(sums + columns, pieces, 2 * columns, offsetOut, columns);
}

float squaredDistance(const float* row, float mean, Index size) {
  float sum = 0.f;
  Vector total = {};
  Index i = 0;
  for (; i + kLanes <= size; i += kLanes) {
    const Vector distance = load(row + i) - mean;
    total += distance * distance;
  }
  for (; i < size; i++) sum += (row[i] - mean) * (row[i] - mean);
  return sum + sumOf(total);
}

}  // namespace

void rmsNorm(const float* in, const float* gain, float* out, float* scales, Index rows, Index columns, float epsilon) {
  parallelRows(rows, columns * 4, [&](Index begin, Index end) {
    for (Index row = begin; row < end; row++) {
      const float* x = in + row * columns;
      const float scale = 1.f / std::sqrt(rowDot(x, x, columns) / columns + epsilon);
      scales[row] = scale;
      for (Index i = 0; i < columns; i += kLanes) {
        const Index lanes = columns - i;
        storeLanes(out + row * columns + i, loadLanes(x + i, lanes) * scale * loadLanes(gain + i, lanes), lanes);
      }
    }
  });
}

void rmsNormGradient(const float* in, const float* gain, const float* scales, const float* gradient, float* inOut,
                     float* gainOut, Index rows, Index columns) {
  normGradient(in, gain, nullptr, scales, gradient, inOut, gainOut, nullptr, rows, columns);
}

void layerNorm(const float* in, const float* gain, const float* offset, float* out, float* means, float* scales,
               Index rows, Index columns, float epsilon) {
  parallelRows(rows, columns * 6, [&](Index begin, Index end) {
    for (Index row = begin; row < end; row++) {
      const float* x = in + row * columns;
      const float mean = rowSum(x, columns) / columns;
      const float scale = 1.f / std::sqrt(squaredDistance(x, mean, columns) / columns + epsilon);
      means[row] = mean;
      scales[row] = scale;
      for (Index i = 0; i < columns; i += kLanes) {
        const Index lanes = columns - i;
        const Vector normalised = (loadLanes(x + i, lanes) - mean) * scale;
        storeLanes(out + row * columns + i, normalised * loadLanes(gain + i, lanes) + loadLanes(offset + i, lanes),
                   lanes);
      }
    }
  });
}

void layerNormGradient(const float* in, const float* gain, const float* means, const float* scales,
                       const float* gradient, float* inOut, float* gainOut, float* offsetOut, Index rows,
                       Index columns) {
  normGradient(in, gain, means, scales, gradient, inOut, gainOut, offsetOut, rows, columns);
}

}  // namespace TRANSNAR_ISA
}  // namespace transnar
