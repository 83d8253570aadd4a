#include "../core/kernels.h"
#include "exports.h"

namespace transnar {
namespace {

// op, outer, reduced, inner, scale, in, out
void reduce(Arguments& in) {
  const auto op = static_cast<Reduction>(in.choice(static_cast<int>(Reduction::count)));
  const Index outer = in.size(), reduced = in.positive(), inner = in.size();
  const auto scale = static_cast<float>(in.number());
  const float* from = in.floats(productOf({outer, reduced, inner}));
  float* to = in.floatsOut(productOf({outer, inner}));
  in.end();
  if (outer * inner > 0) kernels().reduce(op, from, to, outer, reduced, inner, scale);
}

// rows, columns, in, out
void softmax(Arguments& in) {
  const Index rows = in.size(), columns = in.positive(), size = productOf({rows, columns});
  const float* from = in.floats(size);
  float* to = in.floatsOut(size);
  in.end();
  kernels().softmax(from, to, rows, columns);
}

const std::int32_t* readClasses(Arguments& in, Index rows, Index classes) {
  const std::int32_t* targets = in.integers(rows);
  for (Index row = 0; row < rows; row++) {
    if (targets[row] < 0 || targets[row] >= classes) {
      in.fail("class " + std::to_string(targets[row]) + " is not in [0, " + std::to_string(classes) + ").");
    }
  }
  return targets;
}

// rows, classes, logits, targets, losses, logSums
void crossEntropy(Arguments& in) {
  const Index rows = in.size(), classes = in.positive();
  const float* logits = in.floats(productOf({rows, classes}));
  const std::int32_t* targets = readClasses(in, rows, classes);
  float *losses = in.floatsOut(rows), *logSums = in.floatsOut(rows);
  in.end();
  kernels().crossEntropy(logits, targets, losses, logSums, rows, classes);
}

// rows, classes, scale, logits, targets, factors, logSums, out
void crossEntropyGradient(Arguments& in) {
  const Index rows = in.size(), classes = in.positive(), size = productOf({rows, classes});
  const auto scale = static_cast<float>(in.number());
  const float* logits = in.floats(size);
  const std::int32_t* targets = readClasses(in, rows, classes);
  const float *factors = in.floats(rows), *logSums = in.floats(rows);
  float* out = in.floatsOut(size);
  in.end();
  kernels().crossEntropyGradient(logits, targets, factors, logSums, scale, out, rows, classes);
}

// rows, columns, epsilon, in, gain, out, scales
void rmsNorm(Arguments& in) {
  const Index rows = in.size(), columns = in.positive(), size = productOf({rows, columns});
  const auto epsilon = static_cast<float>(in.number());
  const float *from = in.floats(size), *gain = in.floats(columns);
  float *to = in.floatsOut(size), *scales = in.floatsOut(rows);
  in.end();
  kernels().rmsNorm(from, gain, to, scales, rows, columns, epsilon);
}

// rows, columns, in, gain, scales, gradient, inGradient, gainGradient
void rmsNormGradient(Arguments& in) {
  const Index rows = in.size(), columns = in.positive(), size = productOf({rows, columns});
  const float *from = in.floats(size), *gain = in.floats(columns), *scales = in.floats(rows);
  const float* gradient = in.floats(size);
  float *inOut = in.floatsOut(size), *gainOut = in.floatsOut(columns);
  in.end();
  kernels().rmsNormGradient(from, gain, scales, gradient, inOut, gainOut, rows, columns);
}

// rows, columns, epsilon, in, gain, offset, out, means, scales
void layerNorm(Arguments& in) {
  const Index rows = in.size(), columns = in.positive(), size = productOf({rows, columns});
  const auto epsilon = static_cast<float>(in.number());
  const float *from = in.floats(size), *gain = in.floats(columns), *offset = in.floats(columns);
  float *to = in.floatsOut(size), *means = in.floatsOut(rows), *scales = in.floatsOut(rows);
  in.end();
  kernels().layerNorm(from, gain, offset, to, means, scales, rows, columns, epsilon);
}

// rows, columns, in, gain, means, scales, gradient, inGradient, gainGradient, offsetGradient
void layerNormGradient(Arguments& in) {
  const Index rows = in.size(), columns = in.positive(), size = productOf({rows, columns});
  const float *from = in.floats(size), *gain = in.floats(columns);
  const float *means = in.floats(rows), *scales = in.floats(rows), *gradient = in.floats(size);
  float *inOut = in.floatsOut(size), *gainOut = in.floatsOut(columns), *offsetOut = in.floatsOut(columns);
  in.end();
  kernels().layerNormGradient(from, gain, means, scales, gradient, inOut, gainOut, offsetOut, rows, columns);
}

}  // namespace

const Export rowExports[] = {{"reduce", reduce},
                             {"softmax", softmax},
                             {"crossEntropy", crossEntropy},
                             {"crossEntropyGradient", crossEntropyGradient},
                             {"rmsNorm", rmsNorm},
                             {"rmsNormGradient", rmsNormGradient},
                             {"layerNorm", layerNorm},
                             {"layerNormGradient", layerNormGradient},
                             {nullptr, nullptr}};

}  // namespace transnar
