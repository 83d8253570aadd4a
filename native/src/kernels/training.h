// Kernels of whole model parts; see core/kernels.h for their arguments.
#pragma once

#include "../core/kernels.h"
#include "simd.h"

namespace transnar {
namespace TRANSNAR_ISA {

void attention(const Attention& task);
void attentionGradient(const AttentionGradient& task);
void rotary(const float* in, const float* cosines, const float* sines, float* out, Index tokens, Index apart,
            Index heads, Index width, Index pairs, float direction);
void messages(const Messages& task, float* out);
void messagesGradient(const Messages& task, const float* out, const float* outGradient,
                      const MessagesGradient& gradient);
void triplets(const Triplets& task, float* out);
void tripletsGradient(const Triplets& task, const float* outGradient, float* abGradient, float* acGradient);
void maxDot(const MaxDot& task, float* out);
void maxDotGradient(const MaxDot& task, const float* outGradient, const MaxDotGradient& gradient);
void adam(const Adam& task);
void orthogonalise(const Orthogonalise& task);

}  // namespace TRANSNAR_ISA
}  // namespace transnar
