// What the keys of JSON access logs mean.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "engine/base/error.h"

namespace headroom::trace {

enum class JsonSlot {
  Time,
  Duration,
  Service,
  Client,
  Method,
  Target,
  RequestLine,
  Status,
  Bytes,
  ForwardedFor,
  Agent,
  Server,
  kCount
};

struct JsonKey {
  JsonSlot slot = JsonSlot::Time;
  int rank = 0;             ///< Of several keys for one slot the lowest rank counts.
  std::int64_t unitNs = 0;  ///< Of a duration; 0: seconds where it has a fraction, else milliseconds.
  bool start = false;       ///< A time that is the start of the request.
};

/// Looks keys up by their path ("request.uri").
class JsonKeys {
 public:
  /// The keys that servers and frameworks use.
  JsonKeys();

  /// Reads "time=ts,client=request.client_ip,duration=took:ms"; what is mapped takes precedence over all that is known.
  /// `option` is what the user wrote it behind, for messages.
  Diagnostics map(const std::string& text, std::string_view option = "--json-map");

  const JsonKey* find(std::string_view path) const {
    const auto found = keys_.find(path);
    return found == keys_.end() ? nullptr : &found->second;
  }

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
  };
  std::unordered_map<std::string, JsonKey, Hash, std::equal_to<>> keys_;
};

}  // namespace headroom::trace
