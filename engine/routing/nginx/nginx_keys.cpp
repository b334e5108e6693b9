#include "engine/routing/nginx/nginx_keys.h"

#include "engine/base/text.h"

namespace headroom::routing {

namespace {

/// $request_uri: of an absolute target only what follows the authority.
std::string_view withoutAuthority(std::string_view target) {
  if (target.starts_with('/')) return target;
  const std::size_t scheme = target.find("://");
  const std::size_t slash = scheme == std::string_view::npos ? scheme : target.find('/', scheme + 3);
  return slash == std::string_view::npos ? target : target.substr(slash);
}

}  // namespace

IpAddress addressOf(const RequestKey& key) {
  if (key.source.size != 0) return key.source;
  IpAddress address;
  address.size = 4;
  for (std::size_t i = 0; i < 4; ++i) address.bytes[i] = static_cast<std::uint8_t>(key.client >> (24 - 8 * i));
  return address;
}

bool checkNoBackups(const PolicySpec& spec, Diagnostics& problems) {
  bool fine = true;
  for (const ServerSpec& server : spec.servers) {
    if (!server.backup) continue;
    fine = false;
    problems.push_back({Severity::Error,
                        {},
                        "server '" + printable(server.name) + "' is a backup, which nginx does not allow with " +
                            printable(spec.algorithm),
                        "remove backup, or balance with round_robin or least_conn",
                        {}});
  }
  return fine;
}

std::optional<NginxKey> NginxKey::parse(std::string_view text, Diagnostics& problems) {
  NginxKey key;
  if (text == "uri") {
    key.kind_ = Kind::Uri;
  } else if (text == "src") {
    key.kind_ = Kind::Source;
  } else if (text.starts_with("header:") && text.size() > 7) {
    key.kind_ = Kind::Header;
    key.name_ = text.substr(7);
  } else if (text.starts_with("arg:") && text.size() > 4) {
    key.kind_ = Kind::Argument;
    key.name_ = text.substr(4);
  } else {
    problems.push_back({Severity::Error,
                        {},
                        text.empty() ? "hash needs a key" : "unknown hash key '" + printable(text) + "'",
                        "use uri, src, header:NAME or arg:NAME",
                        {}});
    return std::nullopt;
  }
  return key;
}

std::string_view NginxKey::operator()(const RequestKey& key) const {
  switch (kind_) {
    case Kind::Uri:
      return withoutAuthority(key.target);
    case Kind::Source:
      return key.sourceText;
    case Kind::Header:
      for (const Header& header : key.headers) {
        if (equalIgnoringCase(header.name, name_)) return trim(header.value);
      }
      return equalIgnoringCase(name_, "host") ? key.host : std::string_view();
    case Kind::Argument: {
      // $arg_NAME: compared without case, the first one that has a '='.
      std::size_t at = key.target.find('?');
      while (at != std::string_view::npos) {
        const std::string_view rest = key.target.substr(at + 1);
        if (rest.size() > name_.size() && rest[name_.size()] == '=' &&
            equalIgnoringCase(rest.substr(0, name_.size()), name_)) {
          const std::string_view value = rest.substr(name_.size() + 1);
          return value.substr(0, value.find('&'));
        }
        at = key.target.find('&', at + 1);
      }
      return {};
    }
  }
  return {};
}

std::string NginxKey::describe() const {
  switch (kind_) {
    case Kind::Uri:
      return "request target";
    case Kind::Source:
      return "client address";
    case Kind::Header:
      return "header " + printable(name_);
    case Kind::Argument:
      return "query argument " + printable(name_);
  }
  return {};
}

}  // namespace headroom::routing
