// The keys that nginx's hashing methods read from a request.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "engine/routing/policy_spec.h"
#include "engine/routing/request.h"

namespace headroom::routing {

/// The client address; without one, RequestKey::client stands for an IPv4 address.
IpAddress addressOf(const RequestKey& key);

/// Adds a problem when a server is marked as backup: nginx refuses that with hashing and random methods.
bool checkNoBackups(const PolicySpec& spec, Diagnostics& problems);

/// The key of `hash KEY`: "uri" ($request_uri), "src" ($remote_addr as text), "header:NAME" ($http_…), "arg:NAME"
/// ($arg_…).
class NginxKey {
 public:
  /// Reads AlgorithmOptions::key; nullopt, and a problem, for what is none of its forms.
  static std::optional<NginxKey> parse(std::string_view text, Diagnostics& problems);
  /// Empty when the request has no such key.
  std::string_view operator()(const RequestKey& key) const;
  std::string describe() const;

 private:
  enum class Kind { Uri, Source, Header, Argument };
  Kind kind_ = Kind::Uri;
  std::string name_;
};

}  // namespace headroom::routing
