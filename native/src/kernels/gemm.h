#pragma once

#include "product.h"

namespace transnar {
namespace TRANSNAR_ISA {

// A product on all threads, which is not added to what `out` holds.
void multiplyParallel(const Product& product);

void gemm(const Gemm& task);

}  // namespace TRANSNAR_ISA
}  // namespace transnar
