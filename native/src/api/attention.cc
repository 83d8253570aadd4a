#include "../core/kernels.h"
#include "exports.h"

namespace transnar {
namespace {

// Where heads lie within an array: its strides, where it starts, and how long it is.
struct Placement {
  HeadStrides strides;
  Index offset;
};

Placement readPlacement(Arguments& in) {
  Placement placement;
  placement.strides.batch = in.size();
  placement.strides.head = in.size();
  placement.strides.row = in.size();
  placement.offset = in.size();
  return placement;
}

// A Float32Array in which the rows of all heads lie.
float* readHeads(Arguments& in, const AttentionShape& shape, Index rows, const Placement& placement) {
  const Arguments::Elements array = in.elements();
  if (array.bytes != 4) in.fail("expected a Float32Array.");
  const HeadStrides& strides = placement.strides;
  // Rows that do not overlap also bound how many there can be.
  const auto apart = [&](Index count, Index stride) { return count == 1 || stride >= shape.width; };
  if (!apart(shape.batches, strides.batch) || !apart(shape.heads, strides.head) || !apart(rows, strides.row)) {
    in.fail("the rows overlap.");
  }
  const Index last = placement.offset + productOf({shape.batches - 1, strides.batch}) +
                     productOf({shape.heads - 1, strides.head}) + productOf({rows - 1, strides.row}) + shape.width;
  if (last > array.length) in.fail("the heads leave the array.");
  return static_cast<float*>(array.data) + placement.offset;
}

struct Layout {
  AttentionShape shape;
  Placement query, key, value, out;
};

// batches, heads, queries, keys, width, causal, then four placements: query, key, value, out
Layout readLayout(Arguments& in) {
  Layout layout;
  AttentionShape& shape = layout.shape;
  shape.batches = in.positive();
  shape.heads = in.positive();
  shape.queries = in.positive();
  shape.keys = in.positive();
  shape.width = in.positive();
  shape.causal = in.flag();
  if (shape.causal && shape.queries != shape.keys) in.fail("causal attention needs as many queries as keys.");
  productOf({shape.batches, shape.heads, larger(shape.queries, shape.keys), shape.width});
  layout.query = readPlacement(in);
  layout.key = readPlacement(in);
  layout.value = readPlacement(in);
  layout.out = readPlacement(in);
  const HeadStrides &key = layout.key.strides, &value = layout.value.strides;
  if (key.batch != value.batch || key.head != value.head || key.row != value.row) {
    in.fail("keys and values must be laid out alike.");
  }
  shape.query = layout.query.strides;
  shape.key = key;
  shape.out = layout.out.strides;
  return layout;
}

// An Int32Array of the last key that each query sees, or null.
const std::int32_t* readPlaces(Arguments& in, const AttentionShape& shape) {
  const Index size = shape.batches * shape.queries;
  const std::int32_t* places = in.optionalIntegers(size);
  if (places && shape.causal) in.fail("causal attention has no other places.");
  for (Index i = 0; places && i < size; i++) {
    if (places[i] < -1 || places[i] >= shape.keys) in.fail("a place must be a key or -1.");
  }
  return places;
}

// query, key, value, keyMask | null, places | null, out: what both directions begin with
template <typename Task>
void readFields(Arguments& in, const Layout& layout, Task& task) {
  const AttentionShape& shape = layout.shape;
  task.shape = shape;
  task.query = readHeads(in, shape, shape.queries, layout.query);
  task.key = readHeads(in, shape, shape.keys, layout.key);
  task.value = readHeads(in, shape, shape.keys, layout.value);
  task.keyMask = in.optionalFloats(shape.batches * shape.keys);
  task.shape.places = readPlaces(in, shape);
  task.out = readHeads(in, shape, shape.queries, layout.out);
}

// layout, query, key, value, keyMask | null, places | null, out, logSums
void attention(Arguments& in) {
  const Layout layout = readLayout(in);
  const AttentionShape& shape = layout.shape;
  Attention task;
  readFields(in, layout, task);
  task.logSums = in.floatsOut(shape.batches * shape.heads * shape.queries);
  in.end();
  kernels().attention(task);
}

// layout, query, key, value, keyMask | null, places | null, out, logSums, outGradient, then the gradients of query, key
// and value
void attentionGradient(Arguments& in) {
  const Layout layout = readLayout(in);
  const AttentionShape& shape = layout.shape;
  AttentionGradient task;
  readFields(in, layout, task);
  task.logSums = in.floats(shape.batches * shape.heads * shape.queries);
  task.outGradient = readHeads(in, shape, shape.queries, layout.out);
  task.queryGradient = readHeads(in, shape, shape.queries, layout.query);
  task.keyGradient = readHeads(in, shape, shape.keys, layout.key);
  task.valueGradient = readHeads(in, shape, shape.keys, layout.value);
  in.end();
  kernels().attentionGradient(task);
}

// What the turns of both kinds begin with: tokens, heads, width, pairs, direction.
struct Turn {
  Index tokens, heads, width, pairs;
  float direction;
};

Turn readTurn(Arguments& in) {
  Turn turn;
  turn.tokens = in.size();
  turn.heads = in.size();
  turn.width = in.size();
  turn.pairs = in.size();
  if (turn.pairs > turn.width / 2) in.fail("expected at most half the width.");
  turn.direction = static_cast<float>(in.number());
  return turn;
}

// tokens, heads, width, pairs, direction, in, cosines, sines, out
void rotary(Arguments& in) {
  const Turn turn = readTurn(in);
  const Index size = productOf({turn.tokens, turn.heads, turn.width}), angles = productOf({turn.tokens, turn.pairs});
  const float* from = in.floats(size);
  const float *cosines = in.floats(angles), *sines = in.floats(angles);
  float* to = in.floatsOut(size);
  in.end();
  if (size == 0) return;
  kernels().rotary(from, cosines, sines, to, turn.tokens, turn.heads * turn.width, turn.heads, turn.width, turn.pairs,
                   turn.direction);
}

// tokens, heads, width, pairs, direction, apart, array, cosines, sines: turns the first heads of each token where they lie,
// of the `apart` numbers that the token has
void rotaryWithin(Arguments& in) {
  const Turn turn = readTurn(in);
  const Index apart = in.size(), angles = productOf({turn.tokens, turn.pairs});
  if (apart < productOf({turn.heads, turn.width})) in.fail("the heads of a token leave it.");
  float* array = in.floatsOut(productOf({turn.tokens, apart}));
  const float *cosines = in.floats(angles), *sines = in.floats(angles);
  in.end();
  if (turn.tokens * turn.heads * turn.width == 0) return;
  kernels().rotary(array, cosines, sines, array, turn.tokens, apart, turn.heads, turn.width, turn.pairs, turn.direction);
}

}  // namespace

const Export attentionExports[] = {
    {"attention", attention},       {"attentionGradient", attentionGradient}, {"rotary", rotary},
    {"rotaryWithin", rotaryWithin}, {nullptr, nullptr}};

}  // namespace transnar
