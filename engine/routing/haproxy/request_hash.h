// From a request to a number: the keys of HAProxy's hashing algorithms.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "engine/routing/hash/functions.h"
#include "engine/routing/policy_spec.h"
#include "engine/routing/request.h"

namespace headroom::routing {

/// Part of the request target that `balance uri` hashes: up to the first '?' unless `whole`, at most `length` bytes
/// (0: all), ending before slash number `depth` + 1 (0: all), without scheme and authority if `pathOnly`. Raw bytes.
std::string_view uriKey(std::string_view target, std::size_t length, std::size_t depth, bool whole, bool pathOnly);

/// Value of the first query parameter of exactly that name that has a '='; may be empty. Nullopt when there is none.
std::optional<std::string_view> queryParameter(std::string_view target, std::string_view name);

/// Value of the first header line of that name (compared without case); Host counts as a header.
std::optional<std::string_view> headerValue(const RequestKey& key, std::string_view name);

/// The label before the last dot, with the oddities of HAProxy 2.6's `use_domain_only`.
std::string_view domainLabel(std::string_view host);

/// XOR of the address taken as big-endian 32-bit words.
inline std::uint32_t addressHash(const RequestKey& key) {
  if (key.source.size == 0) return static_cast<std::uint32_t>(key.client);
  std::uint32_t h = 0;
  for (std::size_t i = 0; i < key.source.size; ++i) h ^= std::uint32_t{key.source.bytes[i]} << (24 - 8 * (i % 4));
  return h;
}

/// A hash, or that the request has no such key. In one word for the reason given at Choice.
class KeyHash {
 public:
  constexpr KeyHash(std::nullopt_t) {}
  constexpr KeyHash(std::uint32_t hash) : value_(hash) {}
  constexpr explicit operator bool() const { return value_ != kNone; }
  constexpr std::uint32_t operator*() const { return static_cast<std::uint32_t>(value_); }
  friend constexpr bool operator==(KeyHash, KeyHash) = default;

 private:
  static constexpr std::uint64_t kNone = ~std::uint64_t{0};
  std::uint64_t value_ = kNone;
};

class RequestHash {
 public:
  enum class Source { Address, Uri, UrlParameter, Header };

  /// Adds what is wrong with the options to `problems`.
  RequestHash(Source source, const AlgorithmOptions& options, Diagnostics& problems);

  /// Nullopt when the request has no such key. `usable` is the number of usable servers: with exactly one most keys
  /// are not computed at all.
  KeyHash operator()(const RequestKey& key, std::uint32_t usable) const {
    // With a single server the original skips hashing altogether, except for query parameters.
    if (usable == 1 && source_ != Source::UrlParameter) return 0;
    const KeyHash hash = source_ == Source::Address ? KeyHash(addressHash(key)) : raw(key);
    return hash && avalanche_ ? avalanche(*hash) : hash;
  }

  bool consistent() const { return consistent_; }
  /// For explain(): "sdbm of the request target".
  std::string describe() const;

 private:
  KeyHash raw(const RequestKey& key) const;

  Source source_;
  HashFunction function_ = HashFunction::Sdbm;
  bool consistent_ = false;
  bool avalanche_ = false;
  std::size_t length_ = 0;
  std::size_t depth_ = 0;
  bool whole_ = false;
  bool pathOnly_ = false;
  bool domainOnly_ = false;
  std::string name_;  ///< Of the parameter or header.
};

}  // namespace headroom::routing
