// The kernels of one instruction set as a table of functions. Their arguments have been checked by the API layer.
#pragma once

#include "types.h"

namespace transnar {

// Element (i, j) is data[i * row + j * column].
struct Matrix {
  const float* data;
  Index row, column;
};

enum class Activation { none, relu, squaredRelu, gelu, count };

// How the operands of a product are read. `half`: rounded to bfloat16, to the nearest and ties to even, numbers below its
// normal range to 0; a sum is one of float32 that takes the numbers of a block of the depth in pairs, the later of a pair
// first, as the instructions for it do. So all instruction sets give the same bits, but where a product or a sum is below
// the normal range of float32, which those instructions take for 0.
enum class Precision { single, half, count };

// out = activation(scale * left @ right + bias) * slope + residual for every batch element; out is dense. What lies beside
// it is laid out like it.
struct Gemm {
  Index batches, rows, columns, depth;
  Matrix left, right;
  Index leftBatch, rightBatch;  // from one batch element to the next; 0 repeats the same matrix
  float* out;
  float scale;
  Precision precision;
  const float* bias;  // [columns] or null
  Activation activation;
  float* kept;  // the slope of gelu, if that is the activation, is written here, if not null
  Activation slope;
  const float* slopeFrom;  // where `slope` is not none: what the forward pass of that activation kept
  const float* residual;   // or null
};

constexpr int kMostAxes = 8;

// Two operands that broadcast to one shape: a stride of 0 repeats an operand along an axis.
struct BinaryLoop {
  int axes;
  Index sizes[kMostAxes];
  Index leftStrides[kMostAxes], rightStrides[kMostAxes];
};

enum class Binary { add, subtract, multiply, divide, maximum, minimum, squaredDifference, count };
enum class Comparison { equal, notEqual, greater, greaterEqual, less, lessEqual, count };
enum class Unary {
  relu,
  square,
  negative,
  reciprocalRoot,
  root,
  sigmoid,
  exponential,
  logarithm,
  step,
  tanh,
  reciprocal,
  absolute,
  errorFunction,
  softplus,
  leakyRelu,
  count
};
enum class Reduction { sum, maximum, minimum, count };

// Where the rows of each head are: [batch, head, row] times these, with the width side by side.
struct HeadStrides {
  Index batch, head, row;
};

struct AttentionShape {
  Index batches, heads, queries, keys, width;
  HeadStrides query, key, out;  // values are laid out like keys, gradients like what they are the gradient of
  bool causal;
  const std::int32_t* places;  // [batches, queries]: the last key that each query sees, -1 for none; or null
};

struct Attention {
  AttentionShape shape;
  const float *query, *key, *value;
  const float* keyMask;  // [batches, keys] or null
  float* out;
  float* logSums;  // [batches, heads, queries]: log of the softmax denominator
};

struct AttentionGradient {
  AttentionShape shape;
  const float *query, *key, *value, *keyMask, *out, *logSums, *outGradient;
  float *queryGradient, *keyGradient, *valueGradient;
};

struct Messages {
  Index batches, nodes, width, hidden, outputs;
  const float *senders, *receivers, *edges, *graph;
  const float *hiddenWeight, *hiddenBias, *outWeight, *outBias;  // biases may be null
  const float* mask;                                             // [batches, nodes, nodes] or null
};

struct MessagesGradient {
  float *edges, *hiddenWeight, *hiddenBias, *outWeight, *outBias;
};

struct Triplets {
  Index batches, nodes, features;
  const float *a, *b, *c, *ab, *ac, *bc, *graph;
  const float* nodeMask;  // [batches, nodes] or null
};

struct MaxDot {
  Index batches, rows, columns, width;
  const float *row, *column;  // [batches, rows, width], [batches, columns, width]
  const float* pairs[2];      // [batches, rows, columns, width] or null
  const float* weight;        // [width]
};

struct MaxDotGradient {
  float *row, *column, *weight;
  float* pair;  // null if there are no pairs; the same for all of them
};

// first, second and third are the coefficients of x, A x and A^2 x.
struct Orthogonalise {
  Index rows, columns, steps;
  float first, second, third;
  const float* in;
  float* out;
};

struct Adam {
  Index size;
  float *parameter, *first, *second;
  const float* gradient;
  float rate, beta1, beta2, epsilon, secondScale;
  float firstShare, secondShare;  // 1 - beta, rounded once
};

struct Kernels {
  const char* name;
  int lanes;
  void (*gemm)(const Gemm&);
  void (*binary)(Binary, const BinaryLoop&, const float* left, const float* right, float* out);
  void (*unary)(Unary, Index size, const float* in, float* out, float alpha);
  // From dy and what the forward pass kept: its result, for gelu its slope.
  void (*activationGradient)(Activation, Index size, const float* gradient, const float* kept, float* out);
  // in is [outer, reduced, inner], out [outer, inner]; the result is multiplied by scale.
  void (*reduce)(Reduction, const float* in, float* out, Index outer, Index reduced, Index inner, float scale);
  void (*softmax)(const float* in, float* out, Index rows, Index columns);
  void (*select)(const std::uint8_t* condition, const float* yes, const float* no, float* out, Index size);
  void (*attention)(const Attention&);
  void (*attentionGradient)(const AttentionGradient&);
  void (*rmsNorm)(const float* in, const float* gain, float* out, float* scales, Index rows, Index columns,
                  float epsilon);
  void (*rmsNormGradient)(const float* in, const float* gain, const float* scales, const float* gradient, float* inOut,
                          float* gainOut, Index rows, Index columns);
  void (*layerNorm)(const float* in, const float* gain, const float* offset, float* out, float* means, float* scales,
                    Index rows, Index columns, float epsilon);
  void (*layerNormGradient)(const float* in, const float* gain, const float* means, const float* scales,
                            const float* gradient, float* inOut, float* gainOut, float* offsetOut, Index rows,
                            Index columns);
  // Turns [heads, width] of each token, of which one begins `apart` numbers after the other, in and out, which may be the
  // same; the angles are [tokens, pairs]; direction 1 turns forwards, -1 back.
  void (*rotary)(const float* in, const float* cosines, const float* sines, float* out, Index tokens, Index apart,
                 Index heads, Index width, Index pairs, float direction);
  // losses and logSums are per row.
  void (*crossEntropy)(const float* logits, const std::int32_t* targets, float* losses, float* logSums, Index rows,
                       Index classes);
  // out = (softmax - one-hot) * factors[row] * scale.
  void (*crossEntropyGradient)(const float* logits, const std::int32_t* targets, const float* factors,
                               const float* logSums, float scale, float* out, Index rows, Index classes);
  void (*messages)(const Messages&, float* out);
  void (*messagesGradient)(const Messages&, const float* out, const float* outGradient, const MessagesGradient&);
  void (*triplets)(const Triplets&, float* out);
  // The gradients of ab and ac; all others are sums of these or of the gradient itself.
  void (*tripletsGradient)(const Triplets&, const float* outGradient, float* abGradient, float* acGradient);
  void (*maxDot)(const MaxDot&, float* out);
  void (*maxDotGradient)(const MaxDot&, const float* outGradient, const MaxDotGradient&);
  void (*adam)(const Adam&);
  void (*orthogonalise)(const Orthogonalise&);
};

// Kernels that gain nothing from wider vectors, compiled once.
void compare(Comparison op, const BinaryLoop& loop, const float* left, const float* right, std::uint8_t* out);
void compareIntegers(Comparison op, const BinaryLoop& loop, const std::int32_t* left, const std::int32_t* right,
                     std::uint8_t* out);

// Names of the instruction sets that this processor can run, best first, separated by spaces.
const char* instructionSets();

// The kernels for this processor, or those that TRANSNAR_ISA names. Throws Failure if it cannot run these.
const Kernels& kernels();

}  // namespace transnar
