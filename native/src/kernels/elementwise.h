#pragma once

#include "../core/kernels.h"
#include "simd.h"

namespace transnar {
namespace TRANSNAR_ISA {

void binary(Binary op, const BinaryLoop& loop, const float* left, const float* right, float* out);
void unary(Unary op, Index size, const float* in, float* out, float alpha);
void activationGradient(Activation activation, Index size, const float* gradient, const float* kept, float* out);
void select(const std::uint8_t* condition, const float* yes, const float* no, float* out, Index size);

}  // namespace TRANSNAR_ISA
}  // namespace transnar
