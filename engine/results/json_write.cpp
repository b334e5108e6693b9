#include <cmath>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <string_view>

#include "engine/results/json_shape.h"

namespace headroom::results {
namespace {

using Json = nlohmann::ordered_json;

template <class T>
Json encode(const T& value);

struct Writer {
  Json node = Json::object();
  template <class T>
  void operator()(const char* key, const T& value) {
    node[key] = encode(value);
  }
  /// A key that only some objects have.
  template <class T>
  void whereSet(const char* key, const std::optional<T>& value) {
    if (value) (*this)(key, *value);
  }
};

/// Whole numbers are written without a fraction part; what is not finite has no JSON and becomes null.
Json number(double value) {
  if (!std::isfinite(value)) return nullptr;
  const bool whole = std::abs(value) < 9e15 && value == std::trunc(value) && !(value == 0 && std::signbit(value));
  return whole ? Json(static_cast<std::int64_t>(value)) : Json(value);
}

Json estimate(const Estimate& value) {
  const auto bound = [](const std::optional<double>& b) { return b ? number(*b) : Json(nullptr); };
  Json node = {{"mean", number(value.mean)}, {"low", bound(value.low)}, {"high", bound(value.high)}};
  node["count"] = value.count;
  if (!value.why.empty()) {
    node["why"] = value.why;
  } else if (node["low"].is_null() || node["high"].is_null()) {
    node["why"] = kNoInterval;
  }
  return node;
}

const char* word(SloVerdict::Verdict verdict) {
  switch (verdict) {
    case SloVerdict::Verdict::Met:
      return "met";
    case SloVerdict::Verdict::Missed:
      return "missed";
    case SloVerdict::Verdict::NotShown:
      break;
  }
  return "not_shown";
}

template <class T>
Json list(const std::vector<T>& values) {
  Json node = Json::array();
  for (const T& value : values) node.push_back(encode(value));
  return node;
}

template <class T>
inline constexpr bool kIsVector = false;
template <class T>
inline constexpr bool kIsVector<std::vector<T>> = true;
template <class T>
inline constexpr bool kIsOptional = false;
template <class T>
inline constexpr bool kIsOptional<std::optional<T>> = true;

template <class T>
Json encode(const T& value) {
  if constexpr (std::is_same_v<T, double>) {
    return number(value);
  } else if constexpr (std::is_same_v<T, Estimate>) {
    return estimate(value);
  } else if constexpr (std::is_same_v<T, SloVerdict::Verdict>) {
    return word(value);
  } else if constexpr (kIsVector<T>) {
    return list(value);
  } else if constexpr (kIsOptional<T>) {
    return value ? encode(*value) : Json(nullptr);
  } else if constexpr (std::is_class_v<T> && !std::is_same_v<T, std::string>) {
    Writer writer;
    describe(writer, value);
    return std::move(writer.node);
  } else {
    return Json(value);
  }
}

bool obeyedByTerminals(std::string_view character) {
  const auto at = [&](std::size_t i) { return static_cast<unsigned char>(character[i]); };
  if (character.size() == 1) return at(0) == 0x7F;
  if (character.size() == 2) return (at(0) == 0xC2 && at(1) < 0xA0) || character == "\xD8\x9C";
  return character == "\xE2\x80\x8E" || character == "\xE2\x80\x8F" ||
         (character >= "\xE2\x80\xA8" && character <= "\xE2\x80\xAE") ||
         (character >= "\xE2\x81\xA6" && character <= "\xE2\x81\xA9");
}

/// Names of files come back as they are, but JSON is looked at on terminals too: what steers one or turns the direction
/// of writing is written as \uXXXX. Outside of texts JSON has none of it.
std::string compact(const Json& node) {
  const std::string json = node.dump(-1, ' ', false, Json::error_handler_t::replace);
  std::string out;
  out.reserve(json.size());
  for (std::size_t i = 0, length = 0; i < json.size(); i += length) {
    const auto first = static_cast<unsigned char>(json[i]);
    length = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    const std::string_view character = std::string_view(json).substr(i, length);
    if (length == 4 || !obeyedByTerminals(character)) {
      out += character;
      continue;
    }
    const auto low = [&](std::size_t byte) { return unsigned{static_cast<unsigned char>(character[byte])} & 0x3Fu; };
    const unsigned code = length == 1   ? first
                          : length == 2 ? (first & 0x1Fu) << 6 | low(1)
                                        : (first & 0x0Fu) << 12 | low(1) << 6 | low(2);
    char escaped[8];
    std::snprintf(escaped, sizeof escaped, "\\u%04x", code);
    out += escaped;
  }
  return out;
}

/// One line a key, and one line an entry of its lists: a difference between two files shows the object that changed.
std::string laidOut(const Json& document) {
  std::string out = "{";
  const char* separator = "\n";
  for (const auto& [key, value] : document.items()) {
    out += separator + compact(key) + ": ";
    separator = ",\n";
    if (!value.is_array() || value.empty() || !value.front().is_object()) {
      out += compact(value);
      continue;
    }
    const char* between = "[\n  ";
    for (const Json& entry : value) {
      out += between + compact(entry);
      between = ",\n  ";
    }
    out += "]";
  }
  return out + "\n}\n";
}

template <class T>
std::string document(const char* schema, const T& value) {
  Writer writer;
  writer("schema", std::string(schema));
  writer("version", kFormatVersion);
  describe(writer, value);
  return laidOut(writer.node);
}

}  // namespace

std::string toJson(const RunResult& result) {
  return document(kRunSchema, result);
}

std::string toJson(const PlanResult& result) {
  return document(kPlanSchema, result);
}

}  // namespace headroom::results
