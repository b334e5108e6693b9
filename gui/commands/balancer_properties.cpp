// Properties of balancers: the product, and what its defaults are overridden with.
#include "engine/balancing/algorithms.h"
#include "gui/commands/balancer_builder.h"
#include "gui/commands/connection_builder.h"
#include "gui/commands/machine_builder.h"
#include "gui/commands/reliability_builder.h"

namespace headroom::gui::building {
namespace {

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

/// Of algorithms that weigh servers by what they have seen of them.
void addWeightOptions(Balancers& builder) {
  const auto bias = [](auto& o) -> auto& {
    return o.options.bias;
  };
  const auto decay = [](auto& o) -> auto& {
    return o.options.decay;
  };
  builder
      .maybe(
          "bias", "Active request bias", bias, [](double number) { return formatNumber(number); },
          [](const QString& text, QString& why) {
            const auto number = parseFraction(text.toStdString());
            if (!number) why = sentence(number.problems());
            return number ? *number : 0.0;
          })
      .help("How much requests in progress take from a server's weight; 0: nothing.")
      .when(readBy("bias", bias))
      .maybeDuration("decay", "Forgets within", decay)
      .help("Time after which an observed response time counts for little.")
      .when(readBy("decay", decay));
}

void addOptions(Balancers& builder) {
  const auto text = [&](const char* key, const char* label, auto get, const char* help) {
    builder.text(key, label, get).when(readBy(key, get)).help(help);
  };
  const auto whole = [&](const char* key, const char* label, auto get, int smallest, const char* help) {
    builder.maybeWhole(key, label, get, smallest, 1'000'000'000).when(readBy(key, get)).help(help);
  };
  const auto flag = [&](const char* key, const char* label, auto get, const char* otherwise, const char* help) {
    const Inherited left{tr(otherwise), tr("default")};
    builder.maybeFlag(key, label, get).when(readBy(key, get)).help(help);
    builder.inherits([left](const farm::Farm&, const ObjectRef&) { return left; });
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
      "avalanche", "Avalanche", [](auto& o) -> auto& { return o.options.avalanche; }, "by hash type",
      "Mixes the hash once more.");
  whole(
      "balance_factor", "Balance factor", [](auto& o) -> auto& { return o.options.balanceFactor; }, 0,
      "Most load of one server, in per cent of its share; above 100.");
  whole(
      "depth", "Directories hashed", [](auto& o) -> auto& { return o.options.depth; }, 1, "Of the path.");
  whole(
      "length", "Characters hashed", [](auto& o) -> auto& { return o.options.length; }, 1, "Of the path.");
  flag(
      "whole", "Hash the query too", [](auto& o) -> auto& { return o.options.whole; }, "false", "HAProxy's uri whole.");
  flag(
      "path_only", "Hash the path alone", [](auto& o) -> auto& { return o.options.pathOnly; }, "false",
      "HAProxy's uri path-only: not the scheme and host of an absolute address.");
  flag(
      "domain_only", "Hash the domain alone", [](auto& o) -> auto& { return o.options.domainOnly; }, "false",
      "Of a Host header, HAProxy's use_domain_only.");
  whole(
      "draws", "Servers drawn", [](auto& o) -> auto& { return o.options.draws; }, 1,
      "The least loaded of so many random ones.");
  whole(
      "table_size", "Table size", [](auto& o) -> auto& { return o.options.tableSize; }, 1, "Of the hash.");
  addWeightOptions(builder);
  flag(
      "all_backups", "All backups together", [](auto& o) -> auto& { return o.options.allBackups; }, "false",
      "Otherwise the first one serves alone.");
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
      .names(
          "targets", "Really sends to", [](auto& o) -> auto& { return o.targets; })
      .help("Servers, separated by commas; empty: exactly the zone's members.");
  addCapacity(
      builder, [](auto& o) -> auto& { return o.capacity; });
  addConnections(
      builder, [](auto& o) -> auto& { return o.capacity; });
  addRateLimit(
      builder, balancerOf, [](auto& o) -> auto& { return o.rateLimit; });
  addChecks(builder);
  addPassive(builder);
  addRetries(builder);
  addClients(builder);
  builder.group(tr("Failures by chance"));
  addReliability(
      builder, balancerOf, [](auto& o) -> auto& { return o.reliability; });
  return builder.take();
}

}  // namespace headroom::gui::building
