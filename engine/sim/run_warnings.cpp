#include "engine/sim/run_warnings.h"

#include <fmt/format.h>

#include <utility>

#include "engine/base/text.h"
#include "engine/results/figures.h"
#include "engine/sim/estimate.h"

namespace headroom::sim {
namespace {

using results::Failures;

std::vector<std::string> causesOf(const Failures& failed) {
  std::vector<std::string> causes;
  const auto say = [&](std::uint64_t count, const char* what) {
    if (count > 0) causes.push_back(results::count(count) + " " + what);
  };
  say(failed.timeout, "timed out");
  say(failed.noServer, "found no server");
  say(failed.refused, "were refused");
  say(failed.queueFull, "met a full queue");
  say(failed.limited, "were turned away by a limit");
  say(failed.dependency, "failed by a call or transaction of their own");
  return causes;
}

/// "deadlock: all workers of pool P on FE1 are held by AppX, which waits for AppY, which waits for a worker of the
/// same pool; …".
std::string deadlockWarning(const Model& model, const DeadlockTally& deadlock) {
  const auto poolOf = [&](const CircleStep& step) {
    const ServerSpec& server = model.servers[step.server];
    return fmt::format("pool {} on {}", server.pools[step.pool].name, server.name);
  };
  std::string text = "deadlock in a circle of waits: ";
  for (std::size_t i = 0; i < deadlock.circle.size(); ++i) {
    const CircleStep& step = deadlock.circle[i];
    const CircleStep& next = deadlock.circle[(i + 1) % deadlock.circle.size()];
    text += fmt::format("{}all workers of {} are held by ", i == 0 ? "" : "; ", poolOf(step));
    for (const Index application : step.chain) text += model.applications[application].name + ", which waits for ";
    text += "a worker of " + (&step == &next ? std::string("the same pool") : poolOf(next));
  }
  return text + "; only time-outs end it: give the called application a pool of its own, or more workers";
}

std::vector<std::string> deadlockWarnings(const Model& model, const std::vector<Replication>& replications) {
  std::size_t with = 0;
  const DeadlockTally* first = nullptr;
  for (const Replication& replication : replications) {
    if (replication.deadlocks.seen == 0) continue;
    ++with;
    if (!first) first = &replication.deadlocks;
  }
  if (!first) return {};
  return {deadlockWarning(model, *first) +
          fmt::format("; seen in {} of {} replications", results::count(with), results::count(replications.size()))};
}

}  // namespace

void addFailures(Failures& to, const OutcomeCounts& ended) {
  const auto of = [&](Outcome outcome) { return ended[static_cast<std::size_t>(outcome)]; };
  to.queueFull += of(Outcome::QueueFull);
  to.timeout += of(Outcome::Timeout);
  to.noServer += of(Outcome::NoServer);
  to.refused += of(Outcome::Refused);
  to.dependency += of(Outcome::Dependency);
  to.limited += of(Outcome::Limited);
}

std::string overloadWarning(const std::string& name, const PlaceLoad& place, bool refusing) {
  const results::Estimate offered = estimate(place.offered, place.offered.size());
  std::string text = fmt::format("{} is overloaded: offered load {:.0f} %", name, 100 * offered.mean);
  if (offered.low) text += fmt::format(" ({:.1f}…{:.1f} %)", 100 * *offered.low, 100 * *offered.high);
  text += ", its queue grows without bound";
  return refusing ? text + " until its pool turns requests away" : text;
}

std::vector<std::string> failureWarnings(const Model& model, const std::vector<Replication>& replications,
                                         const results::RunResult& result) {
  std::vector<std::string> warnings;
  for (const results::ApplicationResult& application : result.applications) {
    if (application.response.mean.count > 0 || application.failed.total() == 0) continue;
    warnings.push_back(fmt::format("{} answered nothing: all {} requests failed ({})", application.name,
                                   results::count(application.failed.total()),
                                   joinWithAnd(causesOf(application.failed))));
  }
  for (const results::ServerResult& server : result.servers) {
    if (server.queueFull == 0) continue;
    warnings.push_back(fmt::format("{} turned {} requests away: its pool queue was full", server.name,
                                   results::count(server.queueFull)));
  }
  for (std::string& sentence : turnedAway(model, replications)) warnings.push_back(std::move(sentence));
  for (std::string& sentence : deadlockWarnings(model, replications)) warnings.push_back(std::move(sentence));
  for (std::size_t z = 0; z < model.zones.size(); ++z) {
    Failures failed;
    for (const Replication& replication : replications) addFailures(failed, replication.zones[z].calls);
    if (failed.total() == 0) continue;
    warnings.push_back(fmt::format("{} server-side calls to zone {} failed: {}", results::count(failed.total()),
                                   model.zones[z].name, joinWithAnd(causesOf(failed))));
  }
  return warnings;
}

}  // namespace headroom::sim
