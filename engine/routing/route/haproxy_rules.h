// Path and host rules with HAProxy's matching: `use_backend NAME if { CONDITION }`, first match wins.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/error.h"
#include "engine/routing/request.h"
#include "engine/routing/route/decision.h"

namespace headroom::routing {

struct HaproxyRule {
  /// One condition: FETCH[,CONVERTER…] [-i] [-m METHOD] PATTERN…, for instance "path_beg -i /api /v2" or
  /// "hdr(host),host_only -m str www.example.com". Fetches: path, url, query, base, hdr(NAME); converters: lower,
  /// upper, url_dec, host_only; methods, also as suffix: str, beg, end, sub, dir, dom, reg, len, found.
  std::string condition;
  std::string destination;
};

/// Everything is compared as received, byte by byte: nothing is decoded or normalised unless a converter does it. So
/// "path_beg /AppX" takes /AppXtra too and misses /%41ppX. Not thread-safe.
class HaproxyRules {
 public:
  /// Every problem of every rule at once. An empty default answers 503, as HAProxy does without a backend.
  static Result<HaproxyRules> create(const std::vector<HaproxyRule>& rules, std::string defaultDestination);
  ~HaproxyRules();
  HaproxyRules(HaproxyRules&&) noexcept;
  HaproxyRules& operator=(HaproxyRules&&) noexcept;

  /// The first rule in order that matches decides; a target that HAProxy would not parse gets 400.
  RouteDecision decide(std::string_view host, std::string_view target, std::span<const Header> headers = {}) const;

 private:
  class Condition;
  HaproxyRules();

  std::vector<HaproxyRule> rules_;
  std::vector<std::unique_ptr<Condition>> conditions_;
  std::string default_;
};

}  // namespace headroom::routing
