#include "tests/routing/golden_spec.h"

#include <arpa/inet.h>

#include <set>

namespace headroom::routing {
namespace {

using nlohmann::json;

constexpr std::uint32_t kHaproxyFirstSeed = 2463534242;

/// What of a header this program knows; anything else must not pass unnoticed.
const std::set<std::string> kKnownOptions = {
    "hash_type", "hash_function", "avalanche", "hash_balance_factor", "len",   "depth", "whole",
    "path_only", "param",         "header",    "domain_only",         "draws", "key",   "allbackups",
    "cookie",    "stick",         "retries",   "redispatch",          "rise",  "fall"};
const std::set<std::string> kKnownServerFields = {"name",     "weight",    "address",      "id",       "backup",
                                                  "disabled", "maxconn",   "maxqueue",     "cookie",   "slowstart",
                                                  "down",     "max_fails", "fail_timeout", "max_conns"};

std::optional<std::string> firstUnknown(const json& object, const std::set<std::string>& known) {
  for (const auto& [name, value] : object.items()) {
    if (!known.contains(name)) return name;
  }
  return std::nullopt;
}

ServerSpec serverFrom(const json& s) {
  ServerSpec spec;
  spec.name = s.at("name");
  spec.weight = s.value("weight", 1);
  spec.id = s.value("id", 0);
  spec.backup = s.value("backup", false);
  spec.disabled = s.value("disabled", false) || s.value("down", false);
  spec.maxConnections = s.value("maxconn", s.value("max_conns", 0));
  spec.maxQueue = s.value("maxqueue", 0);
  spec.cookie = s.value("cookie", "");
  spec.address = s.value("address", "");
  spec.slowStart = Duration::seconds(s.value("slowstart", 0.0));
  spec.maxFails = s.value("max_fails", 1);
  spec.failTimeout = Duration::seconds(s.value("fail_timeout", 10.0));
  return spec;
}

std::optional<int> optionalInt(const json& options, const char* name) {
  return options.contains(name) ? std::optional<int>(options.at(name).get<int>()) : std::nullopt;
}

/// The usual way to write the address, which is what balancers hash.
std::string canonical(const std::string& source) {
  in6_addr address;
  char text[INET6_ADDRSTRLEN] = {};
  if (inet_pton(AF_INET6, source.c_str(), &address) != 1) return source;
  return inet_ntop(AF_INET6, &address, text, sizeof text);
}

}  // namespace

PoolSpec poolSpecFrom(const json& header) {
  PoolSpec spec;
  PolicySpec& policy = spec.policy;
  policy.product = header.at("program");
  policy.algorithm = header.at("algorithm");
  const json& options = header.at("options");
  AlgorithmOptions& o = policy.options;
  o.allBackups = options.value("allbackups", false);
  o.hashType = options.value("hash_type", "");
  o.hashFunction = options.value("hash_function", "");
  if (options.contains("avalanche")) o.avalanche = options.at("avalanche").get<bool>();
  o.balanceFactor = optionalInt(options, "hash_balance_factor");
  o.length = optionalInt(options, "len");
  o.depth = optionalInt(options, "depth");
  o.whole = options.value("whole", false);
  o.pathOnly = options.value("path_only", false);
  o.parameter = options.value("param", "");
  o.header = options.value("header", "");
  o.domainOnly = options.value("domain_only", false);
  o.draws = optionalInt(options, "draws");
  o.key = options.value("key", "");
  if (header.value("class", "") != "statistical") o.seed = kHaproxyFirstSeed;
  for (const json& s : header.at("servers")) policy.servers.push_back(serverFrom(s));
  if (options.contains("cookie")) spec.cookie = CookieSpec{options.at("cookie").at("name")};
  if (options.contains("stick")) spec.stick = StickSpec{};
  spec.retries = options.value("retries", 3);
  spec.redispatch = optionalInt(options, "redispatch");
  spec.rise = options.value("rise", 2);
  spec.fall = options.value("fall", 3);
  return spec;
}

std::string unsupportedInHeader(const json& header) {
  if (const auto unknown = firstUnknown(header.at("options"), kKnownOptions)) {
    return "unsupported option '" + *unknown + "'";
  }
  for (const json& s : header.at("servers")) {
    if (const auto unknown = firstUnknown(s, kKnownServerFields)) return "unsupported server field '" + *unknown + "'";
  }
  return {};
}

Request::Request(const json& step) {
  const json attrs = step.value("attrs", json::object());
  target_ = attrs.value("path", "/");
  host_ = attrs.value("host", "h");
  source_ = canonical(attrs.value("src", "127.0.0.1"));
  if (attrs.contains("cookie")) owned_.emplace_back("Cookie", attrs.at("cookie"));
  for (const json& h : attrs.value("headers", json::array())) owned_.emplace_back(h.at(0), h.at(1));
  for (const auto& [name, value] : owned_) headers_.push_back({name, value});
  unknown_ = firstUnknown(attrs, {"path", "host", "src", "headers", "cookie"});
}

RequestKey Request::key() const {
  RequestKey key;
  key.target = target_;
  key.host = host_;
  key.sourceText = source_;
  key.headers = headers_;
  if (inet_pton(AF_INET, source_.c_str(), key.source.bytes.data()) == 1) {
    key.source.size = 4;
  } else if (inet_pton(AF_INET6, source_.c_str(), key.source.bytes.data()) == 1) {
    key.source.size = 16;
  }
  return key;
}

}  // namespace headroom::routing
