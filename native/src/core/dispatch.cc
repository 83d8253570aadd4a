// Which of the compiled instruction sets this processor gets.
#include <cstdlib>
#include <string>

#include "failure.h"
#include "kernels.h"

namespace transnar {

#if defined(__x86_64__)
#if defined(TRANSNAR_HAS_AVX512BF16)
namespace avx512bf16 {
void gemm(const Gemm& task);
}
#endif
namespace avx512 {
extern const Kernels table;
}
namespace avx2 {
extern const Kernels table;
}
namespace baseline {
extern const Kernels table;
}
#elif defined(__aarch64__)
namespace neon {
extern const Kernels table;
}
#else
namespace baseline {
extern const Kernels table;
}
#endif

namespace {

struct Candidate {
  const Kernels* kernels;
  bool supported;
};

// Best first.
#if defined(__x86_64__)
bool hasAvx512() {
  return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
         __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("fma");
}

#if defined(TRANSNAR_HAS_AVX512BF16)
// Instructions for bfloat16 are for products alone; all else is that of AVX-512.
const Kernels bfloat16Kernels = [] {
  Kernels kernels = avx512::table;
  kernels.name = "avx512bf16";
  kernels.gemm = avx512bf16::gemm;
  return kernels;
}();
#endif

const Candidate candidates[] = {
#if defined(TRANSNAR_HAS_AVX512BF16)
                                {&bfloat16Kernels, hasAvx512() && __builtin_cpu_supports("avx512bf16")},
#endif
                                {&avx512::table, hasAvx512()},
                                {&avx2::table, __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")},
                                {&baseline::table, true}};
#elif defined(__aarch64__)
const Candidate candidates[] = {{&neon::table, true}};
#else
const Candidate candidates[] = {{&baseline::table, true}};
#endif

const Kernels* best() {
  for (const Candidate& candidate : candidates) {
    if (candidate.supported) return candidate.kernels;
  }
  return nullptr;
}

const Kernels* named(const std::string& name) {
  for (const Candidate& candidate : candidates) {
    if (candidate.supported && name == candidate.kernels->name) return candidate.kernels;
  }
  return nullptr;
}

const Kernels* choose() {
  const char* wanted = std::getenv("TRANSNAR_ISA");
  return wanted && *wanted ? named(wanted) : best();
}

}  // namespace

const char* instructionSets() {
  static const std::string names = [] {
    std::string list;
    for (const Candidate& candidate : candidates) {
      if (candidate.supported) list += (list.empty() ? "" : " ") + std::string(candidate.kernels->name);
    }
    return list;
  }();
  return names.c_str();
}

const Kernels& kernels() {
  static const Kernels* chosen = choose();
  if (!chosen) {
    throw Failure(std::string("TRANSNAR_ISA names no instruction set of this processor; it has ") + instructionSets());
  }
  return *chosen;
}

}  // namespace transnar
