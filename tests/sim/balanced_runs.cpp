#include "tests/sim/balanced_runs.h"

#include <gtest/gtest.h>

#include "engine/sim/compile.h"
#include "engine/sim/runner.h"

namespace headroom::sim::testing {

double BalancedRun::shareOf(std::size_t server) const {
  double all = 0;
  for (const std::uint64_t count : served) all += static_cast<double>(count);
  return static_cast<double>(served.at(server)) / all;
}

BalancedRun runBalanced(const farm::Farm& farm, const RunOptions& options, const std::function<void(Model&)>& edit) {
  BalancedRun result;
  Result<Model> model = compile(farm, options);
  if (!model) {
    ADD_FAILURE() << format(model.problems().front());
    return result;
  }
  edit(*model);
  stats::Histogram response;
  result.served.resize(model->servers.size());
  result.balancerQueue.resize(model->zones.size());
  for (int r = 0; r < options.replications; ++r) {
    World world(*model, planOf(*model, options, options.warmUp.value_or(Duration()), r));
    while (world.advance(Instant::never(), 1'000'000)) {
    }
    Replication replication = world.takeResults();
    EXPECT_EQ(replication.fault, "");
    for (const results::Check& check : replication.checks) EXPECT_TRUE(check.ok) << check.name << " " << check.figure;
    for (const ApplicationFigures& application : replication.applications) {
      response.merge(application.response);
      const auto count = [&](Outcome outcome) { return application.outcomes[static_cast<std::size_t>(outcome)]; };
      result.answered += count(Outcome::Answered);
      result.queueFull += count(Outcome::QueueFull);
      result.noServer += count(Outcome::NoServer);
      result.refused += count(Outcome::Refused);
    }
    for (std::size_t s = 0; s < result.served.size(); ++s) result.served[s] += replication.servers[s].left;
    for (std::size_t z = 0; z < result.balancerQueue.size(); ++z) {
      result.balancerQueue[z] += replication.stations[model->zones[z].station].queue / options.replications;
    }
    result.events += replication.events;
    result.replications.push_back(std::move(replication));
  }
  result.meanMs = response.meanNs() / 1e6;
  result.p99Ms = response.percentile(99).toMilliseconds();
  result.maxMs = response.largest().toMilliseconds();
  return result;
}

}  // namespace headroom::sim::testing
