// Working memory of the calling thread, kept between calls.
#pragma once

#include "types.h"

namespace transnar {

// One slot per simultaneous use. `shared*` slots belong to the thread that starts tasks, the others to a task.
enum class Slot { sharedRight, sharedPartial, left, right, pairs, first, second, third, fourth, fifth, sixth, count };

// At least `size` floats, aligned to 64 bytes, contents undefined; valid until the thread asks again for this slot.
float* scratch(Slot slot, Index size);

}  // namespace transnar
