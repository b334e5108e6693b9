// Properties of balancers: the product, and what its defaults are overridden with.
#include "engine/balancing/algorithms.h"
#include "gui/commands/property_builder.h"

namespace headroom::gui::building {
namespace {

using Access = farm::Balancer& (*)(farm::Farm&, const ObjectRef&);

farm::Balancer& balancerOf(farm::Farm& farm, const ObjectRef& ref) {
  return *std::find_if(farm.zones.begin(), farm.zones.end(), [&](const auto& z) {
            return z.name == ref.name;
          })->balancer;
}

QString words(std::string_view text) {
  return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

QStringList algorithmsOf(const farm::Farm& farm, const ObjectRef& ref) {
  QStringList names{QString()};
  const farm::Zone* zone = farm::findZone(farm, ref.name);
  if (!zone || !zone->balancer) return names;
  for (const balancing::Algorithm& algorithm : balancing::algorithmsOf(zone->balancer->product)) {
    names << words(algorithm.name);
  }
  return names;
}

/// What the balancer does while this one setting is left empty.
template <class Get>
std::function<Inherited(const farm::Farm&, const ObjectRef&)> preset(const char* setting, Get get) {
  return whenEmpty(setting, [get](farm::Zone& zone) {
    if (zone.balancer) get(*zone.balancer) = {};
  });
}

/// Only for algorithms that read this option, or where it stands already.
template <class Get>
std::function<bool(const farm::Farm&, const ObjectRef&)> readBy(const char* option, Get get) {
  return [option, get](const farm::Farm& farm, const ObjectRef& ref) {
    const farm::Zone* zone = farm::findZone(farm, ref.name);
    if (!zone || !zone->balancer) return false;
    if (get(*zone->balancer) != std::decay_t<decltype(get(*zone->balancer))>{}) return true;
    const balancing::Settings settings = balancing::settingsOf(farm, *zone);
    const balancing::Algorithm* algorithm = balancing::findAlgorithm(settings.product, settings.algorithm.value);
    if (algorithm == nullptr) return false;
    const auto known = balancing::optionsOf(*algorithm);
    return std::find(known.begin(), known.end(), option) != known.end();
  };
}

/// Only while the setting in force has this value.
template <class Test>
std::function<bool(const farm::Farm&, const ObjectRef&)> whileIn(Test test) {
  return [test](const farm::Farm& farm, const ObjectRef& ref) {
    const farm::Zone* zone = farm::findZone(farm, ref.name);
    return zone && zone->balancer && test(balancing::settingsOf(farm, *zone));
  };
}

QString joined(const std::vector<int>& ports) {
  QStringList words;
  for (const int port : ports) words << QString::number(port);
  return words.join(", ");
}

QString parsePorts(std::vector<int>& ports, const QString& text) {
  std::vector<int> read;
  for (const QString& word : text.split(',', Qt::SkipEmptyParts)) {
    bool isNumber = false;
    const int port = word.trimmed().toInt(&isNumber);
    if (!isNumber || port < 1 || port > 65535) return tr("“%1” is not a port from 1 to 65535.").arg(word.trimmed());
    read.push_back(port);
  }
  if (read.empty()) return tr("Name at least one port, such as 80, 443.");
  ports = read;
  return {};
}

using Balancers = Builder<Access>;

void addProduct(Balancers& builder) {
  const auto algorithm = [](auto& o) -> auto& {
    return o.algorithm;
  };
  builder.name()
      .words(
          "product", "Product", [](auto& o) -> auto& { return o.product; }, productNames())
      .help("Sets algorithm, checks, retries, time-outs and persistence to what this product does by default.")
      .text("balancer_algorithm", "Algorithm", algorithm)
      .choicesOf(algorithmsOf)
      .inherits(preset("algorithm", algorithm))
      .help("By the product's own name.");
}

void addOptions(Balancers& builder) {
  const auto text = [&](const char* key, const char* label, auto get, const char* help) {
    builder.text(key, label, get).when(readBy(key, get)).help(help);
  };
  const auto whole = [&](const char* key, const char* label, auto get, int smallest, const char* help) {
    builder.maybeWhole(key, label, get, smallest, 1'000'000'000).when(readBy(key, get)).help(help);
  };
  const auto flag = [&](const char* key, const char* label, auto get, const char* help) {
    builder.maybeFlag(key, label, get).when(readBy(key, get)).help(help);
  };
  text(
      "key", "Hashes", [](auto& o) -> auto& { return o.options.key; }, "uri, src, header:NAME or arg:NAME.");
  text(
      "parameter", "Query parameter", [](auto& o) -> auto& { return o.options.parameter; }, "Whose value is hashed.");
  text(
      "header", "Header", [](auto& o) -> auto& { return o.options.header; }, "Whose value is hashed.");
  text(
      "hash_type", "Hash type", [](auto& o) -> auto& { return o.options.hashType; }, "map-based or consistent.");
  text(
      "hash_function", "Hash function", [](auto& o) -> auto& { return o.options.hashFunction; },
      "sdbm, djb2, wt6 or crc32.");
  flag(
      "avalanche", "Avalanche", [](auto& o) -> auto& { return o.options.avalanche; }, "Mixes the hash once more.");
  whole(
      "balance_factor", "Balance factor", [](auto& o) -> auto& { return o.options.balanceFactor; }, 0,
      "Most load of one server, in per cent of its share; above 100.");
  whole(
      "depth", "Directories hashed", [](auto& o) -> auto& { return o.options.depth; }, 1, "Of the path.");
  whole(
      "length", "Characters hashed", [](auto& o) -> auto& { return o.options.length; }, 1, "Of the path.");
  flag(
      "whole", "Hash the query too", [](auto& o) -> auto& { return o.options.whole; }, "HAProxy's uri whole.");
  whole(
      "draws", "Servers drawn", [](auto& o) -> auto& { return o.options.draws; }, 1,
      "The least loaded of so many random ones.");
  whole(
      "table_size", "Table size", [](auto& o) -> auto& { return o.options.tableSize; }, 1, "Of the hash.");
  flag(
      "all_backups", "All backups together", [](auto& o) -> auto& { return o.options.allBackups; },
      "Otherwise the first one serves alone.");
}

void addChecks(Balancers& builder) {
  using Kind = farm::HealthCheck::Kind;
  const auto active = whileIn([](const balancing::Settings& s) { return s.checkKind.value != Kind::None; });
  const auto kind = [](auto& o) -> auto& {
    return o.healthCheck.kind;
  };
  const auto path = [](auto& o) -> auto& {
    return o.healthCheck.path;
  };
  const auto interval = [](auto& o) -> auto& {
    return o.healthCheck.interval;
  };
  const auto timeout = [](auto& o) -> auto& {
    return o.healthCheck.timeout;
  };
  const auto fall = [](auto& o) -> auto& {
    return o.healthCheck.fall;
  };
  const auto rise = [](auto& o) -> auto& {
    return o.healthCheck.rise;
  };
  builder.group(tr("Health check"))
      .maybeWords("health_check", "Kind", kind, {tr("none"), tr("TCP"), tr("HTTP")})
      .inherits(preset("health_check.kind", kind))
      .help("Without a check the balancer learns of a failed server from users' requests, or never.")
      .text("health_path", "Page", path)
      .when(whileIn([](const balancing::Settings& s) { return s.checkKind.value == Kind::Http; }))
      .help("Which answers only while the application works.")
      .maybeDuration("health_interval", "Every", interval)
      .when(active)
      .inherits(preset("health_check.interval", interval))
      .maybeDuration("health_timeout", "Waits for", timeout)
      .when(active)
      .inherits(preset("health_check.timeout", timeout))
      .maybeWhole("health_fall", "Failed checks to leave", fall, 1, 1000)
      .when(active)
      .inherits(preset("health_check.fall", fall))
      .maybeWhole("health_rise", "Passed checks to return", rise, 1, 1000)
      .when(active)
      .inherits(preset("health_check.rise", rise));
}

void addPassive(Balancers& builder) {
  using Kind = farm::PassiveCheck::Kind;
  const auto is = [](Kind kind) {
    return whileIn([kind](const balancing::Settings& s) { return s.passiveKind.value == kind; });
  };
  const auto kind = [](auto& o) -> auto& {
    return o.passiveCheck.kind;
  };
  const auto maxFails = [](auto& o) -> auto& {
    return o.passiveCheck.maxFails;
  };
  const auto failTimeout = [](auto& o) -> auto& {
    return o.passiveCheck.failTimeout;
  };
  const auto observe = [](auto& o) -> auto& {
    return o.passiveCheck.observe;
  };
  const auto errorLimit = [](auto& o) -> auto& {
    return o.passiveCheck.errorLimit;
  };
  const auto onError = [](auto& o) -> auto& {
    return o.passiveCheck.onError;
  };
  const auto errors = [](auto& o) -> auto& {
    return o.passiveCheck.consecutiveErrors;
  };
  const auto ejection = [](auto& o) -> auto& {
    return o.passiveCheck.baseEjection;
  };
  builder.group(tr("What requests tell"))
      .maybeWords("passive_check", "Kind", kind,
                  {tr("nothing"), tr("failures (nginx)"), tr("observe (HAProxy)"), tr("outliers (Envoy)")})
      .inherits(preset("passive_check.kind", kind))
      .help("How failed requests count against a server.")
      .maybeWhole("max_fails", "Failures to leave", maxFails, 0, 1'000'000)
      .when(is(Kind::Failures))
      .inherits(preset("passive_check.max_fails", maxFails))
      .maybeDuration("fail_timeout", "Left out for", failTimeout)
      .when(is(Kind::Failures))
      .inherits(preset("passive_check.fail_timeout", failTimeout))
      .maybeWords("observe", "Looks at", observe, {tr("connections"), tr("answers")})
      .when(is(Kind::Observe))
      .inherits(preset("passive_check.observe", observe))
      .maybeWhole("error_limit", "Errors in a row", errorLimit, 1, 1'000'000)
      .when(is(Kind::Observe))
      .inherits(preset("passive_check.error_limit", errorLimit))
      .maybeWords("on_error", "Then", onError,
                  {tr("check sooner"), tr("one failed check"), tr("sudden death"), tr("mark down")})
      .when(is(Kind::Observe))
      .inherits(preset("passive_check.on_error", onError))
      .maybeWhole("consecutive_errors", "Errors in a row", errors, 1, 1'000'000)
      .when(is(Kind::Outlier))
      .inherits(preset("passive_check.consecutive_errors", errors))
      .maybeDuration("base_ejection", "Ejected for", ejection)
      .when(is(Kind::Outlier))
      .inherits(preset("passive_check.base_ejection", ejection));
}

void addRetries(Balancers& builder) {
  const auto retries = [](auto& o) -> auto& {
    return o.retries;
  };
  const auto redispatch = [](auto& o) -> auto& {
    return o.redispatch;
  };
  const auto queueTimeout = [](auto& o) -> auto& {
    return o.queueTimeout;
  };
  const auto slowStart = [](auto& o) -> auto& {
    return o.slowStart;
  };
  builder.group(tr("When a server fails"))
      .maybeWhole("retries", "Retries", retries, 0, 1000)
      .inherits(preset("retries", retries))
      .help("Further attempts after a refused connection.")
      .maybeWhole("redispatch", "Redispatch every", redispatch, 0, 1000)
      .when(whileIn([](const balancing::Settings& s) { return s.product != farm::Product::Nginx; }))
      .inherits(preset("redispatch", redispatch))
      .help("Which retry goes to another server; 0: the last one.")
      .maybeDuration("queue_timeout", "Wait in the queue", queueTimeout)
      .inherits(preset("queue_timeout", queueTimeout))
      .help("A request that waits longer for a server gets 503; 0s: no limit.")
      .maybeDuration("slow_start", "Slow start", slowStart)
      .inherits(preset("slow_start", slowStart))
      .help("Time over which a returning server gets its full share.");
}

void addClients(Balancers& builder) {
  using Kind = farm::Persistence::Kind;
  const auto kind = [](auto& o) -> auto& {
    return o.persistence.kind;
  };
  const auto cookie = [](auto& o) -> auto& {
    return o.persistence.cookie;
  };
  const auto expiry = [](auto& o) -> auto& {
    return o.persistence.expiry;
  };
  const auto workers = [](auto& o) -> auto& {
    return o.workers;
  };
  builder.group(tr("Clients"))
      .flag(
          "affinity", "Keeps clients on their server", [](auto& o) -> auto& { return o.affinity; })
      .help("In the product's own way.")
      .maybeWords("persistence", "Kept by", kind, {tr("nothing"), tr("cookie"), tr("address table")})
      .inherits(preset("persistence.kind", kind))
      .help("How the balancer recognises a client it has placed before.")
      .text("persistence_cookie", "Cookie", cookie)
      .when(whileIn([](const balancing::Settings& s) { return s.persistence.value == Kind::Cookie; }))
      .inherits(preset("persistence.cookie", cookie))
      .maybeDuration("persistence_expiry", "Remembered for", expiry)
      .when(whileIn([](const balancing::Settings& s) { return s.persistence.value == Kind::Source; }))
      .inherits(preset("persistence.expiry", expiry))
      .maybeWhole("workers", "Workers", workers, 1, 256)
      .inherits(preset("workers", workers))
      .help("Processes with counters and health state of their own: each sees only its part of the traffic.");
}

}  // namespace

std::function<Inherited(const farm::Farm&, const ObjectRef&)> whenEmpty(const char* setting,
                                                                        std::function<void(farm::Zone&)> empty) {
  return [setting, empty](const farm::Farm& farm, const ObjectRef& ref) -> Inherited {
    const farm::Zone* zone = farm::findZone(farm, ref.name);
    if (!zone) return {};
    farm::Zone without = *zone;
    empty(without);
    const balancing::Settings settings = balancing::settingsOf(farm, without);
    for (const balancing::SettingLine& line : settings.lines) {
      if (line.setting == setting) return {q(line.value), q(balancing::originText(line, settings.product))};
    }
    return {};
  };
}

QStringList productNames() {
  QStringList names{tr("not stated")};
  for (const balancing::Preset& preset : balancing::presets()) {
    names << QString::fromUtf8(preset.name.data(), static_cast<qsizetype>(preset.name.size()));
  }
  return names;
}

Properties balancerProperties() {
  Balancers builder(balancerOf);
  addProduct(builder);
  addOptions(builder);
  builder
      .text(
          "segment", "Network segment", [](auto& o) -> auto& { return o.segment; })
      .words("layer", "Works on", [](auto& o) -> auto& { return o.layer; }, {tr("layer 4"), tr("layer 7")})
      .custom(
          "ports", "Ports", [](const auto& o) { return joined(o.ports); },
          [](auto& o, const QString& value) { return parsePorts(o.ports, value); })
      .custom(
          "targets", "Really sends to",
          [](const auto& o) {
            QStringList names;
            for (const std::string& target : o.targets) names << q(target);
            return names.join(", ");
          },
          [](auto& o, const QString& value) -> QString {
            o.targets.clear();
            for (const QString& word : value.split(',', Qt::SkipEmptyParts))
              o.targets.push_back(word.trimmed().toStdString());
            return {};
          })
      .help("Servers, separated by commas; empty: exactly the zone's members.");
  addCapacity(
      builder, [](auto& o) -> auto& { return o.capacity; });
  addChecks(builder);
  addPassive(builder);
  addRetries(builder);
  addClients(builder);
  return builder.take();
}

}  // namespace headroom::gui::building
