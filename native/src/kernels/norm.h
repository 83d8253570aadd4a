#pragma once

#include "../core/kernels.h"
#include "simd.h"

namespace transnar {
namespace TRANSNAR_ISA {

void rmsNorm(const float* in, const float* gain, float* out, float* scales, Index rows, Index columns, float epsilon);
void rmsNormGradient(const float* in, const float* gain, const float* scales, const float* gradient, float* inOut,
                     float* gainOut, Index rows, Index columns);
void layerNorm(const float* in, const float* gain, const float* offset, float* out, float* means, float* scales,
               Index rows, Index columns, float epsilon);
void layerNormGradient(const float* in, const float* gain, const float* means, const float* scales,
                       const float* gradient, float* inOut, float* gainOut, float* offsetOut, Index rows,
                       Index columns);

}  // namespace TRANSNAR_ISA
}  // namespace transnar
