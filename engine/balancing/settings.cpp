#include "engine/balancing/settings.h"

#include <algorithm>

#include "engine/balancing/algorithms.h"
#include "engine/balancing/values.h"
#include "engine/base/quantity.h"

namespace headroom::balancing {
namespace {

/// Of a time that the farm file gives: zero means that there is no limit, and so it is written.
template <class T>
std::optional<T> own(const std::optional<T>& value) {
  return value;
}
std::optional<std::string> own(const std::string& text) {
  return text.empty() ? std::nullopt : std::optional(text);
}

class Resolver {
 public:
  explicit Resolver(farm::Product product) : product_(product) {}

  /// The file's value, else the preset's, else `builtIn`; `matters`: whether it has a meaning and so a line.
  template <class T>
  Setting<T> take(const char* setting, const std::optional<T>& file, T builtIn, bool matters = true) {
    Setting<T> result{std::move(builtIn), From::BuiltIn};
    const PresetValue* preset = presetValue(product_, setting);
    if (file) {
      result = {*file, From::FarmFile};
    } else if (preset != nullptr) {
      read(preset->value, result.value);
      result.from = From::Preset;
    }
    if (matters) add(setting, written(result.value), result.from, preset);
    return result;
  }

  /// As above for a number that may be absent, which `word` says.
  template <class T>
  Setting<std::optional<T>> takeOptional(const char* setting, const std::optional<T>& file, std::optional<T> builtIn,
                                         const char* word, bool matters = true) {
    Setting<std::optional<T>> result{builtIn, From::BuiltIn};
    const PresetValue* preset = presetValue(product_, setting);
    if (file) {
      result = {file, From::FarmFile};
    } else if (preset != nullptr) {
      result = {std::nullopt, From::Preset};
      if (preset->value != word) read(preset->value, result.value.emplace());
    }
    if (matters) add(setting, result.value ? written(*result.value) : word, result.from, preset);
    return result;
  }

  void add(const char* setting, std::string value, From from, const PresetValue* preset = nullptr) {
    SettingLine line{setting, std::move(value), from, {}, Standing::Documented};
    if (from == From::Preset && preset != nullptr) {
      line.source = preset->source;
      line.standing = preset->standing;
    }
    lines_.push_back(std::move(line));
  }

  std::vector<SettingLine> lines() { return std::move(lines_); }

 private:
  farm::Product product_;
  std::vector<SettingLine> lines_;
};

/// The balancer's own name wins over the zone's choice, that over the product's default.
Setting<std::string> algorithmOf(Resolver& resolve, const farm::Zone& zone, const farm::Balancer& balancer) {
  std::optional<std::string> file = own(balancer.algorithm);
  if (!file && zone.algorithm) file = std::string(nameOf(balancer.product, *zone.algorithm));
  return resolve.take("algorithm", file, std::string(nameOf(balancer.product, farm::Algorithm::RoundRobin)));
}

void addOptions(Resolver& resolve, const farm::AlgorithmOptions& o) {
  const auto number = [&](const char* name, const auto& value) {
    if (value) resolve.add(name, std::to_string(*value), From::FarmFile);
  };
  const auto flag = [&](const char* name, const std::optional<bool>& value) {
    if (value) resolve.add(name, *value ? "true" : "false", From::FarmFile);
  };
  const auto text = [&](const char* name, const std::string& value) {
    if (!value.empty()) resolve.add(name, value, From::FarmFile);
  };
  flag("options.all_backups", o.allBackups);
  text("options.hash_type", o.hashType);
  text("options.hash_function", o.hashFunction);
  flag("options.avalanche", o.avalanche);
  number("options.balance_factor", o.balanceFactor);
  number("options.length", o.length);
  number("options.depth", o.depth);
  flag("options.whole", o.whole);
  flag("options.path_only", o.pathOnly);
  text("options.parameter", o.parameter);
  text("options.header", o.header);
  flag("options.domain_only", o.domainOnly);
  number("options.draws", o.draws);
  text("options.key", o.key);
  number("options.table_size", o.tableSize);
  if (o.bias) resolve.add("options.bias", formatNumber(*o.bias), From::FarmFile);
  if (o.decay) resolve.add("options.decay", formatDuration(*o.decay), From::FarmFile);
}

void takeChecks(Resolver& resolve, const farm::Balancer& balancer, Settings& s) {
  using Kind = farm::HealthCheck::Kind;
  const farm::HealthCheck& check = balancer.healthCheck;
  // A check that nobody asked for sees whether the machine is there, not how its pools are.
  s.checkKind = resolve.take("health_check.kind", check.kind, Kind::Tcp);
  const bool active = s.checkKind.value != Kind::None;
  s.checkPath = resolve.take("health_check.path", own(check.path), std::string(), !check.path.empty());
  s.checkInterval = resolve.take("health_check.interval", check.interval, Duration::wholeSeconds(2), active);
  s.checkTimeout = resolve.take("health_check.timeout", check.timeout, s.checkInterval.value, active);
  s.fastInterval = resolve.take("health_check.fast_interval", check.fastInterval, s.checkInterval.value,
                                active && check.fastInterval.has_value());
  s.downInterval = resolve.take("health_check.down_interval", check.downInterval, s.checkInterval.value,
                                active && check.downInterval.has_value());
  s.fall = resolve.take("health_check.fall", check.fall, 3, active);
  s.rise = resolve.take("health_check.rise", check.rise, 2, active);
}

void takePassive(Resolver& resolve, const farm::Balancer& balancer, Settings& s) {
  using Kind = farm::PassiveCheck::Kind;
  const farm::PassiveCheck& check = balancer.passiveCheck;
  s.passiveKind = resolve.take("passive_check.kind", check.kind, Kind::None);
  const auto is = [&](Kind kind) { return s.passiveKind.value == kind; };
  s.maxFails = resolve.take("passive_check.max_fails", check.maxFails, 1, is(Kind::Failures));
  s.failTimeout =
      resolve.take("passive_check.fail_timeout", check.failTimeout, Duration::wholeSeconds(10), is(Kind::Failures));
  s.observe = resolve.take("passive_check.observe", check.observe, farm::Layer::L4, is(Kind::Observe));
  s.errorLimit = resolve.take("passive_check.error_limit", check.errorLimit, 10, is(Kind::Observe));
  s.onError =
      resolve.take("passive_check.on_error", check.onError, farm::PassiveCheck::OnError::FailCheck, is(Kind::Observe));
  s.consecutiveErrors = resolve.take("passive_check.consecutive_errors", check.consecutiveErrors, 5, is(Kind::Outlier));
  s.outlierInterval =
      resolve.take("passive_check.interval", check.interval, Duration::wholeSeconds(10), is(Kind::Outlier));
  s.baseEjection =
      resolve.take("passive_check.base_ejection", check.baseEjection, Duration::wholeSeconds(30), is(Kind::Outlier));
  s.maxEjection =
      resolve.take("passive_check.max_ejection", check.maxEjection, Duration::wholeSeconds(300), is(Kind::Outlier));
  s.maxEjected = resolve.take("passive_check.max_ejected", check.maxEjected, 0.1, is(Kind::Outlier));
  s.alwaysEjectOne = resolve.take("passive_check.always_eject_one", check.alwaysEjectOne, false, is(Kind::Outlier));
  s.panicThreshold = resolve.takeOptional<double>("panic_threshold", balancer.panicThreshold, std::nullopt, "never");
}

void takePersistence(Resolver& resolve, const farm::Balancer& balancer, Settings& s) {
  using Kind = farm::Persistence::Kind;
  const farm::Persistence& persistence = balancer.persistence;
  std::optional<Kind> kind = persistence.kind;
  // `affinity` asks for it without saying how: by cookie where the device sees cookies.
  if (!kind && balancer.affinity) kind = balancer.layer == farm::Layer::L4 ? Kind::Source : Kind::Cookie;
  s.persistence = resolve.take("persistence.kind", kind, Kind::None);
  const bool cookie = s.persistence.value == Kind::Cookie;
  const bool source = s.persistence.value == Kind::Source;
  s.cookie = resolve.take("persistence.cookie", own(persistence.cookie), std::string("SERVER"), cookie);
  s.tableSize = resolve.take("persistence.table_size", persistence.tableSize, 100'000, source);
  s.expiry = resolve.take("persistence.expiry", persistence.expiry, Duration{}, source);
}

/// Envoy's circuit breakers. Nobody else has them, so that there they have no line.
void takeLimits(Resolver& resolve, const farm::Balancer& balancer, Settings& s) {
  const bool breaks = presetValue(balancer.product, "max_requests") != nullptr;
  s.maxRequests = resolve.takeOptional<int>("max_requests", balancer.maxRequests, std::nullopt, "none",
                                            breaks || balancer.maxRequests.has_value());
  s.maxRetries = resolve.takeOptional<int>("max_retries", balancer.maxRetries, std::nullopt, "none",
                                           breaks || balancer.maxRetries.has_value());
  const farm::RelayCapacity& capacity = balancer.capacity;
  std::optional<int> pending;
  if (capacity.maxPending) pending = static_cast<int>(*capacity.maxPending);
  s.maxPending = resolve.takeOptional<int>("capacity.max_pending", pending, std::nullopt, "none",
                                           capacity.maxConnections > 0 && (breaks || pending));
}

}  // namespace

Settings settingsOf(const farm::Farm&, const farm::Zone& zone) {
  static const farm::Balancer kIdeal;
  const farm::Balancer& balancer = zone.balancer ? *zone.balancer : kIdeal;
  Resolver resolve(balancer.product);
  Settings s;
  s.product = balancer.product;
  s.algorithm = algorithmOf(resolve, zone, balancer);
  addOptions(resolve, balancer.options);
  takeChecks(resolve, balancer, s);
  takePassive(resolve, balancer, s);
  s.retries = resolve.takeOptional<int>("retries", balancer.retries, 0, "every server once");
  // nginx always goes to the next server.
  const bool redispatches = s.retries.value.value_or(0) > 0 && balancer.product != farm::Product::Nginx;
  s.redispatch = resolve.takeOptional<int>("redispatch", balancer.redispatch, 1, "off", redispatches);
  s.queueTimeout = resolve.take("queue_timeout", balancer.queueTimeout, Duration{});
  s.connectTimeout = resolve.take("connect_timeout", balancer.connectTimeout, Duration{});
  s.serverTimeout = resolve.take("server_timeout", balancer.serverTimeout, Duration{});
  s.slowStart = resolve.take("slow_start", balancer.slowStart, Duration{});
  takePersistence(resolve, balancer, s);
  takeLimits(resolve, balancer, s);
  s.workers = resolve.take("workers", balancer.workers, 1);
  s.lines = resolve.lines();
  return s;
}

std::string algorithmText(const Settings& settings) {
  const std::string& name = settings.algorithm.value;
  if (settings.product != farm::Product::Unspecified) return std::string(productName(settings.product)) + " " + name;
  std::string text = name;
  std::replace(text.begin(), text.end(), '_', ' ');
  return text;
}

std::string originText(const SettingLine& line, farm::Product product) {
  if (line.from == From::FarmFile) return "farm file";
  const Preset* preset = presetOf(product);
  if (line.from == From::BuiltIn || preset == nullptr) return "default";
  std::string text = "preset of " + std::string(preset->name);
  if (line.standing == Standing::Approximate) text += ", approximate";
  if (line.standing == Standing::Unverified) text += ", unverified";
  return text + ": " + line.source;
}

}  // namespace headroom::balancing
