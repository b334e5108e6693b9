#include "engine/farm_file/validate_application.h"

#include "engine/base/text.h"
#include "engine/farm_file/limits.h"
#include "engine/farm_file/validate_data.h"

namespace headroom::farm_file {

void ApplicationChecks::application(const farm::Application& application, const std::string& path) {
  const Subject subject = subjectOf(application, "application", application.name, path);
  check_.name(subject, "name", application.name);
  check_.unique(applications_, subject, "name", application.name, "applications have different names");
  if (application.zone.empty()) {
    check_.error(subject, "zone", subject.words + " is in no zone",
                 farm_.zones.empty() ? "add a zone and write zone: \"...\" with its name"
                                     : "write zone: \"" + farm_.zones.front().name + "\" or another zone's name",
                 "ZN03");
  } else {
    check_.refers(subject, "zone", application.zone, names_.zones);
  }
  modules(application, subject);
  poolOf(subject, application);
  work(subject, application.work, &application);
  databaseOf(subject, application);
  sizes(subject, application.requestBytes, application.responseBytes);
  check_.position(subject, application.position);
}

void ApplicationChecks::modules(const farm::Application& application, const Subject& subject) {
  if (application.modules.empty() && !application.name.empty())
    claimPath(subject, "name", "/" + application.name, subject);
  Scope scope;
  for (std::size_t i = 0; i < application.modules.size(); ++i) {
    const farm::Module& module = application.modules[i];
    const Subject entry = subjectOf(module, "module", module.name, subject.path + "." + indexed("module", i));
    check_.name(entry, "name", module.name);
    check_.unique(scope, entry, "name", module.name, "modules of one application have different names");
    modulePath(module, entry, subject);
    check_.refers(entry, "zone_override", module.zoneOverride, names_.zones, true);
  }
}

void ApplicationChecks::modulePath(const farm::Module& module, const Subject& entry, const Subject& application) {
  const std::string& path = module.path;
  if (!path.empty() && (path.front() != '/' || path.size() < 2 || printable(path) != path)) {
    check_.error(entry, "path", "the path '" + path + "' of " + entry.words + " is not of the form /Name",
                 "write path: \"/" + module.name + "\"");
  } else if (!module.name.empty()) {
    claimPath(entry, path.empty() ? "name" : "path", path.empty() ? "/" + module.name : path, application);
  }
}

void ApplicationChecks::claimPath(const Subject& owner, const std::string& field, const std::string& path,
                                  const Subject& application) {
  const auto [first, inserted] = paths_.emplace(toLower(path), application);
  if (inserted || first->second.origin == application.origin) return;
  check_.error(owner, field,
               "the path '" + path + "' of " + application.words + " belongs to " + first->second.words + " already",
               "give the module another path: requests under it could not be told apart");
}

void ApplicationChecks::poolOf(const Subject& subject, const farm::Application& application) {
  check_.word(subject, "pool", application.pool);
  if (!application.pool.empty() && !farm_.servers.empty() && names_.pools.set.count(application.pool) == 0) {
    check_.warning(subject, "pool", "no server has the pool '" + application.pool + "' of " + subject.words,
                   "its requests run in each server's first pool; add the pool or correct its name");
  }
}

void ApplicationChecks::databaseOf(const Subject& subject, const farm::Application& application) {
  check_.refers(subject, "database", application.database, names_.databases, true);
  bool transacts = application.work.databaseTransactions > 0;
  for (const farm::Reference& reference : farm_.references) {
    transacts = transacts ||
                (reference.work && reference.work->databaseTransactions > 0 && reference.producer == application.name);
  }
  if (!application.database.empty() || !transacts || farm_.databases.size() == 1) return;
  check_.error(subject, "work.database_transactions",
               subject.words + " makes database transactions, but " +
                   (farm_.databases.empty() ? "the farm has no database" : "does not say on which of the databases"),
               farm_.databases.empty() ? "add a database, or set database_transactions to 0"
                                       : "write database: \"" + farm_.databases.front().name + "\"");
}

void ApplicationChecks::work(const Subject& subject, const farm::Work& work, const farm::Application* application) {
  check_.law(subject, "work.demand", work.demand);
  check_.range(subject, "work.database_transactions", work.databaseTransactions, 0, kMostPerRequest);
  check_.law(subject, "work.database_demand", work.databaseDemand);
  if (application) checkTransactions(check_, subject, work, farm::databaseOf(farm_, *application));
}

void ApplicationChecks::sizes(const Subject& subject, std::int64_t request, std::int64_t response) {
  check_.range(subject, "request_size", static_cast<double>(request), 0, kMostBytes);
  check_.range(subject, "response_size", static_cast<double>(response), 0, kMostBytes);
}

void ApplicationChecks::reference(const farm::Reference& reference, const std::string& path) {
  const Subject subject{"the reference " + reference.consumer + " -> " + reference.producer, path, &reference.origin};
  check_.refers(subject, "consumer", reference.consumer, names_.applications);
  check_.refers(subject, "producer", reference.producer, names_.applications);
  check_.range(subject, "calls", reference.calls, 0, kMostPerRequest);
  if (reference.work) work(subject, *reference.work, farm::findApplication(farm_, reference.producer));
  check_.atLeast(subject, "timeout", reference.timeout, kSmallest);
  check_.word(subject, "address", reference.address);
  sizes(subject, reference.requestBytes, reference.responseBytes);
  if (!reference.circuitBreaker) return;
  check_.range(subject, "circuit_breaker.failures", reference.circuitBreaker->failures, 1, kMost);
  check_.atLeast(subject, "circuit_breaker.open", reference.circuitBreaker->open, kSmallest);
}

void ApplicationChecks::background(const farm::Background& background, const std::string& path) {
  const Subject subject = subjectOf(background, "background work", background.name, path);
  check_.name(subject, "name", background.name);
  check_.unique(background_, subject, "name", background.name, "background work has different names");
  check_.refers(subject, "application", background.application, names_.applications);
  check_.range(subject, "rate", background.rate.perSecond, 0, kMost);
  const bool scheduled = background.every > Duration();
  const bool random = background.rate.perSecond > 0;
  const bool never = !scheduled && !random && !isWritten(background, "every") && !isWritten(background, "rate");
  if (never || (scheduled && random)) {
    check_.error(subject, scheduled ? "rate" : "name",
                 subject.words + (scheduled ? " has a schedule and a rate" : " never falls due"),
                 "write either every: \"10min\" or rate: \"2/s\"");
  }
  check_.range(subject, "priority", background.priority, 1, 4);
  const farm::Application* application = farm::findApplication(farm_, background.application);
  work(subject, background.work, application);
  check_.ifSet(subject, "timeout", background.timeout, kSmallest);
  check_.range(subject, "retries", background.retries, 0, 1000);
  if (application && background.work.databaseTransactions > 0 && !farm::databaseOf(farm_, *application)) {
    check_.error(subject, "work.database_transactions",
                 subject.words + " makes database transactions, but " + background.application + " has no database",
                 "name the database of the application, or set database_transactions to 0");
  }
}

}  // namespace headroom::farm_file
