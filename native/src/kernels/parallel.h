// Loops over the thread pool. How a loop is cut depends on its length alone, never on the number of threads, so results
// that are summed per piece are the same on every machine.
#pragma once

#include "../core/thread_pool.h"
#include "simd.h"

namespace transnar {
namespace TRANSNAR_ISA {

// body(i) for i in [0, count).
template <class Body>
static void parallelTasks(Index count, const Body& body) {
  struct Call {
    static void run(void* context, Index index) { (*static_cast<const Body*>(context))(index); }
  };
  runTasks(count, &Call::run, const_cast<Body*>(&body));
}

// body(begin, end) on pieces of [0, count) with about `grain` elements each, at most 64 pieces, cut at vectors.
template <class Body>
static void parallelRange(Index count, Index grain, const Body& body) {
  if (count <= grain) {
    if (count > 0) body(Index{0}, count);
    return;
  }
  const Index pieces = smaller(64, ceilDivide(count, grain));
  const Index length = ceilDivide(ceilDivide(count, pieces), kLanes) * kLanes;
  parallelTasks(ceilDivide(count, length),
                [&](Index piece) { body(piece * length, smaller(count, (piece + 1) * length)); });
}

// body(begin, end) on pieces of [0, rows), each of about `work` operations when a row has `workPerRow`.
template <class Body>
static void parallelRows(Index rows, Index workPerRow, const Body& body) {
  const Index grain = larger(1, 32768 / larger(1, workPerRow));
  if (rows <= grain) {
    if (rows > 0) body(Index{0}, rows);
    return;
  }
  const Index pieces = smaller(64, ceilDivide(rows, grain));
  parallelTasks(pieces, [&](Index piece) {
    const Index begin = rows * piece / pieces, end = rows * (piece + 1) / pieces;
    if (begin < end) body(begin, end);
  });
}

}  // namespace TRANSNAR_ISA
}  // namespace transnar
