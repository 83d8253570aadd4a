// Reads the arguments of a JavaScript call in order and checks each: nothing that JavaScript passes reaches a kernel
// without its type, length and range having been looked at. Every failure is a Failure, hence a JavaScript error.
#pragma once

#include <node_api.h>

#include <cstdint>
#include <initializer_list>
#include <string>

#include "../core/failure.h"
#include "../core/types.h"

namespace transnar {

// Product of sizes; throws when it does not fit.
Index productOf(std::initializer_list<Index> sizes);

class Arguments {
 public:
  static constexpr std::size_t kMost = 48;

  Arguments(napi_env env, napi_callback_info info);

  // Each reads the next argument.
  Index size();                     // an integer in [0, 2^40]
  Index positive();                 // an integer in [1, 2^40]
  Index offset();                   // an integer in [-2^40, 2^40]
  double number();                  // any number
  bool flag();                      // true or false
  int choice(int count);            // an integer in [0, count)
  const float* floats(Index size);  // a Float32Array of exactly this length
  float* floatsOut(Index size) { return const_cast<float*>(floats(size)); }
  const float* optionalFloats(Index size);  // the same, or null
  float* optionalFloatsOut(Index size) { return const_cast<float*>(optionalFloats(size)); }
  const std::int32_t* integers(Index size);
  const std::int32_t* optionalIntegers(Index size);
  const std::uint8_t* bytes(Index size);
  std::uint8_t* bytesOut(Index size) { return const_cast<std::uint8_t*>(bytes(size)); }
  // A typed array whose elements have one of the sizes 1 and 4.
  struct Elements {
    void* data;
    Index length;
    int bytes;
  };
  Elements elements();
  // An Int32Array of at most `most` numbers; returns how many.
  int list(Index* out, int most);

  // Throws unless all arguments have been read.
  void end() const;
  [[noreturn]] void fail(const std::string& problem) const;

 private:
  napi_value next();
  Elements typed(napi_value value, napi_typedarray_type* type) const;
  void* exactly(napi_typedarray_type type, const char* name, Index size, bool optional);
  double numeral();

  napi_env env_;
  napi_value values_[kMost];
  std::size_t count_ = kMost;
  std::size_t position_ = 0;
};

}  // namespace transnar
