#pragma once

#include "../core/kernels.h"
#include "simd.h"

namespace transnar {
namespace TRANSNAR_ISA {

void reduce(Reduction op, const float* in, float* out, Index outer, Index reduced, Index inner, float scale);
void softmax(const float* in, float* out, Index rows, Index columns);
void crossEntropy(const float* logits, const std::int32_t* targets, float* losses, float* logSums, Index rows,
                  Index classes);
void crossEntropyGradient(const float* logits, const std::int32_t* targets, const float* factors, const float* logSums,
                          float scale, float* out, Index rows, Index classes);

}  // namespace TRANSNAR_ISA
}  // namespace transnar
