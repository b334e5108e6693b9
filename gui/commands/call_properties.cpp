// Properties of calls between applications.
#include "gui/commands/property_builder.h"

namespace headroom::gui::building {
namespace {

farm::Reference& referenceOf(farm::Farm& farm, const ObjectRef& ref) {
  return farm.references[static_cast<std::size_t>(ref.index)];
}

/// In the caller, for each of its servers. Both numbers or none.
template <class B>
void addBreaker(B& builder) {
  builder.group(tr("Circuit breaker"))
      .custom(
          "circuit_breaker_failures", "Opens after",
          [](const auto& o) { return o.circuitBreaker ? QString::number(o.circuitBreaker->failures) : QString(); },
          [](auto& o, const QString& text) -> QString {
            if (text.trimmed().isEmpty()) return o.circuitBreaker.reset(), QString();
            bool isNumber = false;
            const int failures = text.trimmed().toInt(&isNumber);
            if (!isNumber || failures < 1) return tr("“%1” is no number of failures.").arg(text);
            if (!o.circuitBreaker) o.circuitBreaker = farm::CircuitBreaker{1, Duration::wholeSeconds(30)};
            o.circuitBreaker->failures = failures;
            return {};
          })
      .help("So many failed calls in a row, such as 5. Empty: there is none.")
      .custom(
          "circuit_breaker_open", "Stays open for",
          [](const auto& o) { return o.circuitBreaker ? q(formatDuration(o.circuitBreaker->open)) : QString(); },
          [](auto& o, const QString& text) -> QString {
            const auto open = parseDuration(text.trimmed().toStdString());
            if (!open) return sentence(open.problems());
            if (!o.circuitBreaker) return tr("There is no circuit breaker.");
            o.circuitBreaker->open = *open;
            return {};
          })
      .help("Calls fail at once so long; then one is tried.")
      .when([](const farm::Farm& farm, const ObjectRef& ref) {
        return farm.references[static_cast<std::size_t>(ref.index)].circuitBreaker.has_value();
      });
}

template <class B>
void addCallDetails(B& builder) {
  const auto ownCost = [](const farm::Farm& farm, const ObjectRef& ref) {
    return farm.references[static_cast<std::size_t>(ref.index)].work.has_value();
  };
  builder.details()
      .custom(
          "database_transactions", "Transactions",
          [](const auto& o) { return o.work ? q(formatNumber(o.work->databaseTransactions)) : QString(); },
          [](auto& o, const QString& text) -> QString {
            const auto number = parseFraction(text.trimmed().toStdString());
            if (!number) return sentence(number.problems());
            if (!o.work) return tr("Say first what server time a call takes.");
            o.work->databaseTransactions = *number;
            return {};
          })
      .help("Of one call, at the callee: the mean number.")
      .when(ownCost)
      .custom(
          "database_demand", "Database time each",
          [](const auto& o) {
            return o.work ? q(formatLaw(o.work->databaseDemand, Law::Kind::Exponential)) : QString();
          },
          [](auto& o, const QString& text) -> QString {
            const auto law = parseLaw(text.trimmed().toStdString(), Law::Kind::Exponential);
            if (!law) return sentence(law.problems());
            if (!o.work) return tr("Say first what server time a call takes.");
            o.work->databaseDemand = *law;
            return {};
          })
      .when(ownCost)
      .bytes(
          "request_size", "Request size", [](auto& o) -> auto& { return o.requestBytes; })
      .bytes(
          "response_size", "Answer size", [](auto& o) -> auto& { return o.responseBytes; })
      .help("Such as 30kB; takes time on links with a bandwidth.");
  addBreaker(builder);
}

}  // namespace

Properties referenceProperties() {
  Builder builder(referenceOf);
  builder
      .mention(
          "consumer", "From", [](auto& o) -> auto& { return o.consumer; }, applicationNames, false)
      .mention(
          "producer", "To", [](auto& o) -> auto& { return o.producer; }, applicationNames, false)
      .number(
          "calls", "Calls per request", [](auto& o) -> auto& { return o.calls; }, 0, 1e6)
      .help("Mean number per request of the caller; the fraction is a probability: 0.2 or 20%.")
      .words("kind", "Kind", [](auto& o) -> auto& { return o.kind; },
             {tr("service action"), tr("REST"), tr("SOAP"), tr("redirect"), tr("resource")})
      .flag(
          "synchronous", "Caller waits", [](auto& o) -> auto& { return o.synchronous; })
      .custom(
          "demand", "Server time",
          [](const auto& o) { return o.work ? q(formatLaw(o.work->demand, Law::Kind::Exponential)) : QString(); },
          [](auto& o, const QString& value) -> QString {
            if (value.trimmed().isEmpty()) return o.work.reset(), QString();
            const auto law = parseLaw(value.trimmed().toStdString(), Law::Kind::Exponential);
            if (!law) return sentence(law.problems());
            if (!o.work) o.work.emplace();
            o.work->demand = *law;
            return {};
          })
      .help("What one call costs at the callee; empty: as one of its own requests.")
      .duration(
          "timeout", "Timeout", [](auto& o) -> auto& { return o.timeout; })
      .text(
          "address", "Address", [](auto& o) -> auto& { return o.address; })
      .help("A typed-in host instead of the zone address of the callee; empty: the zone address.");
  addCallDetails(builder);
  return builder.take();
}

}  // namespace headroom::gui::building
