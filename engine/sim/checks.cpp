// What must hold in every run, whatever the farm: counted twice, in different ways, and compared.
#include <algorithm>
#include <cmath>

#include "engine/sim/world.h"

namespace headroom::sim {
namespace {

constexpr double kTolerance = 1e-9;

double relative(WideSum a, WideSum b) {
  const WideSum difference = a > b ? a - b : b - a;
  const WideSum size = std::max({a < 0 ? -a : a, b < 0 ? -b : b, WideSum{1}});
  return static_cast<double>(difference) / static_cast<double>(size);
}

double apart(std::int64_t a, std::int64_t b) {
  return std::fabs(static_cast<double>(a - b));
}

results::Check checkOf(std::string name, double figure, double allowed) {
  return results::Check{std::move(name), figure <= allowed, figure};
}

}  // namespace

/// Goes through every request there is and notes where it is, without looking at any counter.
World::Inventory World::takeStock() const {
  Inventory stock;
  stock.zones.resize(zones_.size());
  stock.servers.resize(servers_.size());
  stock.stations.resize(stations_.size());
  const std::int64_t end = end_.ns();
  for (Index id = 0; id < requests_.size(); ++id) {
    const Request& request = requests_[id];
    if (!request.alive) continue;
    if (request.job != kNone && !request.callerDone) ++stock.jobsRunning;
    if (request.source != kNone && !request.callerDone) {
      Residue& zone = stock.zones[model_.applications[request.application].zone];
      ++zone.requests;
      zone.presence += end - since(request.created);
    }
    if (request.server != kNone) {
      Residue& server = stock.servers[request.server];
      ++server.requests;
      server.presence += end - since(request.enteredServer);
    }
    if (request.station != kNone) {
      Residue& station = stock.stations[request.station];
      ++station.requests;
      station.presence += end - since(request.enteredStation);
      if (request.inService) station.work += end - since(request.startedService);
    }
    if (request.waitsForLock || request.holdsLock) {
      const LockVisit& visit = lockVisits_[id];
      Residue& lock = stock.stations[visit.lock];
      ++lock.requests;
      lock.presence += end - since(visit.entered);
      if (request.holdsLock) lock.work += end - since(visit.heldSince);
    }
    if (request.stretch != kNone) {
      for (const Index index : model_.stretches[request.stretch].stations) {
        ++stock.stations[index].requests;
        stock.stations[index].presence += end - since(request.enteredStation);
      }
    }
  }
  stock.background.resize(background_.size());
  std::vector<char> unused(jobs_.size());
  for (const Index job : freeJobs_) unused[job] = 1;
  for (Index job = 0; job < jobs_.size(); ++job) {
    if (unused[job]) continue;
    Residue& work = stock.background[jobs_[job].work];
    ++work.requests;
    work.presence += end - since(jobs_[job].dueAt.ns());
  }
  return stock;
}

/// What came in has gone out or is still inside, to the last request.
results::Check World::flowBalance(const Inventory& stock) const {
  double worst = 0;
  const auto see = [&](std::uint64_t in, std::uint64_t out, std::int64_t before, std::int64_t now,
                       std::uint64_t found) {
    worst = std::max(worst, apart(static_cast<std::int64_t>(in) + before, static_cast<std::int64_t>(out) + now));
    worst = std::max(worst, apart(now, static_cast<std::int64_t>(found)));
  };
  const auto place = [&](const PlaceTally& tally, const Residue& residue) {
    see(tally.entered, tally.left, tally.insideAtBegin, tally.present.level(), residue.requests);
  };
  for (std::size_t z = 0; z < zones_.size(); ++z) {
    const ZoneTally& tally = zones_[z].tally;
    std::uint64_t ended = 0;
    for (const std::uint64_t count : tally.outcomes) ended += count;
    see(tally.arrivals, ended, tally.insideAtBegin, tally.inFlight.level(), stock.zones[z].requests);
  }
  for (std::size_t s = 0; s < servers_.size(); ++s) place(servers_[s].tally.place, stock.servers[s]);
  for (std::size_t i = 0; i < stations_.size(); ++i) place(stations_[i].tally, stock.stations[i]);
  std::int64_t running = 0;
  for (std::size_t b = 0; b < background_.size(); ++b) {
    const BackgroundTally& tally = background_[b].tally;
    see(tally.due, tally.done + tally.failed, tally.insideAtBegin, tally.inside.level(), stock.background[b].requests);
    running += tally.running.level();
  }
  worst = std::max(worst, apart(running, static_cast<std::int64_t>(stock.jobsRunning)));
  return checkOf("flow balance", worst, 0.0);
}

/// L = λW: the area under the number inside is the time spent inside by each request, added up one by one.
results::Check World::littlesLaw(const Inventory& stock) const {
  double worst = 0;
  for (std::size_t z = 0; z < zones_.size(); ++z) {
    const ZoneTally& tally = zones_[z].tally;
    worst = std::max(worst, relative(tally.inFlight.area(end_), tally.presence + stock.zones[z].presence));
  }
  const auto place = [&](const PlaceTally& tally, const Residue& residue) {
    worst = std::max(worst, relative(tally.present.area(end_), tally.presence + residue.presence));
  };
  for (std::size_t s = 0; s < servers_.size(); ++s) place(servers_[s].tally.place, stock.servers[s]);
  for (std::size_t i = 0; i < stations_.size(); ++i) place(stations_[i].tally, stock.stations[i]);
  for (std::size_t b = 0; b < background_.size(); ++b) {
    const BackgroundTally& tally = background_[b].tally;
    worst = std::max(worst, relative(tally.inside.area(end_), tally.presence + stock.background[b].presence));
  }
  return checkOf("Little's law", worst, kTolerance);
}

/// The time cores were busy is the work they did; what they were worth, where they get in each other's way.
results::Check World::utilisationLaw(const Inventory& stock) {
  double worst = 0;
  for (std::size_t i = 0; i < stations_.size(); ++i) {
    StationState& station = stations_[i];
    if (model_.stations[i].fair) {
      worst = std::max(worst, fairDeviation(static_cast<Index>(i)));
      continue;
    }
    const WideSum busyArea = station.tally.busy.area(end_);
    if (!station.sharing) {
      const WideSum stolen = plan_.sabotage == Sabotage::StealWork ? WideSum{1000} * station.tally.left : 0;
      worst = std::max(worst, relative(busyArea, station.tally.work - stolen + stock.stations[i].work));
      continue;
    }
    double busy = static_cast<double>(busyArea);
    if (station.worth) {
      const double worth = static_cast<double>(station.worth->area(end_)) / (1 << ProcessorSharing::kWorthBits);
      worst = std::max(worst, (worth - busy) / std::max(1.0, busy));  // nobody does more than a core's work
      busy = worth;
    }
    const double received =
        station.sharing->received(end_) - (plan_.sabotage == Sabotage::StealWork ? busy * 1e-6 : 0.0);
    const double handedOut = station.sharing->handedOut(end_);
    const double size = std::max(1.0, busy);
    const double unexplained = std::max(0.0, std::fabs(busy - received) - station.sharing->roundedOff());
    worst = std::max({worst, unexplained / size, std::fabs(handedOut - received) / size});
  }
  return checkOf("utilisation law", worst, kTolerance);
}

std::vector<results::Check> World::checks() {
  const Inventory stock = takeStock();
  std::vector<results::Check> all{flowBalance(stock), littlesLaw(stock), utilisationLaw(stock)};
  all.push_back(checkOf("time order", static_cast<double>(backwardSteps_), 0.0));
  std::uint64_t faults = tokenFaults_;
  const auto outOfBounds = [](const Tokens& tokens) {
    return tokens.used < 0 || (tokens.limit != 0 && tokens.used > tokens.limit);
  };
  for (const Tokens& tokens : connectionPools_) faults += outOfBounds(tokens) ? 1 : 0;
  for (const StationState& station : stations_) faults += outOfBounds(station.tokens) ? 1 : 0;
  faults += connectionFaults();
  all.push_back(checkOf("pool tokens", static_cast<double>(faults), 0.0));
  all.push_back(checkOf("zone membership", static_cast<double>(strayServices_), 0.0));
  return all;
}

}  // namespace headroom::sim
