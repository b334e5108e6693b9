// Properties of what servers do besides answering users: background work and deployments.
#include "gui/commands/data_properties.h"

namespace headroom::gui::building {
namespace {

farm::Background& backgroundOf(farm::Farm& farm, const ObjectRef& ref) {
  return farm.background[static_cast<std::size_t>(ref.index)];
}
farm::Deployment& deploymentOf(farm::Farm& farm, const ObjectRef& ref) {
  return farm.deployments[static_cast<std::size_t>(ref.index)];
}

/// It falls due at intervals or at random: the one ends the other.
template <class B>
void addOccasions(B& builder) {
  builder
      .custom(
          "every", "Every", [](const auto& o) { return o.every > Duration() ? q(formatDuration(o.every)) : QString(); },
          [](auto& o, const QString& text) -> QString {
            const auto every = parseDuration(text.trimmed().isEmpty() ? "0s" : text.trimmed().toStdString());
            if (!every) return sentence(every.problems());
            if (*every < Duration()) return tr("“%1” is less than no time.").arg(text);
            o.every = *every;
            if (*every > Duration()) o.rate = {};
            return {};
          })
      .help("Falls due at fixed intervals, such as every 10min.")
      .custom(
          "rate", "Or at random",
          [](const auto& o) { return o.rate.perSecond > 0 ? q(formatRate(o.rate)) : QString(); },
          [](auto& o, const QString& text) -> QString {
            const auto rate = parseRate(text.trimmed().isEmpty() ? "0/s" : text.trimmed().toStdString());
            if (!rate) return sentence(rate.problems());
            o.rate = *rate;
            if (rate->perSecond > 0) o.every = {};
            return {};
          })
      .help("On average so often, such as 2/s; all servers together.");
}

}  // namespace

Properties backgroundProperties() {
  Builder builder(backgroundOf);
  builder
      .text(
          "name", "Name", [](auto& o) -> auto& { return o.name; })
      .mention(
          "application", "Of", [](auto& o) -> auto& { return o.application; }, applicationNames, false)
      .words("kind", "Is", [](auto& o) -> auto& { return o.kind; },
             {tr("a timer"), tr("a process"), tr("a light process"), tr("e-mail")});
  addOccasions(builder);
  builder.details()
      .whole(
          "priority", "Priority", [](auto& o) -> auto& { return o.priority; }, 1, 4)
      .help("1: the most urgent.")
      .law(
          "demand", "Server time", [](auto& o) -> auto& { return o.work.demand; })
      .help("Core time of one piece of work, such as 30s.")
      .number(
          "database_transactions", "Transactions", [](auto& o) -> auto& { return o.work.databaseTransactions; }, 0, 1e6)
      .help("Mean number for one piece of work; the fraction is a probability.")
      .law(
          "database_demand", "Database time each", [](auto& o) -> auto& { return o.work.databaseDemand; });
  addTransactions(
      builder, [](auto& o) -> auto& { return o.work; });
  builder
      .maybeDuration(
          "timeout", "Time-out", [](auto& o) -> auto& { return o.timeout; })
      .help("The attempt has failed then; empty: 20min, of processes 5min.")
      .whole(
          "retries", "Further attempts", [](auto& o) -> auto& { return o.retries; }, 0, 1000)
      .help("After a failed one.");
  return builder.take();
}

Properties deploymentProperties() {
  Builder builder(deploymentOf);
  builder
      .span(
          "at", "At", [](auto& o) -> auto& { return o.at; })
      .help("Since the beginning of the measured part, such as 5min.")
      .names(
          "zone", "Zones", [](auto& o) -> auto& { return o.zones; })
      .help("Separated by commas; empty: all.")
      .span(
          "half", "Each half takes", [](auto& o) -> auto& { return o.half; })
      .help("So long half of the servers are out of the balancers; then the other half.")
      .span(
          "cold_start", "Cold for", [](auto& o) -> auto& { return o.coldStart; })
      .help("So long after it a server is slow.")
      .number(
          "cold_work", "Times the work", [](auto& o) -> auto& { return o.coldWork; }, 1, 1000)
      .help("Of requests that come to a cold server.");
  return builder.take();
}

}  // namespace headroom::gui::building
