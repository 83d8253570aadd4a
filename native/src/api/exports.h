// The functions that JavaScript can call, by concern. lib/backend/native/addon.ts has their types.
#pragma once

#include <node_api.h>

#include "arguments.h"

namespace transnar {

struct Export {
  const char* name;
  void (*body)(Arguments&);
};

// Each list ends with a null name.
extern const Export productExports[];
extern const Export elementwiseExports[];
extern const Export layoutExports[];
extern const Export rowExports[];
extern const Export attentionExports[];
extern const Export graphExports[];

}  // namespace transnar
