// The module: its functions, and how their failures become JavaScript errors.
#include <node_api.h>

#include <exception>

#include "../core/kernels.h"
#include "../core/thread_pool.h"
#include "exports.h"

#if defined(__linux__)
#include <sys/mman.h>
#endif

namespace transnar {
namespace {

napi_value call(napi_env env, napi_callback_info info) {
  void* data = nullptr;
  napi_get_cb_info(env, info, nullptr, nullptr, nullptr, &data);
  const auto* entry = static_cast<const Export*>(data);
  try {
    Arguments arguments(env, info);
    entry->body(arguments);
  } catch (const std::exception& error) {
    napi_throw_error(env, nullptr, (std::string(entry->name) + ": " + error.what()).c_str());
  }
  return nullptr;
}

void define(napi_env env, napi_value exports, const char* name, napi_callback callback, void* data) {
  napi_value function = nullptr;
  napi_create_function(env, name, NAPI_AUTO_LENGTH, callback, data, &function);
  napi_set_named_property(env, exports, name, function);
}

void defineAll(napi_env env, napi_value exports, const Export* list) {
  for (const Export* entry = list; entry->name; entry++) {
    define(env, exports, entry->name, call, const_cast<Export*>(entry));
  }
}

// setThreads(count): changes the size of the pool, 0 for one per core; returns the size.
napi_value setThreads(napi_env env, napi_callback_info info) {
  napi_value result = nullptr;
  try {
    Arguments arguments(env, info);
    const Index count = arguments.size();
    arguments.end();
    setThreadCount(static_cast<int>(smaller(count, 1 << 20)));
    napi_create_int32(env, threadCount(), &result);
  } catch (const std::exception& error) {
    napi_throw_error(env, nullptr, error.what());
  }
  return result;
}

// threads(): how many threads compute.
napi_value threads(napi_env env, napi_callback_info) {
  napi_value result = nullptr;
  napi_create_int32(env, threadCount(), &result);
  return result;
}

// begins: the calling thread begins or ends its share of work that several do at the same time.
void share(Arguments& in) {
  const bool begins = in.flag();
  in.end();
  setShare(begins);
}

const Export sharingExports[] = {{"share", share}, {nullptr, nullptr}};

// alignmentOffset(buffer): bytes to skip so that the rest is aligned to a cache line. Also asks for large pages.
napi_value alignmentOffset(napi_env env, napi_callback_info info) {
  std::size_t count = 1, length = 0;
  napi_value value = nullptr, result = nullptr;
  void* data = nullptr;
  napi_get_cb_info(env, info, &count, &value, nullptr, nullptr);
  bool isBuffer = false;
  if (count == 1) napi_is_arraybuffer(env, value, &isBuffer);
  if (!isBuffer || napi_get_arraybuffer_info(env, value, &data, &length) != napi_ok) {
    napi_throw_error(env, nullptr, "alignmentOffset: expected an ArrayBuffer.");
    return nullptr;
  }
  const auto address = reinterpret_cast<std::uintptr_t>(data);
#if defined(__linux__)
  constexpr std::size_t kPage = 4096, kLarge = std::size_t{1} << 21;
  if (length >= kLarge) {
    const std::uintptr_t begin = (address + kPage - 1) / kPage * kPage;
    madvise(reinterpret_cast<void*>(begin), (address + length - begin) / kPage * kPage, MADV_HUGEPAGE);
  }
#endif
  napi_create_int32(env, static_cast<std::int32_t>((64 - address % 64) % 64), &result);
  return result;
}

void setText(napi_env env, napi_value exports, const char* name, const char* text) {
  napi_value value = nullptr;
  napi_create_string_utf8(env, text, NAPI_AUTO_LENGTH, &value);
  napi_set_named_property(env, exports, name, value);
}

napi_value initialise(napi_env env, napi_value exports) {
  try {
    setText(env, exports, "instructionSets", instructionSets());
    setText(env, exports, "instructionSet", kernels().name);
  } catch (const std::exception& error) {
    napi_throw_error(env, nullptr, error.what());
    return exports;
  }
  for (const Export* list : {productExports, elementwiseExports, layoutExports, rowExports, attentionExports,
                             graphExports, sharingExports}) {
    defineAll(env, exports, list);
  }
  define(env, exports, "setThreads", setThreads, nullptr);
  define(env, exports, "threads", threads, nullptr);
  define(env, exports, "alignmentOffset", alignmentOffset, nullptr);
  return exports;
}

}  // namespace
}  // namespace transnar

NAPI_MODULE_INIT() { return transnar::initialise(env, exports); }
