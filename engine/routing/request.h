// What a balancing algorithm may look at in a request.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "engine/routing/server.h"

namespace headroom::routing {

/// The bytes of an IP address in network order; `size` is 4, 16, or 0 for "not known".
struct IpAddress {
  std::array<std::uint8_t, 16> bytes{};
  std::uint8_t size = 0;
};

struct Header {
  std::string_view name;
  std::string_view value;
};

/// What one request remembers from one attempt to the next. Fresh for every request.
struct Attempts {
  std::vector<ServerIndex> tried;  ///< In order; the last one is the one to avoid.
  std::uint32_t hash = 0;          ///< Where a hashing algorithm goes on.
  std::uint32_t rounds = 0;        ///< How often it has hashed.
  std::uint32_t misses = 0;        ///< How often it met a server that could not be used.
  bool onBackups = false;          ///< The servers proper are out of the question for this request.

  void reset() {
    tried.clear();
    hash = rounds = misses = 0;
    onBackups = false;
  }
};

/// What a policy may look at in a request. Views are only read during the call.
struct RequestKey {
  std::uint64_t client = 0;         ///< Stands for an IPv4 address (low 32 bits) where `source` is not known.
  std::string_view target = "/";    ///< Request target as received: path and query, or absolute form.
  std::string_view host;            ///< Value of the Host header.
  IpAddress source;                 ///< Client address.
  std::string_view sourceText;      ///< The client address as text, for keys that hash the text.
  std::span<const Header> headers;  ///< Without Host.
  Attempts* attempts = nullptr;     ///< For a request that may be tried again; null: first and only attempt.
};

}  // namespace headroom::routing
