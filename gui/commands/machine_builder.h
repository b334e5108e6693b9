// Properties that several kinds of machines have: cores, what passing a request costs, limits.
#pragma once

#include <limits>

#include "gui/commands/property_builder.h"

namespace headroom::gui::building {

/// Cores, speed, cost per request and limits of a device that relays, reached through `capacity(object)`.
template <class B, class Capacity>
void addCapacity(B& builder, Capacity capacity) {
  builder.group(tr("Capacity"))
      .law(
          "demand", "Work per request", [capacity](auto& o) -> auto& { return capacity(o).demand; })
      .help("Core time per request passed, such as 0.2ms or lognormal(1ms, 2). 0: costs nothing.")
      .whole(
          "cores", "Cores", [capacity](auto& o) -> auto& { return capacity(o).cores; }, 1, 4096)
      .number(
          "speed", "Core speed", [capacity](auto& o) -> auto& { return capacity(o).speed; }, 1e-6, 1000)
      .help("Relative to the machine on which demands were measured: 2 does the work in half the time.")
      .whole(
          "max_connections", "Requests at once", [capacity](auto& o) -> auto& { return capacity(o).maxConnections; }, 0,
          std::numeric_limits<int>::max())
      .help("Requests in progress through the device at once; more wait. 0: unlimited.")
      .custom(
          "max_pending", "Requests waiting",
          [capacity](const auto& o) {
            return capacity(o).maxPending ? QString::number(*capacity(o).maxPending) : QString();
          },
          [capacity](auto& o, const QString& text) -> QString {
            if (text.trimmed().isEmpty()) return capacity(o).maxPending.reset(), QString();
            bool isNumber = false;
            const int waiting = text.trimmed().toInt(&isNumber);
            if (!isNumber || waiting < 0) return tr("“%1” is no number of requests.").arg(text);
            capacity(o).maxPending = waiting;
            return {};
          })
      .help("For one of those places; one more is answered 503 at once. Empty: any number.")
      .whole(
          "instances", "Machines", [capacity](auto& o) -> auto& { return capacity(o).instances; }, 1, 1000)
      .help("Active and standby machines behind one address; 2 or more survive a failure.");
}

/// What a relay lets through a second; the second field is shown while there is a limit. `access(object)` gives the
/// optional farm::RateLimit, `find(farm, ref)` the object.
template <class B, class Find, class Access>
void addRateLimit(B& builder, Find find, Access access) {
  const auto limits = [find, access](const farm::Farm& farm, const ObjectRef& ref) {
    return access(find(const_cast<farm::Farm&>(farm), ref)).has_value();  // never writes
  };
  builder.group(tr("Limits"))
      .custom(
          "rate_limit", "At most",
          [access](const auto& o) { return access(o) ? q(formatRate(access(o)->rate)) : QString(); },
          [access](auto& o, const QString& text) -> QString {
            if (text.trimmed().isEmpty()) return access(o).reset(), QString();
            const auto rate = parseRate(text.trimmed().toStdString());
            if (!rate) return sentence(rate.problems());
            if (!access(o)) access(o).emplace();
            access(o)->rate = *rate;
            return {};
          })
      .help("Requests let through, such as 500/s; one more is answered 429 at once. Empty: no limit.")
      .custom(
          "rate_limit_burst", "Burst",
          [access](const auto& o) { return access(o) ? QString::number(access(o)->burst) : QString(); },
          [access](auto& o, const QString& text) -> QString {
            bool isNumber = false;
            const int burst = text.trimmed().toInt(&isNumber);
            if (!isNumber || burst < 1 || burst > 1'000'000'000) return tr("“%1” is no number of requests.").arg(text);
            if (!access(o)) return tr("There is no limit.");
            access(o)->burst = burst;
            return {};
          })
      .help("Requests that may come at once after a pause.")
      .when(limits);
}

/// The universal scalability law of a machine's cores.
template <class B>
void addScalability(B& builder) {
  builder
      .number(
          "contention", "Contention σ", [](auto& o) -> auto& { return o.contention; }, 0, 1)
      .help("Share of the work that cores do one after another, such as 3%: of the universal scalability law.")
      .number(
          "coherency", "Coherency κ", [](auto& o) -> auto& { return o.coherency; }, 0, 1)
      .help("What every pair of busy cores costs, such as 0.0001: of the universal scalability law.");
}

}  // namespace headroom::gui::building
