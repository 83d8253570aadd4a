#include "arguments.h"

#include <cmath>

namespace transnar {
namespace {

constexpr double kLargest = 1099511627776.0;  // 2^40: far beyond memory, far below overflow

}  // namespace

Index productOf(std::initializer_list<Index> sizes) {
  Index product = 1;
  for (const Index size : sizes) {
    if (__builtin_mul_overflow(product, size, &product) || product > Index{1} << 40) {
      throw Failure("The sizes are too large.");
    }
  }
  return product;
}

Arguments::Arguments(napi_env env, napi_callback_info info) : env_(env) {
  if (napi_get_cb_info(env, info, &count_, values_, nullptr, nullptr) != napi_ok || count_ > kMost) {
    throw Failure("Too many arguments.");
  }
}

void Arguments::fail(const std::string& problem) const {
  throw Failure("Argument " + std::to_string(position_) + ": " + problem);
}

napi_value Arguments::next() {
  position_++;
  if (position_ > count_) fail("missing.");
  return values_[position_ - 1];
}

void Arguments::end() const {
  if (position_ != count_) throw Failure("Expected " + std::to_string(position_) + " arguments.");
}

double Arguments::numeral() {
  double value = 0;
  if (napi_get_value_double(env_, next(), &value) != napi_ok) fail("expected a number.");
  return value;
}

double Arguments::number() { return numeral(); }

Index Arguments::size() {
  const double value = numeral();
  if (!(value >= 0 && value <= kLargest) || value != std::floor(value)) fail("expected a size.");
  return static_cast<Index>(value);
}

Index Arguments::positive() {
  const Index value = size();
  if (value == 0) fail("expected a size above 0.");
  return value;
}

Index Arguments::offset() {
  const double value = numeral();
  if (!(value >= -kLargest && value <= kLargest) || value != std::floor(value)) fail("expected an offset.");
  return static_cast<Index>(value);
}

bool Arguments::flag() {
  bool value = false;
  if (napi_get_value_bool(env_, next(), &value) != napi_ok) fail("expected true or false.");
  return value;
}

int Arguments::choice(int count) {
  const Index value = size();
  if (value >= count) fail("expected an integer below " + std::to_string(count) + ".");
  return static_cast<int>(value);
}

Arguments::Elements Arguments::typed(napi_value value, napi_typedarray_type* type) const {
  bool isTyped = false;
  napi_is_typedarray(env_, value, &isTyped);
  std::size_t length = 0;
  void* data = nullptr;
  if (!isTyped || napi_get_typedarray_info(env_, value, type, &length, &data, nullptr, nullptr) != napi_ok) {
    fail("expected a typed array.");
  }
  const int bytes = *type == napi_uint8_array ? 1 : 4;
  return {data, static_cast<Index>(length), bytes};
}

void* Arguments::exactly(napi_typedarray_type type, const char* name, Index size, bool optional) {
  const napi_value value = next();
  if (optional) {
    napi_valuetype kind = napi_undefined;
    napi_typeof(env_, value, &kind);
    if (kind == napi_null || kind == napi_undefined) return nullptr;
  }
  napi_typedarray_type actual = napi_uint8_array;
  const Elements elements = typed(value, &actual);
  if (actual != type) fail(std::string("expected ") + name + ".");
  if (elements.length != size) {
    fail("expected " + std::to_string(size) + " elements, not " + std::to_string(elements.length) + ".");
  }
  static float empty[1];  // an empty array may have no memory at all, which is not the same as no array
  return elements.data ? elements.data : empty;
}

const float* Arguments::floats(Index size) {
  return static_cast<const float*>(exactly(napi_float32_array, "a Float32Array", size, false));
}

const float* Arguments::optionalFloats(Index size) {
  return static_cast<const float*>(exactly(napi_float32_array, "a Float32Array", size, true));
}

const std::int32_t* Arguments::integers(Index size) {
  return static_cast<const std::int32_t*>(exactly(napi_int32_array, "an Int32Array", size, false));
}

const std::int32_t* Arguments::optionalIntegers(Index size) {
  return static_cast<const std::int32_t*>(exactly(napi_int32_array, "an Int32Array", size, true));
}

const std::uint8_t* Arguments::bytes(Index size) {
  return static_cast<const std::uint8_t*>(exactly(napi_uint8_array, "a Uint8Array", size, false));
}

Arguments::Elements Arguments::elements() {
  napi_typedarray_type type = napi_uint8_array;
  const Elements elements = typed(next(), &type);
  if (type != napi_uint8_array && type != napi_int32_array && type != napi_float32_array) {
    fail("expected a Float32Array, an Int32Array or a Uint8Array.");
  }
  return elements;
}

int Arguments::list(Index* out, int most) {
  napi_typedarray_type type = napi_uint8_array;
  const Elements elements = typed(next(), &type);
  if (type != napi_int32_array) fail("expected an Int32Array.");
  if (elements.length > most) fail("expected at most " + std::to_string(most) + " numbers.");
  const auto* data = static_cast<const std::int32_t*>(elements.data);
  for (Index i = 0; i < elements.length; i++) out[i] = data[i];
  return static_cast<int>(elements.length);
}

}  // namespace transnar
