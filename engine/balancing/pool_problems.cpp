#include "engine/balancing/pool_problems.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <vector>

#include "engine/balancing/presets.h"
#include "engine/base/text.h"

namespace headroom::balancing {
namespace {

/// Of the field; where the file leaves it out, of what its block is about; else of the object.
SourcePlace placeOf(const farm::Farm& farm, const farm::Origin& origin, const std::string& field) {
  const std::string block = field.substr(0, field.find('.'));
  for (const std::string& name : {field, block + ".kind", block}) {
    const auto found = origin.fields.find(name);
    if (found != origin.fields.end()) return {farm.file, found->second.line, found->second.column};
  }
  return {farm.file, origin.object.line, origin.object.column};
}

/// The field that chooses the algorithm: the balancer's, the zone's, or the object that leaves it to the product.
SourcePlace placeOfAlgorithm(const farm::Farm& farm, const farm::Zone& zone) {
  if (!zone.balancer) return placeOf(farm, zone.origin, "algorithm");
  if (!zone.balancer->algorithm.empty()) return placeOf(farm, zone.balancer->origin, "algorithm");
  if (zone.algorithm) return placeOf(farm, zone.origin, "algorithm");
  return placeOf(farm, zone.balancer->origin, "product");
}

/// Finds the field a complaint is about: the one without which it would not be made. So every algorithm's own checks
/// get a place without having to know about files.
class Blame {
 public:
  Blame(const farm::Farm& farm, const farm::Zone& zone, const routing::PoolSpec& spec)
      : farm_(farm), zone_(zone), spec_(spec), members_(farm::balancerTargets(farm, zone)) {}

  Diagnostics placed(const Diagnostics& problems) {
    Diagnostics result;
    for (const Diagnostic& problem : problems) {
      Diagnostic told = problem;
      told.place = placeOf(problem);
      told.what = "zone " + zone_.name + ": " + told.what;
      result.push_back(std::move(told));
    }
    return result;
  }

 private:
  static bool complains(const routing::PoolSpec& spec, const std::string& what) {
    const auto pool = routing::Pool::create(spec);
    if (pool) return false;
    const Diagnostics& problems = pool.problems();
    return std::any_of(problems.begin(), problems.end(), [&](const Diagnostic& p) { return p.what == what; });
  }

  SourcePlace placeOf(const Diagnostic& problem) {
    if (auto place = amongOptions(problem.what)) return *place;
    if (auto place = amongMembers(problem.what)) return *place;
    return amongRest(problem.what);
  }

  SourcePlace inBalancer(const std::string& field) const {
    return zone_.balancer ? balancing::placeOf(farm_, zone_.balancer->origin, field)
                          : balancing::placeOf(farm_, zone_.origin, "");
  }

  std::optional<SourcePlace> amongOptions(const std::string& what) {
    using O = routing::AlgorithmOptions;
    struct Field {
      const char* name;
      void (*clear)(O&);
    };
    static constexpr Field kFields[] = {
        {"options.all_backups", [](O& o) { o.allBackups = false; }},
        {"options.hash_function", [](O& o) { o.hashFunction.clear(); }},
        {"options.hash_type", [](O& o) { o.hashType.clear(); }},
        {"options.avalanche", [](O& o) { o.avalanche.reset(); }},
        {"options.balance_factor", [](O& o) { o.balanceFactor.reset(); }},
        {"options.length", [](O& o) { o.length.reset(); }},
        {"options.depth", [](O& o) { o.depth.reset(); }},
        {"options.whole", [](O& o) { o.whole = false; }},
        {"options.path_only", [](O& o) { o.pathOnly = false; }},
        {"options.parameter", [](O& o) { o.parameter.clear(); }},
        {"options.header", [](O& o) { o.header.clear(); }},
        {"options.domain_only", [](O& o) { o.domainOnly = false; }},
        {"options.draws", [](O& o) { o.draws.reset(); }},
        {"options.key", [](O& o) { o.key.clear(); }},
        {"options.table_size", [](O& o) { o.tableSize.reset(); }},
        {"options.bias", [](O& o) { o.bias.reset(); }},
        {"options.decay", [](O& o) { o.decay.reset(); }},
    };
    for (const Field& field : kFields) {
      routing::PoolSpec without = spec_;
      field.clear(without.policy.options);
      if (!complains(without, what)) return inBalancer(field.name);
    }
    return std::nullopt;
  }

  std::optional<SourcePlace> amongMembers(const std::string& what) {
    using S = routing::ServerSpec;
    struct Field {
      const char* name;
      void (*clear)(S&);
    };
    static constexpr Field kFields[] = {
        {"weight", [](S& s) { s.weight = 1; }},      {"id", [](S& s) { s.id = 0; }},
        {"backup", [](S& s) { s.backup = false; }},  {"max_connections", [](S& s) { s.maxConnections = 0; }},
        {"max_queue", [](S& s) { s.maxQueue = 0; }}, {"slow_start", [](S& s) { s.slowStart = {}; }},
        {"max_fails", [](S& s) { s.maxFails = 0; }}, {"fail_timeout", [](S& s) { s.failTimeout = {}; }},
    };
    // The later of two servers in conflict is the one to change.
    for (std::size_t i = spec_.policy.servers.size(); i-- > 0;) {
      if (what.find("'" + spec_.policy.servers[i].name + "'") == std::string::npos) continue;
      for (const Field& field : kFields) {
        routing::PoolSpec without = spec_;
        field.clear(without.policy.servers[i]);
        if (!complains(without, what)) return inMember(i, field.name);
      }
      return inMember(i, "server");
    }
    return std::nullopt;
  }

  SourcePlace inMember(std::size_t index, const std::string& field) const {
    const farm::Origin& origin = members_[index].origin;
    return origin.object.line > 0 ? balancing::placeOf(farm_, origin, field)
                                  : balancing::placeOf(farm_, zone_.origin, "");
  }

  SourcePlace amongRest(const std::string& what) {
    struct Field {
      const char* name;
      void (*clear)(routing::PoolSpec&);
    };
    static constexpr Field kFields[] = {
        {"retries", [](routing::PoolSpec& s) { s.retries = 0; }},
        {"redispatch", [](routing::PoolSpec& s) { s.redispatch.reset(); }},
        {"passive_check.observe", [](routing::PoolSpec& s) { s.observe.reset(); }},
        {"passive_check.error_limit",
         [](routing::PoolSpec& s) {
           if (s.observe) s.observe->errorLimit = 10;
         }},
        {"passive_check.interval", [](routing::PoolSpec& s) { s.outliers.reset(); }},
        {"panic_threshold", [](routing::PoolSpec& s) { s.panicPercent.reset(); }},
        {"health_check.interval", [](routing::PoolSpec& s) { s.check.reset(); }},
        {"health_check.rise", [](routing::PoolSpec& s) { s.rise = 2; }},
        {"health_check.fall", [](routing::PoolSpec& s) { s.fall = 3; }},
        {"queue_timeout", [](routing::PoolSpec& s) { s.queueTimeout = {}; }},
        {"max_requests", [](routing::PoolSpec& s) { s.maxRequests.reset(); }},
        {"max_retries", [](routing::PoolSpec& s) { s.maxRetries.reset(); }},
        {"persistence", [](routing::PoolSpec& s) { s.cookie.reset(); }},
        {"persistence", [](routing::PoolSpec& s) { s.stick.reset(); }},
    };
    for (const Field& field : kFields) {
      routing::PoolSpec without = spec_;
      field.clear(without);
      if (!complains(without, what)) return inBalancer(field.name);
    }
    return placeOfAlgorithm(farm_, zone_);
  }

  const farm::Farm& farm_;
  const farm::Zone& zone_;
  const routing::PoolSpec& spec_;
  std::vector<farm::ZoneMember> members_;
};

/// Options that the file sets, by their names there.
std::vector<std::string_view> namesOf(const farm::AlgorithmOptions& o) {
  std::vector<std::string_view> names;
  const auto add = [&names](std::string_view name, bool set) {
    if (set) names.push_back(name);
  };
  add("all_backups", o.allBackups.has_value());
  add("hash_type", !o.hashType.empty());
  add("hash_function", !o.hashFunction.empty());
  add("avalanche", o.avalanche.has_value());
  add("balance_factor", o.balanceFactor.has_value());
  add("length", o.length.has_value());
  add("depth", o.depth.has_value());
  add("whole", o.whole.has_value());
  add("path_only", o.pathOnly.has_value());
  add("parameter", !o.parameter.empty());
  add("header", !o.header.empty());
  add("domain_only", o.domainOnly.has_value());
  add("draws", o.draws.has_value());
  add("key", !o.key.empty());
  add("table_size", o.tableSize.has_value());
  add("bias", o.bias.has_value());
  add("decay", o.decay.has_value());
  return names;
}

}  // namespace

Diagnostic unknownAlgorithm(const farm::Farm& farm, const farm::Zone& zone, const std::string& name) {
  const farm::Product product = zone.balancer ? zone.balancer->product : farm::Product::Unspecified;
  std::vector<std::string> names;
  for (const Algorithm& algorithm : algorithmsOf(product)) names.emplace_back(algorithm.name);
  const std::string near = nearest(name, names);
  return {
      Severity::Error,
      placeOfAlgorithm(farm, zone),
      "zone " + zone.name + ": " + std::string(productName(product)) + " has no algorithm '" + printable(name) + "'",
      near.empty() ? "use " + joinWithAnd(names) : "write \"" + near + "\"",
      {}};
}

Diagnostics idleSettings(const farm::Farm& farm, const farm::Zone& zone, const Algorithm& algorithm) {
  Diagnostics problems;
  const std::string product(productName(zone.balancer ? zone.balancer->product : farm::Product::Unspecified));
  const auto complain = [&](const farm::Origin& origin, const std::string& field, std::string what,
                            std::string remedy) {
    problems.push_back({Severity::Error,
                        placeOf(farm, origin, field),
                        "zone " + zone.name + ": " + std::move(what),
                        std::move(remedy),
                        {}});
  };
  const bool nginx = algorithm.coreProduct == "nginx";
  if (zone.balancer && zone.balancer->product != farm::Product::Envoy &&
      zone.balancer->product != farm::Product::Unspecified) {
    const farm::Balancer& balancer = *zone.balancer;
    for (const auto& [field, set] : {std::pair("max_requests", balancer.maxRequests.has_value()),
                                     std::pair("max_retries", balancer.maxRetries.has_value())}) {
      if (set) {
        complain(balancer.origin, field, product + " has no limit of requests over all servers",
                 "leave " + std::string(field) + " out, or choose ENVOY as product");
      }
    }
  }
  for (const farm::ZoneMember& member : farm::balancerTargets(farm, zone)) {
    const std::string who = "server '" + printable(member.server) + "'";
    if (nginx && member.maxQueue > 0) {
      complain(member.origin, "max_queue", product + " does not queue, so that " + who + " has no queue to limit",
               "leave max_queue out");
    }
    if (!nginx && (member.maxFails || member.failTimeout)) {
      complain(member.origin, member.maxFails ? "max_fails" : "fail_timeout",
               product + " has no max_fails and fail_timeout, which " + who + " sets",
               "leave them out, or choose nginx as product");
    }
  }
  if (!zone.balancer) return problems;
  const farm::Balancer& balancer = *zone.balancer;
  const std::vector<std::string_view> known = optionsOf(algorithm);
  for (const std::string_view option : namesOf(balancer.options)) {
    if (std::find(known.begin(), known.end(), option) != known.end()) continue;
    const std::vector<std::string> list(known.begin(), known.end());
    complain(balancer.origin, "options." + std::string(option),
             product + "'s " + std::string(algorithm.name) + " has no option " + std::string(option),
             list.empty() ? "leave it out" : "leave it out; it has " + joinWithAnd(list));
  }
  if (nginx && balancer.queueTimeout.value_or(Duration{}) > Duration{}) {
    complain(balancer.origin, "queue_timeout", product + " does not queue", "leave queue_timeout out");
  }
  if (nginx && balancer.redispatch) {
    complain(balancer.origin, "redispatch", product + " always goes on to another server", "leave redispatch out");
  }
  if (!nginx && balancer.passiveCheck.kind == farm::PassiveCheck::Kind::Failures) {
    complain(balancer.origin, "passive_check.kind", product + " has no max_fails and fail_timeout",
             "use OBSERVE or OUTLIER, or choose nginx as product");
  }
  return problems;
}

Diagnostics placedProblems(const farm::Farm& farm, const farm::Zone& zone, const routing::PoolSpec& spec,
                           const Diagnostics& problems) {
  return Blame(farm, zone, spec).placed(problems);
}

}  // namespace headroom::balancing
