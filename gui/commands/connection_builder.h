// Properties of what it costs to open connections.
#pragma once

#include "gui/commands/property_builder.h"

namespace headroom::gui::building {

/// Empty texts in all three: connections cost nothing. `capacity(object)` gives the RelayCapacity.
template <class B, class Capacity>
void addConnections(B& builder, Capacity capacity) {
  const auto own = [capacity](auto& o) -> auto& {
    return capacity(o).connections;
  };
  const auto field = [&builder, own](const char* key, const char* label, auto format, auto parse) {
    builder.custom(
        key, label, [own, format](const auto& o) { return own(o) ? q(format(*own(o))) : QString(); },
        [own, parse](auto& o, const QString& text) -> QString {
          if (text.trimmed().isEmpty()) return own(o).reset(), QString();
          farm::Connections changed = own(o).value_or(farm::Connections{});
          const QString why = parse(changed, text.trimmed().toStdString());
          if (why.isEmpty()) own(o) = changed;
          return why;
        });
  };
  builder.group(tr("Connections"));
  field(
      "handshake_demand", "Work per handshake",
      [](const farm::Connections& c) { return formatLaw(c.handshakeDemand, Law::Kind::Exponential); },
      [](farm::Connections& c, const std::string& text) -> QString {
        const auto parsed = parseLaw(text, Law::Kind::Exponential);
        if (!parsed) return sentence(parsed.problems());
        c.handshakeDemand = *parsed;
        return {};
      });
  builder.help("Core time to set up a connection, such as 1ms for TLS. Empty: connections cost nothing.");
  field(
      "round_trips", "Round trips", [](const farm::Connections& c) { return std::to_string(c.roundTrips); },
      [](farm::Connections& c, const std::string& text) -> QString {
        bool isNumber = false;
        const int number = q(text).toInt(&isNumber);
        if (!isNumber || number < 0 || number > 100) return tr("“%1” is not a number from 0 to 100.").arg(q(text));
        c.roundTrips = number;
        return {};
      });
  builder.help("Over the network before the request: TCP 1, with TLS 1.3 2, with TLS 1.2 3.");
  field(
      "keep_alive", "Kept alive for", [](const farm::Connections& c) { return formatDuration(c.keepAlive); },
      [](farm::Connections& c, const std::string& text) -> QString {
        const auto parsed = parseDuration(text);
        if (!parsed) return sentence(parsed.problems());
        if (*parsed < Duration()) return tr("A connection is not kept for less than no time.");
        c.keepAlive = *parsed;
        return {};
      });
  builder.help("An idle connection is used again for so long; 0s: every request opens its own.");
}

}  // namespace headroom::gui::building
