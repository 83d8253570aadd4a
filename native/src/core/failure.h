// What a kernel call throws when its arguments cannot be right: it becomes a JavaScript error.
#pragma once

#include <stdexcept>

namespace transnar {

struct Failure : std::runtime_error {
  using std::runtime_error::runtime_error;
};

}  // namespace transnar
