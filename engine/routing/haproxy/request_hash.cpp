#include "engine/routing/haproxy/request_hash.h"

#include <algorithm>

#include "engine/base/text.h"
#include "engine/routing/route/target.h"

namespace headroom::routing {
namespace {

bool isBlank(char c) {
  return c == ' ' || c == '\t';
}

/// A header's value up to the first comma, without blanks around it.
std::string_view firstElement(std::string_view value) {
  value = value.substr(0, value.find(','));
  while (!value.empty() && isBlank(value.front())) value.remove_prefix(1);
  while (!value.empty() && isBlank(value.back())) value.remove_suffix(1);
  return value;
}

/// An absolute target that names its scheme's default port: HAProxy takes the port away, and the Host header becomes
/// what the target says.
bool namesDefaultPort(std::string_view target) {
  if (target.starts_with('/')) return false;
  const TargetParts parts = splitTarget(target);
  return parts.absolute && withoutDefaultPort(parts.authority, target) != parts.authority;
}

std::string shortened(std::string_view target) {
  const std::string_view authority = splitTarget(target).authority;
  const std::string_view kept = withoutDefaultPort(authority, target);
  std::string result(target);
  return result.erase(static_cast<std::size_t>(kept.data() + kept.size() - target.data()),
                      authority.size() - kept.size());
}

}  // namespace

std::string_view uriKey(std::string_view target, std::size_t length, std::size_t depth, bool whole, bool pathOnly) {
  if (pathOnly && !target.starts_with('/')) {
    const std::size_t scheme = target.find("://");
    const std::size_t slash = scheme == std::string_view::npos ? scheme : target.find('/', scheme + 3);
    if (slash != std::string_view::npos) target.remove_prefix(slash);
  }
  if (length > 0) target = target.substr(0, length);
  if (depth == 0) return whole ? target : target.substr(0, target.find('?'));
  std::size_t slashes = 0;
  for (std::size_t i = 0; i < target.size(); ++i) {
    if (target[i] == '/' && ++slashes == depth + 1) return target.substr(0, i);
    if (target[i] == '?' && !whole) return target.substr(0, i);
  }
  return target;
}

std::optional<std::string_view> queryParameter(std::string_view target, std::string_view name) {
  std::size_t at = target.find('?');
  while (at != std::string_view::npos) {
    const std::string_view rest = target.substr(at + 1);
    if (rest.size() > name.size() && rest.starts_with(name) && rest[name.size()] == '=') {
      const std::string_view value = rest.substr(name.size() + 1);
      return value.substr(0, value.find('&'));
    }
    at = target.find('&', at + 1);
  }
  return std::nullopt;
}

std::optional<std::string_view> headerValue(const RequestKey& key, std::string_view name) {
  for (const Header& header : key.headers) {
    if (equalIgnoringCase(header.name, name)) return header.value;
  }
  if (equalIgnoringCase(name, "host") && !key.host.empty()) return key.host;
  return std::nullopt;
}

std::string_view domainLabel(std::string_view host) {
  const std::size_t dot = host.rfind('.');
  if (dot == std::string_view::npos || dot == 0) return host;
  std::size_t begin = dot - 1;
  while (begin > 0 && host[begin - 1] != '.') --begin;
  return host.substr(begin, dot - begin);
}

RequestHash::RequestHash(Source source, const AlgorithmOptions& options, Diagnostics& problems) : source_(source) {
  const auto complain = [&problems](std::string what, std::string remedy) {
    problems.push_back({Severity::Error, {}, std::move(what), std::move(remedy), {}});
  };
  if (options.hashType == "consistent") {
    consistent_ = true;
  } else if (!options.hashType.empty() && options.hashType != "map-based") {
    complain("unknown hash type '" + printable(options.hashType) + "'", "use map-based or consistent");
  }
  avalanche_ = options.avalanche.value_or(consistent_ && options.hashFunction.empty());
  if (!options.hashFunction.empty()) {
    if (const auto function = hashFunctionNamed(options.hashFunction)) {
      function_ = *function;
    } else {
      complain("unknown hash function '" + printable(options.hashFunction) + "'", "use sdbm, djb2, wt6 or crc32");
    }
  }
  if (options.length && *options.length < 1) complain("uri len must be at least 1", "give a length or leave it out");
  if (options.depth && *options.depth < 1) complain("uri depth must be at least 1", "give a depth or leave it out");
  length_ = static_cast<std::size_t>(std::max(0, options.length.value_or(0)));
  depth_ = static_cast<std::size_t>(std::max(0, options.depth.value_or(0)));
  whole_ = options.whole;
  pathOnly_ = options.pathOnly;
  domainOnly_ = options.domainOnly;
  name_ = source == Source::Header ? options.header : options.parameter;
  if (source == Source::Header && name_.empty()) complain("hdr needs a header name", "for instance Host");
  if (source == Source::UrlParameter && name_.empty()) complain("url_param needs a parameter name", "for instance id");
}

KeyHash RequestHash::raw(const RequestKey& key) const {
  switch (source_) {
    case Source::Address:
      return addressHash(key);
    case Source::Uri:
      if (namesDefaultPort(key.target)) {
        return hashBytes(function_, uriKey(shortened(key.target), length_, depth_, whole_, pathOnly_));
      }
      return hashBytes(function_, uriKey(key.target, length_, depth_, whole_, pathOnly_));
    case Source::UrlParameter: {
      const auto value = queryParameter(key.target, name_);
      if (!value) return std::nullopt;
      return hashBytes(function_, *value);
    }
    case Source::Header: {
      std::string_view value = firstElement(headerValue(key, name_).value_or(""));
      if (equalIgnoringCase(name_, "host") && namesDefaultPort(key.target)) {
        value = withoutDefaultPort(splitTarget(key.target).authority, key.target);
      }
      if (value.empty()) return std::nullopt;
      return hashBytes(function_, domainOnly_ ? domainLabel(value) : value);
    }
  }
  return std::nullopt;
}

std::string RequestHash::describe() const {
  std::string text;
  switch (source_) {
    case Source::Address:
      text = "client address";
      break;
    case Source::Uri:
      text = std::string(toString(function_)) + " of the request target";
      break;
    case Source::UrlParameter:
      text = std::string(toString(function_)) + " of query parameter " + printable(name_);
      break;
    case Source::Header:
      text = std::string(toString(function_)) + " of header " + printable(name_);
      break;
  }
  return avalanche_ ? text + ", then avalanche" : text;
}

}  // namespace headroom::routing
