// Properties of zones whose number of servers follows their load, and of servers that shed load.
#include "gui/commands/property_builder.h"

namespace headroom::gui::building {
namespace {

using Zones = Builder<farm::Zone& (*)(farm::Farm&, const ObjectRef&)>;

farm::Zone& zoneOf(farm::Farm& farm, const ObjectRef& ref) {
  return *zoneIn(farm, ref.name);
}

/// What a zone gets that begins to scale.
farm::Autoscaling freshScaling() {
  farm::Autoscaling scaling;
  scaling.boot = Duration::wholeSeconds(120);
  return scaling;
}

bool scales(const farm::Farm& farm, const ObjectRef& ref) {
  const farm::Zone* zone = farm::findZone(farm, ref.name);
  return zone && zone->autoscaling;
}

/// A value of the block, which is there while the zone scales.
template <class Get, class Format, class Parse>
Zones& value(Zones& zones, const char* key, const char* label, Get get, Format format, Parse parse) {
  return zones
      .custom(
          key, label,
          [get, format](const farm::Zone& zone) {
            farm::Autoscaling scaling = zone.autoscaling.value_or(freshScaling());
            return q(format(get(scaling)));
          },
          [get, parse](farm::Zone& zone, const QString& text) -> QString {
            farm::Autoscaling scaling = zone.autoscaling.value_or(freshScaling());
            const auto parsed = parse(text.trimmed().toStdString());
            if (!parsed) return sentence(parsed.problems());
            get(scaling) = *parsed;
            if (scaling.max > 0 && scaling.max < scaling.min) return tr("There would be fewer at most than at least.");
            zone.autoscaling = scaling;
            return {};
          })
      .when(scales);
}

Result<double> shareOf(const std::string& text, double smallest) {
  const auto share = parseFraction(text);
  if (!share) return share.problems();
  if (*share < smallest || *share > 1) return problem("'" + text + "' is outside of what it may be", "write 70%");
  return *share;
}

Result<int> wholeOf(const std::string& text, int smallest) {
  bool isNumber = false;
  const int number = q(text).toInt(&isNumber);
  if (!isNumber) return problem("'" + text + "' is not a whole number");
  if (number < smallest || number > 1'000'000) return problem("'" + text + "' is outside of what it may be");
  return number;
}

Result<Duration> durationOf(const std::string& text, Duration smallest, Duration largest) {
  const auto duration = parseDuration(text);
  if (!duration) return duration.problems();
  if (*duration < smallest || *duration > largest) {
    return problem("'" + text + "' is outside of what it may be",
                   "give " + formatDuration(smallest) + " to " + formatDuration(largest));
  }
  return *duration;
}

const Duration kLongest = Duration::wholeSeconds(86'400);

Zones& duration(Zones& zones, const char* key, const char* label, Duration farm::Autoscaling::*member,
                Duration smallest) {
  return value(
      zones, key, label, [member](farm::Autoscaling& s) -> Duration& { return s.*member; },
      [](Duration d) { return formatDuration(d); },
      [smallest](const std::string& text) { return durationOf(text, smallest, kLongest); });
}

/// "4 servers in 15s, 100% in 15s".
std::string policiesText(const std::vector<farm::ScalingPolicy>& policies) {
  std::string text;
  for (const farm::ScalingPolicy& policy : policies) {
    const bool percent = policy.kind == farm::ScalingPolicy::Kind::Percent;
    text += (text.empty() ? "" : ", ") + std::to_string(policy.value) + (percent ? "%" : " servers") + " in " +
            formatDuration(policy.period);
  }
  return text;
}

Result<farm::ScalingPolicy> policyOf(const std::string& text) {
  const QStringList halves = q(text).trimmed().split(" in ");
  const QString amount = halves.front().trimmed();
  farm::ScalingPolicy policy;
  policy.kind = amount.endsWith('%') ? farm::ScalingPolicy::Kind::Percent : farm::ScalingPolicy::Kind::Servers;
  const QString number = amount.endsWith('%') ? amount.chopped(1) : amount.section(' ', 0, 0);
  const bool words = amount.endsWith('%') || amount.section(' ', 1).startsWith("server");
  if (halves.size() != 2 || !words)
    return problem("'" + text + "' is no policy", "write 4 servers in 15s, or 50% in 1min");
  const auto value = wholeOf(number.trimmed().toStdString(), 1);
  if (!value) return value.problems();
  const auto period =
      durationOf(halves.back().trimmed().toStdString(), Duration::nanoseconds(1), Duration::wholeSeconds(1800));
  if (!period) return period.problems();
  policy.value = *value;
  policy.period = *period;
  return policy;
}

Result<std::vector<farm::ScalingPolicy>> policiesOf(const std::string& text) {
  std::vector<farm::ScalingPolicy> policies;
  for (const QString& part : q(text).split(',', Qt::SkipEmptyParts)) {
    const auto policy = policyOf(part.trimmed().toStdString());
    if (!policy) return policy.problems();
    policies.push_back(*policy);
  }
  return policies;
}

/// One direction: how long it hesitates, how fast it may go, and by which of several policies.
void addDirection(Zones& zones, farm::ScalingRules farm::Autoscaling::*rules, const char* const (&keys)[3],
                  const char* const (&labels)[3]) {
  using Select = farm::ScalingRules::Select;
  value(
      zones, keys[0], labels[0],
      [rules](farm::Autoscaling& s) -> std::optional<Duration>& { return (s.*rules).stabilisation; },
      [](const std::optional<Duration>& d) { return d ? formatDuration(*d) : std::string(); },
      [](const std::string& text) -> Result<std::optional<Duration>> {
        if (text.empty()) return std::optional<Duration>();
        const auto d = durationOf(text, Duration(), Duration::wholeSeconds(3600));
        if (!d) return d.problems();
        return std::optional(*d);
      })
      .help("The most cautious recommendation of so long a time counts. Empty: 0s up, 300s down.");
  value(
      zones, keys[1], labels[1],
      [rules](farm::Autoscaling& s) -> std::vector<farm::ScalingPolicy>& { return (s.*rules).policies; }, policiesText,
      policiesOf)
      .help("Such as 4 servers in 15s, 50% in 1min. Empty: up 4 servers or 100% in 15s, down 100% in 15s.");
  const QStringList words{tr("the largest change"), tr("the smallest change"), tr("none: never")};
  zones
      .custom(
          keys[2], labels[2],
          [rules, words](const farm::Zone& zone) {
            const farm::Autoscaling scaling = zone.autoscaling.value_or(freshScaling());
            const auto& select = (scaling.*rules).select;
            return select ? words.value(static_cast<int>(*select)) : QString();
          },
          [rules, words](farm::Zone& zone, const QString& text) -> QString {
            const qsizetype index = words.indexOf(text);
            if (index < 0 && !text.isEmpty()) return tr("“%1” is none of: %2.").arg(text, words.join(", "));
            farm::Autoscaling scaling = zone.autoscaling.value_or(freshScaling());
            (scaling.*rules).select.reset();
            if (index >= 0) (scaling.*rules).select = static_cast<Select>(index);
            zone.autoscaling = scaling;
            return {};
          })
      .choices([words](const farm::Farm&) { return QStringList{QString()} + words; })
      .when(scales);
}

}  // namespace

Properties scalingProperties() {
  Zones zones(zoneOf);
  zones.group(tr("Autoscaling"))
      .custom(
          "autoscaling", "Servers follow the load",
          [](const farm::Zone& zone) { return QString(zone.autoscaling ? "true" : "false"); },
          [](farm::Zone& zone, const QString& text) -> QString {
            if (text != "true" && text != "false") return tr("Say true or false.");
            if (text == "false") zone.autoscaling.reset();
            if (text == "true" && !zone.autoscaling) zone.autoscaling = freshScaling();
            return {};
          })
      .as(Entry::Flag)
      .help("As the Kubernetes autoscaler does it: the first members run, further ones are started and stopped.");
  const auto number = [](int n) { return std::to_string(n); };
  value(
      zones, "autoscaling_min", "At least", [](farm::Autoscaling& s) -> int& { return s.min; }, number,
      [](const std::string& text) { return wholeOf(text, 1); })
      .help("Servers, from the start.");
  value(
      zones, "autoscaling_max", "At most", [](farm::Autoscaling& s) -> int& { return s.max; }, number,
      [](const std::string& text) { return wholeOf(text, 0); })
      .help("Servers; 0: all of the zone.");
  value(
      zones, "autoscaling_target", "Target utilisation",
      [](farm::Autoscaling& s) -> double& { return s.targetUtilisation; }, formatFraction,
      [](const std::string& text) { return shareOf(text, 0.001); })
      .help("Of the cores of the servers that run, such as 70%.");
  value(
      zones, "autoscaling_tolerance", "Tolerance", [](farm::Autoscaling& s) -> double& { return s.tolerance; },
      formatFraction, [](const std::string& text) { return shareOf(text, 0); })
      .help("Nothing changes while utilisation over target is this near to 1.");
  duration(zones, "autoscaling_every", "Decides every", &farm::Autoscaling::every, Duration::milliseconds(100));
  duration(zones, "autoscaling_boot", "A server boots in", &farm::Autoscaling::boot, Duration())
      .help("From the decision until it takes requests.");
  duration(zones, "autoscaling_drain", "A server drains in", &farm::Autoscaling::drain, Duration())
      .help("From the decision until it is switched off, at most; what it still has then is lost.");
  addDirection(zones, &farm::Autoscaling::up,
               {"autoscaling_up_stabilisation", "autoscaling_up_policies", "autoscaling_up_select"},
               {"Up: hesitates for", "Up: at most", "Up: of several"});
  addDirection(zones, &farm::Autoscaling::down,
               {"autoscaling_down_stabilisation", "autoscaling_down_policies", "autoscaling_down_select"},
               {"Down: hesitates for", "Down: at most", "Down: of several"});
  return zones.take();
}

Properties sheddingProperties() {
  Builder servers([](farm::Farm& farm, const ObjectRef& ref) -> farm::Server& { return *serverIn(farm, ref.name); });
  servers.group(tr("Shedding"))
      .custom(
          "shedding_above", "Sheds load above",
          [](const farm::Server& server) {
            return server.shedding ? q(formatFraction(server.shedding->above)) : QString();
          },
          [](farm::Server& server, const QString& text) -> QString {
            if (text.trimmed().isEmpty()) {
              server.shedding.reset();
              return {};
            }
            const auto share = shareOf(text.trimmed().toStdString(), 0.001);
            if (!share) return sentence(share.problems());
            if (!server.shedding) server.shedding.emplace();
            server.shedding->above = *share;
            return {};
          })
      .help("Answers 503 at once while its cores have been busier than this, such as 90%. Empty: takes what comes.")
      .custom(
          "shedding_window", "Over the last",
          [](const farm::Server& server) {
            return q(formatDuration(server.shedding.value_or(farm::Shedding{}).window));
          },
          [](farm::Server& server, const QString& text) -> QString {
            const auto window =
                durationOf(text.trimmed().toStdString(), Duration::milliseconds(1), Duration::wholeSeconds(3600));
            if (!window) return sentence(window.problems());
            if (!server.shedding) server.shedding.emplace();
            server.shedding->window = *window;
            return {};
          })
      .when([](const farm::Farm& farm, const ObjectRef& ref) {
        const farm::Server* server = farm::findServer(farm, ref.name);
        return server && server->shedding;
      });
  return servers.take();
}

}  // namespace headroom::gui::building
