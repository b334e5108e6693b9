// Small farms for tests, put together by hand.
#pragma once

#include <string>

#include "engine/farm/farm.h"
#include "engine/sim/sim.h"

namespace headroom::sim::testing {

Law exponential(double milliseconds);
Law fixed(double milliseconds);

farm::Server server(const std::string& name, int cores, farm::Discipline discipline = farm::Discipline::Fifo);
farm::Zone zone(const std::string& name, const std::vector<std::string>& members);
farm::Application application(const std::string& name, const std::string& zone, Law demand);
farm::Users openUsers(const std::string& application, double perSecond);
farm::Users closedUsers(const std::string& application, std::int64_t population, Law think);
farm::Database database(int cores);

/// Users → one server "FE1" with application "App": the simplest queueing station.
farm::Farm singleStation(double perSecond, Law demand, int cores, farm::Discipline discipline = farm::Discipline::Fifo);

/// Three front ends, zone Intranet on two of them (domain facts 9-B).
farm::Farm intranetZone();

/// The run's results; its flow is balanced and its self-checks hold. Throws when there are none.
results::RunResult simulate(const farm::Farm& farm, const RunOptions& options);

RunOptions options(double measuredSeconds, int replications, std::uint64_t seed = 1);

const results::ServerResult& serverOf(const results::RunResult& result, const std::string& name);
const results::StationResult& stationOf(const results::RunResult& result, const std::string& name);
const results::ApplicationResult& applicationOf(const results::RunResult& result, const std::string& name);
const results::ZoneResult& zoneOf(const results::RunResult& result, const std::string& name);

/// Erlang's C: the share of arrivals that wait in M/M/c with `load` = λ/μ.
double erlangC(int servers, double load);

}  // namespace headroom::sim::testing
