#include "tests/sim/networks.h"

#include <gtest/gtest.h>

#include <cmath>

#include "engine/stats/interval.h"

namespace headroom::sim::testing {

using analytic::Distribution;

analytic::Station servers(int count, double meanSeconds) {
  analytic::Station station;
  station.name = "q";
  station.servers = count;
  station.service.emplace("*", Distribution::exponential(meanSeconds));
  return station;
}

analytic::JobClass poisson(const std::string& name, double perSecond) {
  analytic::JobClass requests;
  requests.name = name;
  requests.arrivals.emplace();
  requests.arrivals->rate = perSecond;
  return requests;
}

analytic::JobClass users(const std::string& name, int population, Distribution think) {
  analytic::JobClass people;
  people.name = name;
  people.population = population;
  people.think = std::move(think);
  return people;
}

analytic::Routing straight(const std::vector<std::string>& nodes) {
  analytic::Routing routing;
  std::string from = "source";
  for (const std::string& node : nodes) {
    routing[from] = {{node, 1.0}};
    from = node;
  }
  routing[from] = {{"exit", 1.0}};
  return routing;
}

analytic::NetworkModel visits(double perSecond, analytic::Station station) {
  analytic::NetworkModel model;
  model.classes = {poisson("req", perSecond)};
  model.routing["req"] = straight({station.name});
  model.stations = {std::move(station)};
  return model;
}

double meanOf(const Level& level, const FreeNetwork& network) {
  return static_cast<double>(level.area(network.now())) / 1e9 / network.measuredSeconds();
}

std::vector<Seen> observe(const analytic::NetworkModel& model, double seconds, const std::vector<Reading>& readings,
                          const RecordPlan& record) {
  std::vector<Seen> seen(readings.size());
  const auto spec = compileNetwork(model);
  if (!spec) {
    ADD_FAILURE() << format(spec.problems().front());
    return seen;
  }
  std::vector<std::vector<double>> values(readings.size());
  for (std::uint64_t replication = 0; replication < 10; ++replication) {
    RunPlan plan;
    plan.seed = 7;
    plan.replication = replication;
    FreeNetwork network(*spec, record, plan);
    const Instant begin = Instant() + Duration::seconds(seconds / 10);
    network.advance(begin, ~std::uint64_t{0});
    network.beginMeasuring();
    network.advance(begin + Duration::seconds(seconds), ~std::uint64_t{0});
    EXPECT_EQ(network.fault(), "");
    for (const results::Check& check : network.checks()) EXPECT_TRUE(check.ok) << check.name << " " << check.figure;
    for (std::size_t i = 0; i < readings.size(); ++i) values[i].push_back(readings[i](network));
  }
  for (std::size_t i = 0; i < readings.size(); ++i) {
    const auto interval = stats::meanInterval(values[i]);
    seen[i] = {interval.mean, interval.halfWidth.value_or(0)};
  }
  return seen;
}

}  // namespace headroom::sim::testing
