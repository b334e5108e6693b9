// Properties of the farm as a whole and of its lists.
#include <limits>

#include "engine/farm/rename.h"
#include "gui/commands/reliability_builder.h"

namespace headroom::gui::building {
namespace {

template <class T>
T& at(std::vector<T>& items, int index) {
  return items[static_cast<std::size_t>(index)];
}

QString optionalDuration(const std::optional<Duration>& value) {
  return value ? q(formatDuration(*value)) : QString();
}

QString setOptionalDuration(std::optional<Duration>& to, const QString& text) {
  if (text.trimmed().isEmpty()) return to.reset(), QString();
  const auto parsed = parseDuration(text.trimmed().toStdString());
  if (!parsed) return sentence(parsed.problems());
  to = *parsed;
  return {};
}

QString optionalShare(const std::optional<double>& value) {
  return value ? q(formatNumber(*value * 100)) + "%" : QString();
}

QString setOptionalShare(std::optional<double>& to, const QString& text) {
  if (text.trimmed().isEmpty()) return to.reset(), QString();
  const auto parsed = parseFraction(text.trimmed().toStdString());
  if (!parsed) return sentence(parsed.problems());
  if (*parsed <= 0 || *parsed > 1) return tr("A share lies between 0% and 100%.");
  to = *parsed;
  return {};
}

farm::Link& linkOf(farm::Farm& farm, const ObjectRef& ref) {
  return at(farm.links, ref.index);
}

/// Planned events mention it and follow.
Property linkName() {
  Property property;
  property.key = "name";
  property.label = tr("Name");
  property.help = tr("For planned events, which follow a change. May be empty.");
  property.read = [](const farm::Farm& farm, const ObjectRef& ref) {
    return q(linkOf(const_cast<farm::Farm&>(farm), ref).name);  // never writes
  };
  property.write = [](farm::Farm& farm, const ObjectRef& ref, const QString& text) -> QString {
    const QString plain = text.trimmed();
    if (QString why = whyNoLine(plain); !why.isEmpty()) return why;
    const std::string from = linkOf(farm, ref).name;
    if (!from.empty() && !plain.isEmpty()) farm::renameLink(farm, from, plain.toStdString());
    linkOf(farm, ref).name = plain.toStdString();
    return {};
  };
  return property;
}

}  // namespace

Properties farmProperties() {
  Builder builder([](farm::Farm& farm, const ObjectRef&) -> farm::Farm& { return farm; });
  builder
      .text(
          "name", "Name", [](auto& o) -> auto& { return o.name; })
      .paragraph(
          "description", "Description", [](auto& o) -> auto& { return o.description; })
      .group(tr("Environment"))
      .text(
          "host_name", "Public host name", [](auto& o) -> auto& { return o.environment.hostName; })
      .help("What clients type; no scheme, port or path.")
      .flag(
          "https", "Clients come over HTTPS", [](auto& o) -> auto& { return o.environment.https; })
      .whole(
          "cache_brokers", "Cache brokers", [](auto& o) -> auto& { return o.environment.cacheBrokers; }, 0, 1000)
      .help("Machines that tell front ends which caches are out of date; 0: the deployment controller does it.")
      .group(tr("Runs"))
      .custom(
          "warm_up", "Warm-up", [](const auto& o) { return optionalDuration(o.run.warmUp); },
          [](auto& o, const QString& value) { return setOptionalDuration(o.run.warmUp, value); })
      .help("Left out of the results; empty: detected.")
      .inherits([](const farm::Farm&, const ObjectRef&) {
        return Inherited{tr("detected"), {}};
      })
      .custom(
          "measured", "Measured time", [](const auto& o) { return q(formatDuration(o.run.measured)); },
          [](auto& o, const QString& value) -> QString {
            const auto parsed = parseDuration(value.trimmed().toStdString());
            if (!parsed) return sentence(parsed.problems());
            if (parsed->ns() <= 0) return tr("A run needs some time to measure, such as 600s.");
            o.run.measured = *parsed;
            return {};
          })
      .whole(
          "replications", "Replications", [](auto& o) -> auto& { return o.run.replications; }, 1, 10'000)
      .help("Independent repetitions; more make the confidence intervals narrower.")
      .whole(
          "seed", "Seed", [](auto& o) -> auto& { return o.run.seed; }, 0, std::numeric_limits<int>::max())
      .help("The same farm and seed give the same results, to the bit.");
  return builder.take();
}

Properties linkProperties() {
  Builder builder(linkOf);
  builder
      .text(
          "from", "From", [](auto& o) -> auto& { return o.from; })
      .help("A node or a network segment.")
      .text(
          "to", "To", [](auto& o) -> auto& { return o.to; })
      .duration(
          "latency", "Latency", [](auto& o) -> auto& { return o.latency; })
      .help("One way, such as 0.3ms.")
      .custom(
          "bandwidth", "Bandwidth",
          [](const auto& o) {
            return o.bandwidthBitsPerSecond > 0 ? q(formatBandwidth(o.bandwidthBitsPerSecond)) : QString();
          },
          [](auto& o, const QString& value) -> QString {
            if (value.trimmed().isEmpty()) {
              o.bandwidthBitsPerSecond = 0;
              o.sharing = farm::Link::Sharing::InOrder;  // nothing is short any more, so nothing is shared
              return {};
            }
            const auto parsed = parseBandwidth(value.trimmed().toStdString());
            if (!parsed) return sentence(parsed.problems());
            o.bandwidthBitsPerSecond = *parsed;
            return {};
          })
      .help("Such as 1Gbit/s; empty: unlimited.")
      .words("sharing", "Messages cross it", [](auto& o) -> auto& { return o.sharing; },
             {tr("in order"), tr("all at once")})
      .when([](const farm::Farm& farm, const ObjectRef& ref) {
        return farm.links[static_cast<std::size_t>(ref.index)].bandwidthBitsPerSecond > 0;
      })
      .help("In order: one after another. All at once: they share its bandwidth fairly.")
      .flag(
          "firewall", "Firewall", [](auto& o) -> auto& { return o.firewall; })
      .custom(
          "open_ports", "Open ports",
          [](const auto& o) {
            QStringList words;
            for (const int port : o.openPorts) words << QString::number(port);
            return words.join(", ");
          },
          [](auto& o, const QString& value) -> QString {
            std::vector<int> ports;
            for (const QString& word : value.split(',', Qt::SkipEmptyParts)) {
              bool isNumber = false;
              const int port = word.trimmed().toInt(&isNumber);
              if (!isNumber || port < 1 || port > 65535) return tr("“%1” is not a port.").arg(word.trimmed());
              ports.push_back(port);
            }
            o.openPorts = ports;
            return {};
          })
      .help("What passes the firewall, such as 80, 443; the rest is dropped in silence.")
      .maybeDuration(
          "detour_after", "Gone around after", [](auto& o) -> auto& { return o.detourAfter; })
      .help(
          "From its failure until messages take the quickest way without it. Empty: they are lost on it as long as it "
          "is out.");
  addReliability(
      builder, linkOf, [](auto& o) -> auto& { return o.reliability; });
  Properties list;
  for (Property& property : builder.take()) {
    if (property.key == "detour_after") list.push_back(linkName());
    list.push_back(std::move(property));
  }
  return list;
}

Properties dnsProperties() {
  Builder builder([](farm::Farm& farm, const ObjectRef& ref) -> farm::DnsRecord& { return at(farm.dns, ref.index); });
  builder
      .text(
          "name", "Host name", [](auto& o) -> auto& { return o.name; })
      .mention(
          "target", "Leads to", [](auto& o) -> auto& { return o.target; }, nodeNames, false)
      .names(
          "visible_from", "Seen from", [](auto& o) -> auto& { return o.visibleFrom; })
      .help("Segments that resolve it, separated by commas; empty: all.");
  return builder.take();
}

Properties sloProperties() {
  Builder builder([](farm::Farm& farm, const ObjectRef& ref) -> farm::Slo& { return at(farm.slos, ref.index); });
  builder
      .text(
          "name", "Objective", [](auto& o) -> auto& { return o.name; })
      .mention(
          "application", "Application", [](auto& o) -> auto& { return o.application; }, applicationNames, true)
      .help("Empty: every application with users.")
      .number(
          "percentile", "Percentile", [](auto& o) -> auto& { return o.percentile; }, 1, 99.99)
      .custom(
          "response_below", "Response below", [](const auto& o) { return optionalDuration(o.responseBelow); },
          [](auto& o, const QString& value) { return setOptionalDuration(o.responseBelow, value); })
      .custom(
          "failures_below", "Failures below", [](const auto& o) { return optionalShare(o.failuresBelow); },
          [](auto& o, const QString& value) { return setOptionalShare(o.failuresBelow, value); })
      .custom(
          "utilisation_below", "Utilisation below", [](const auto& o) { return optionalShare(o.utilisationBelow); },
          [](auto& o, const QString& value) { return setOptionalShare(o.utilisationBelow, value); });
  return builder.take();
}

Properties assumptionProperties() {
  Builder builder(
      [](farm::Farm& farm, const ObjectRef& ref) -> farm::Assumption& { return at(farm.assumptions, ref.index); });
  builder
      .text(
          "subject", "Figure", [](auto& o) -> auto& { return o.subject; })
      .words("standing", "Is", [](auto& o) -> auto& { return o.standing; },
             {tr("measured"), tr("fitted"), tr("documented"), tr("assumed")})
      .text(
          "source", "Source", [](auto& o) -> auto& { return o.source; });
  return builder.take();
}

Properties noteProperties() {
  Builder builder([](farm::Farm& farm, const ObjectRef& ref) -> farm::Note& { return at(farm.notes, ref.index); });
  builder.paragraph(
      "text", "Text", [](auto& o) -> auto& { return o.text; });
  return builder.take();
}

}  // namespace headroom::gui::building
