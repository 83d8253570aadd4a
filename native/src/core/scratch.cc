#include "scratch.h"

#include <cstdlib>
#include <new>

namespace transnar {
namespace {

constexpr int kSlots = static_cast<int>(Slot::count);
constexpr Index kAlignment = 64;

struct Buffer {
  float* data = nullptr;
  Index size = 0;

  ~Buffer() { std::free(data); }

  float* reserve(Index wanted) {
    if (wanted <= size) return data;
    std::free(data);
    data = nullptr;
    size = 0;
    const Index bytes = ceilDivide((wanted + wanted / 4) * Index{sizeof(float)}, kAlignment) * kAlignment;
    data = static_cast<float*>(std::aligned_alloc(kAlignment, static_cast<std::size_t>(bytes)));
    if (!data) throw std::bad_alloc();
    size = bytes / Index{sizeof(float)};
    return data;
  }
};

thread_local Buffer buffers[kSlots];

}  // namespace

float* scratch(Slot slot, Index size) { return buffers[static_cast<int>(slot)].reserve(size > 0 ? size : 1); }

}  // namespace transnar
