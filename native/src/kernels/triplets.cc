// Maximum over the triplets (i, j, k) of a graph, without ever holding all of them. A row is all (k, feature) of one
// pair: the part that does not depend on k is repeated along it.
#include "../core/scratch.h"
#include "parallel.h"
#include "rows.h"
#include "training.h"

namespace transnar {
namespace TRANSNAR_ISA {
namespace {

constexpr float kMasked = -1e6f;

// The pointers of one graph of the batch.
struct Graph {
  const float *a, *b, *c, *ab, *ac, *bc, *global, *mask;
  Index nodes, features, row;  // row = nodes * features

  Graph(const Triplets& task, Index batch)
      : a(task.a + batch * task.nodes * task.features),
        b(task.b + batch * task.nodes * task.features),
        c(task.c + batch * task.nodes * task.features),
        ab(task.ab + batch * task.nodes * task.nodes * task.features),
        ac(task.ac + batch * task.nodes * task.nodes * task.features),
        bc(task.bc + batch * task.nodes * task.nodes * task.features),
        global(task.graph + batch * task.features),
        mask(task.nodeMask ? task.nodeMask + batch * task.nodes : nullptr),
        nodes(task.nodes),
        features(task.features),
        row(task.nodes * task.features) {}

  bool hides(Index i) const { return mask && mask[i] == 0.f; }
};

// out[k * features + f] = values[f], by doubling what is there.
void repeat(const float* values, Index features, Index size, float* out) {
  std::memcpy(out, values, static_cast<std::size_t>(features) * sizeof(float));
  for (Index filled = features; filled < size; filled *= 2) {
    std::memcpy(out + filled, out, static_cast<std::size_t>(smaller(filled, size - filled)) * sizeof(float));
  }
}

// The repeated part of pair (i, j): a_i + ab_ij.
void repeatPair(const Graph& graph, Index i, Index j, float* sum, float* out) {
  const float *a = graph.a + i * graph.features, *ab = graph.ab + (i * graph.nodes + j) * graph.features;
  for (Index f = 0; f < graph.features; f++) sum[f] = a[f] + ab[f];
  repeat(sum, graph.features, graph.row, out);
}

// best[k, f] = max_i (a_i + ab_ij + ac_ik); `repeated` [nodes, row] keeps the repeated part of each i.
void largest(const Graph& graph, Index j, float* repeated, float* sum, float* best) {
  for (Index i = 0; i < graph.nodes; i++) {
    float* pair = repeated + i * graph.row;
    const float* ac = graph.ac + i * graph.row;
    repeatPair(graph, i, j, sum, pair);
    const bool hidden = graph.hides(i);
    for (Index x = 0; x < graph.row; x += kLanes) {
      const Index lanes = graph.row - x;
      const Vector value = hidden ? broadcast(kMasked) : loadLanes(pair + x, lanes) + loadLanes(ac + x, lanes);
      storeLanes(best + x, i == 0 ? value : maximum(loadLanes(best + x, lanes), value), lanes);
    }
  }
}

void addConstant(const Graph& graph, Index j, const float* best, float* out) {
  const float *b = graph.b + j * graph.features, *bc = graph.bc + j * graph.row;
  for (Index k = 0; k < graph.nodes; k++) {
    for (Index f = 0; f < graph.features; f++) {
      const Index x = k * graph.features + f;
      out[x] = best[x] + (b[f] + graph.c[x] + bc[x] + graph.global[f]);
    }
  }
}

// share[k, f] = gradient / number of i that reach the maximum.
void shareOut(const Graph& graph, const float* repeated, const float* best, const float* gradient, float* share) {
  for (Index x = 0; x < graph.row; x += kLanes) {
    const Index lanes = graph.row - x;
    const Vector top = loadLanes(best + x, lanes);
    Vector ties = {};
    for (Index i = 0; i < graph.nodes; i++) {
      const Vector value = graph.hides(i) ? broadcast(kMasked)
                                          : loadLanes(repeated + i * graph.row + x, lanes) +
                                                loadLanes(graph.ac + i * graph.row + x, lanes);
      ties += value == top ? broadcast(1.f) : Vector{};
    }
    storeLanes(share + x, loadLanes(gradient + x, lanes) / ties, lanes);
  }
}

// Adds what node i receives from row j to acGradient [k, f], and its sum over k to abGradient [f].
void receive(const Graph& graph, const float* pair, const float* ac, const float* best, const float* share,
             float* received, float* abGradient, float* acGradient) {
  for (Index x = 0; x < graph.row; x += kLanes) {
    const Index lanes = graph.row - x;
    const Vector value = loadLanes(pair + x, lanes) + loadLanes(ac + x, lanes);
    const Vector part = value == loadLanes(best + x, lanes) ? loadLanes(share + x, lanes) : Vector{};
    storeLanes(received + x, part, lanes);
    storeLanes(acGradient + x, loadLanes(acGradient + x, lanes) + part, lanes);
  }
  for (Index k = 0; k < graph.nodes; k++) {
    for (Index f = 0; f < graph.features; f++) abGradient[f] += received[k * graph.features + f];
  }
}

void clear(float* row, Index size) { std::memset(row, 0, static_cast<std::size_t>(size) * sizeof(float)); }

void graphGradient(const Graph& graph, const float* outGradient, float* abGradient, float* acGradient) {
  float* repeated = scratch(Slot::first, graph.nodes * graph.row);
  float* best = scratch(Slot::second, graph.row);
  float* share = scratch(Slot::third, graph.row);
  float* received = scratch(Slot::fourth, graph.row);
  float* sum = scratch(Slot::fifth, graph.features);
  clear(abGradient, graph.nodes * graph.row);
  clear(acGradient, graph.nodes * graph.row);
  for (Index j = 0; j < graph.nodes; j++) {
    largest(graph, j, repeated, sum, best);
    shareOut(graph, repeated, best, outGradient + j * graph.row, share);
    for (Index i = 0; i < graph.nodes; i++) {
      if (graph.hides(i)) continue;
      receive(graph, repeated + i * graph.row, graph.ac + i * graph.row, best, share, received,
              abGradient + (i * graph.nodes + j) * graph.features, acGradient + i * graph.row);
    }
  }
}

}  // namespace

void triplets(const Triplets& task, float* out) {
  const Index row = task.nodes * task.features;
  parallelRows(task.batches * task.nodes, task.nodes * row, [&](Index begin, Index end) {
    float* repeated = scratch(Slot::first, task.nodes * row);
    float* best = scratch(Slot::second, row);
    float* sum = scratch(Slot::third, task.features);
    for (Index index = begin; index < end; index++) {
      const Graph graph(task, index / task.nodes);
      largest(graph, index % task.nodes, repeated, sum, best);
      addConstant(graph, index % task.nodes, best, out + index * row);
    }
  });
}

void tripletsGradient(const Triplets& task, const float* outGradient, float* abGradient, float* acGradient) {
  const Index size = task.nodes * task.nodes * task.features;
  parallelTasks(task.batches, [&](Index batch) {
    graphGradient(Graph(task, batch), outGradient + batch * size, abGradient + batch * size, acGradient + batch * size);
  });
}

}  // namespace TRANSNAR_ISA
}  // namespace transnar
