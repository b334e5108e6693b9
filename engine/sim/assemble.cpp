#include "engine/sim/assemble.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <deque>
#include <numeric>

#include "engine/base/text.h"
#include "engine/kernel/random_streams.h"
#include "engine/results/figures.h"
#include "engine/sim/estimate.h"
#include "engine/sim/run_warnings.h"
#include "engine/stats/interval.h"

namespace headroom::sim {
namespace {

using results::Estimate;

/// One value a replication.
template <class ValueOf>
std::vector<double> each(const std::vector<Replication>& replications, ValueOf&& valueOf) {
  std::vector<double> values;
  for (const Replication& replication : replications) values.push_back(valueOf(replication));
  return values;
}

const char* kindName(StationSpec::Kind kind) {
  switch (kind) {
    case StationSpec::Kind::Proxy:
      return "proxy";
    case StationSpec::Kind::Balancer:
      return "balancer";
    case StationSpec::Kind::Database:
      return "database";
    case StationSpec::Kind::Reads:
      return "reads";
    case StationSpec::Kind::Cache:
      return "cache";
    case StationSpec::Kind::Lock:
      return "lock";
    default:
      return "link";
  }
}

constexpr double kNearlyAll = 0.98;  // of the capacity: from here a load may be the whole of it
constexpr double kLate = 2;          // times as long as requests are sent
constexpr double kCertain = 0.999;   // that it is not: of a thousand farms at their capacity one may be called steady

class Assembly {
 public:
  Assembly(const farm::Farm& farm, const RunOptions& options, const Model& model, const Frame& frame, const Pass& pass,
           const Load& load)
      : farm_(farm), options_(options), model_(model), frame_(frame), pass_(pass), load_(load) {}

  Result<results::RunResult> result() {
    if (const Diagnostics broken = brokenChecks(); !broken.empty()) return broken;
    head();
    judgeSteadiness();
    totals();
    zones();
    applications();
    servers();
    stations();
    background();
    availability();
    result_.scaling = scalingOf(model_, replications());
    result_.series = seriesOf(model_, replications());
    result_.slos = verdictsOf(farm_, model_, pass_, result_, batched_, why_);
    intervals();
    for (std::string& sentence : failureWarnings(model_, replications(), result_))
      result_.warnings.push_back(std::move(sentence));
    result_.validation = comparedWithLog(model_, replications());
    fingerprintParts();
    return std::move(result_);
  }

 private:
  const std::vector<Replication>& replications() const { return pass_.replications; }
  const std::vector<Replication>& batches() const { return pass_.batches; }
  bool isBatched() const { return !batches().empty(); }

  /// One value a replication, or a batch, as an estimate.
  template <class ValueOf>
  Estimate estimateOf(ValueOf&& valueOf, std::uint64_t count, const std::string& why = {}) {
    if (!isBatched()) return estimate(each(replications(), valueOf), count, why);
    return batched_.estimate(valueOf(replications().front()), each(batches(), valueOf), count, why);
  }

  /// The histograms that `of` finds in a replication or batch, as response times.
  template <class HistogramOf>
  results::Response responseOfParts(HistogramOf&& of, const std::string& why) {
    std::vector<const stats::Histogram*> parts;
    for (const Replication& part : isBatched() ? batches() : replications()) parts.push_back(of(part));
    return isBatched() ? batched_.response(*of(replications().front()), parts, why) : responseOf(parts, why);
  }

  void intervals() {
    if (isBatched()) {
      result_.intervals = {"batch means", static_cast<int>(batches().size()), batched_.largestCorrelation()};
    } else if (replications().size() > 1) {
      result_.intervals = {"replications", static_cast<int>(replications().size()), 0};
    }
  }

  Diagnostics brokenChecks() {
    result_.checks = replications().front().checks;
    Diagnostics broken;
    for (std::size_t r = 0; r < replications().size(); ++r) {
      for (std::size_t c = 0; c < result_.checks.size(); ++c) {
        const results::Check& check = replications()[r].checks[c];
        result_.checks[c].figure = std::max(result_.checks[c].figure, check.figure);
        if (check.ok) continue;
        Diagnostics fault =
            problem(fmt::format("self-check broken: {} is off by {:g} in replication {} of seed {}", check.name,
                                check.figure, r, options_.seed),
                    "this is a fault of the simulator, not of the farm: please report it with the farm and the seed");
        fault.front().rule = "self-check";
        broken.push_back(fault.front());
      }
    }
    return broken;
  }

  void head() {
    result_.farm = farm_.name;
    result_.farmFile = farm_.file;
    result_.seed = options_.seed;
    result_.replications = static_cast<int>(replications().size());
    result_.loadFactor = options_.loadFactor;
    result_.warmUpSeconds = replications().front().warmUpSeconds;
    result_.measuredSeconds = replications().front().seconds;
    result_.replay = model_.replay != nullptr;
    result_.serversDown = options_.down;
    result_.warnings = model_.warnings;
    if (model_.replay) result_.log = model_.replay->facts;
    std::uint64_t fingerprint = options_.seed;
    for (const Replication& replication : replications()) {
      fingerprint = kernel::mix(fingerprint, replication.fingerprint);
      result_.events += replication.events;
    }
    result_.fingerprint = fmt::format("{:016x}", fingerprint);
    if (options_.requests) warnOfLateAnswers();
    if (pass_.cancelled) {
      result_.warnings.push_back(
          fmt::format("cancelled: {} of {} replications were finished", replications().size(), options_.replications));
    }
  }

  /// A run of so many requests ends with the last answer, and its rates and shares are means up to then.
  void warnOfLateAnswers() {
    const double sending = planOf(model_, options_, {}, 0).measured.toSeconds();
    double longest = 0;
    for (const Replication& replication : replications()) longest = std::max(longest, replication.seconds);
    if (longest < kLate * sending) return;
    result_.warnings.push_back(
        fmt::format("the last answer came {:.3g} s after the measured part began, the requests within about {:.3g} s: "
                    "rates, utilisations and queues are means over all that time; send more --requests, or give a "
                    "--duration instead",
                    longest, sending));
  }

  void fingerprintParts() {
    std::uint64_t draws = options_.seed, paths = draws, times = draws;
    for (const Replication& replication : replications()) {
      draws = kernel::mix(draws, replication.draws);
      paths = kernel::mix(paths, replication.paths);
      times = kernel::mix(times, replication.times);
    }
    const auto hex = [](std::uint64_t hash) { return fmt::format("{:016x}", hash); };
    result_.fingerprintParts = {hex(draws), hex(paths), hex(times), hex(hashOfResults())};
  }

  /// Of everything reported, but neither of where the farm was read from nor of hashes.
  std::uint64_t hashOfResults() const {
    results::RunResult bare = result_;
    bare.farmFile.clear();
    bare.fingerprint.clear();
    bare.series.clear();
    std::uint64_t hash = kernel::hashOfName(results::toJson(bare));
    for (const results::Series& series : result_.series) {
      for (const double value : series.values) {
        hash = kernel::mix(hash, std::isnan(value) ? 0 : std::bit_cast<std::uint64_t>(value));
      }
    }
    return hash;
  }

  void judgeSteadiness() {
    bool overloaded = false;
    for (std::size_t s = 0; s < load_.servers.size(); ++s) {
      if (!load_.servers[s].overloaded && !(load_.servers[s].pinned && !result_.replay)) continue;
      overloaded = true;
      if (!load_.servers[s].overloaded) {
        result_.warnings.push_back(
            model_.servers[s].name +
            " is overloaded: its pools are full nearly all the time, although its cores are not");
        continue;
      }
      result_.warnings.push_back(overloadWarning(model_.servers[s].name, load_.servers[s], load_.servers[s].refusing));
    }
    for (std::size_t i = 0; i < load_.stations.size(); ++i) {
      if (!load_.stations[i].overloaded) continue;
      overloaded = true;
      result_.warnings.push_back(overloadWarning(model_.stations[i].name, load_.stations[i], false));
    }
    const bool kept = warnOfStorms();
    const bool events = !farm_.events.empty();
    if (!overloaded && kept) {
      why_ = "overloaded by what users send again: no steady state";
    } else if (overloaded) {
      why_ = "overloaded: no steady state";
    } else if (!result_.replay && !events && !model_.followsCurve && load_.growing) {
      why_ = "still growing: no steady state";
      result_.warnings.push_back(
          "the number of requests in flight still grows at the end of the measured part: measure longer, or warm up "
          "longer");
    }
    if (model_.followsCurve) {
      result_.warnings.push_back(
          "the load follows a curve: there is no steady state, and figures are means over the measured part; the "
          "series show how they go up and down");
    }
    const bool critical = why_.empty() && !result_.replay && !model_.followsCurve && warnOfCritical();
    result_.steady = why_.empty() && !result_.replay && !model_.followsCurve && !critical;
    result_.overloaded = !why_.empty() && !result_.replay;
  }

  /// Places whose load cannot be told from 100 %, where the queue has no mean. What people in a closed population ask
  /// for follows what they get, so that there it means nothing.
  bool warnOfCritical() {
    bool any = false;
    const auto see = [&](const std::string& name, const PlaceLoad& place) {
      const stats::MeanInterval offered = stats::meanInterval(place.offered, kCertain);
      if (offered.mean < kNearlyAll || offered.mean >= 1 || !offered.halfWidth) return;
      const double low = offered.mean - *offered.halfWidth, high = offered.mean + *offered.halfWidth;
      if (high < 1) return;
      any = true;
      result_.warnings.push_back(
          fmt::format("{} is critical: the load offered, {:.1f} % ({:.1f}…{:.1f} % with 99.9 % confidence), cannot be "
                      "told from 100 %, where there is no steady state: measure longer, or give it more capacity",
                      name, 100 * offered.mean, 100 * low, 100 * high));
    };
    if (!model_.openTraffic) return false;
    for (std::size_t s = 0; s < load_.servers.size(); ++s) see(model_.servers[s].name, load_.servers[s]);
    for (std::size_t i = 0; i < load_.stations.size(); ++i) {
      if (model_.stations[i].kind != StationSpec::Kind::Cores) see(model_.stations[i].name, load_.stations[i]);
    }
    return any;
  }

  /// Places that requests sent again keep overloaded, although those sent once would leave room.
  bool warnOfStorms() {
    bool any = false;
    const auto see = [&](const std::string& name, const PlaceLoad& place) {
      if (place.kept <= 0) return;
      any = true;
      result_.warnings.push_back(
          fmt::format("{} is kept overloaded by requests that users send again: without waiting the load offered would "
                      "be {:.0f} %, "
                      "with it {:.0f} %",
                      name, 100 * estimate(place.offered, place.offered.size()).mean, 100 * place.kept));
    };
    for (std::size_t s = 0; s < load_.servers.size(); ++s) see(model_.servers[s].name, load_.servers[s]);
    for (std::size_t i = 0; i < load_.stations.size(); ++i) see(model_.stations[i].name, load_.stations[i]);
    return any;
  }

  void totals() {
    if (model_.repeats) {
      results::Attempts& attempts = result_.totals.attempts.emplace();
      for (const Replication& replication : replications()) {
        for (const ApplicationFigures& application : replication.applications) {
          attempts.retries += application.retries;
          attempts.reloads += application.reloads;
          attempts.denied += application.denied;
        }
      }
    }
    for (const Replication& replication : replications()) {
      for (const ZoneFigures& zone : replication.zones) {
        result_.totals.arrivals += zone.present;
        result_.totals.completed += zone.outcomes[static_cast<std::size_t>(Outcome::Answered)];
        result_.totals.inFlight += zone.inFlight;
        addFailures(result_.totals.failed, zone.outcomes);
      }
    }
  }

  /// All users' responses of a zone in one replication or batch.
  const stats::Histogram* zoneResponses(const Replication& part, std::size_t zone) {
    stats::Histogram& whole = merged_.emplace_back();
    for (std::size_t a = 0; a < model_.applications.size(); ++a) {
      if (model_.applications[a].zone == zone) whole.merge(part.applications[a].response);
    }
    return &whole;
  }

  double zoneWait(const Replication& part, std::size_t zone) const {
    double wait = 0;
    std::uint64_t answered = 0;
    for (std::size_t a = 0; a < model_.applications.size(); ++a) {
      if (model_.applications[a].zone != zone) continue;
      const ApplicationFigures& application = part.applications[a];
      wait += application.waitMs * static_cast<double>(application.response.count());
      answered += application.response.count();
    }
    return answered > 0 ? wait / static_cast<double>(answered) : 0.0;
  }

  std::uint64_t zoneAnswered(const Replication& part, std::size_t zone) const {
    std::uint64_t answered = 0;
    for (std::size_t a = 0; a < model_.applications.size(); ++a) {
      if (model_.applications[a].zone == zone) answered += part.applications[a].response.count();
    }
    return answered;
  }

  void zones() {
    for (std::size_t z = 0; z < model_.zones.size(); ++z) {
      results::ZoneResult zone;
      zone.name = model_.zones[z].name;
      std::uint64_t answered = 0, called = 0;
      for (const Replication& replication : replications()) {
        answered += zoneAnswered(replication, z);
        called += replication.zones[z].callResponse.count();
        addFailures(zone.failed, replication.zones[z].outcomes);
      }
      const auto calls = [&](const Replication& r) { return &r.zones[z].callResponse; };
      zone.throughput = rateOf([&](const Replication& r) { return zoneAnswered(r, z); }, answered);
      zone.response = responseOfParts([&](const Replication& r) { return zoneResponses(r, z); }, why_);
      zone.wait = estimateOf([&](const Replication& r) { return zoneWait(r, z); }, answered, why_);
      zone.calls = rateOf([&](const Replication& r) { return calls(r)->count(); }, called);
      zone.callResponse = responseOfParts(calls, why_);
      result_.zones.push_back(std::move(zone));
      merged_.clear();
    }
  }

  /// So many of something a second.
  template <class CountOf>
  Estimate rateOf(CountOf&& countOf, std::uint64_t count) {
    return estimateOf([&](const Replication& r) { return static_cast<double>(countOf(r)) / r.seconds; }, count);
  }

  void applications() {
    for (std::size_t a = 0; a < model_.applications.size(); ++a) {
      results::ApplicationResult application;
      application.name = model_.applications[a].name;
      application.zone = model_.zones[model_.applications[a].zone].name;
      const auto response = [&](const Replication& r) { return &r.applications[a].response; };
      for (const Replication& replication : replications())
        addFailures(application.failed, replication.applications[a].outcomes);
      application.response = responseOfParts(response, why_);
      const std::uint64_t count = application.response.mean.count;
      application.throughput = rateOf([&](const Replication& r) { return response(r)->count(); }, count);
      application.wait = estimateOf([&](const Replication& r) { return r.applications[a].waitMs; }, count, why_);
      if (model_.repeats) application.attempts = attemptsOf(a);
      result_.applications.push_back(std::move(application));
    }
  }

  std::optional<Estimate> attemptsOf(std::size_t application) {
    const bool repeated = std::any_of(model_.sources.begin(), model_.sources.end(), [&](const SourceSpec& source) {
      return source.application == application && source.retries;
    });
    if (!repeated) return std::nullopt;
    std::uint64_t count = 0;
    for (const Replication& replication : replications()) count += replication.applications[application].attempts;
    return rateOf([&](const Replication& r) { return r.applications[application].attempts; }, count);
  }

  /// The load offered may come from runs without limits, which are not cut into batches.
  template <class FiguresOf>
  Estimate offeredTo(const PlaceLoad& load, FiguresOf&& figuresOf, std::uint64_t count) {
    const auto offered = [&](const Replication& r) { return figuresOf(r).offeredLoad; };
    if (isBatched() && load.offered.front() == offered(replications().front())) return estimateOf(offered, count);
    return estimate(load.offered, count);
  }

  void servers() {
    for (std::size_t s = 0; s < model_.servers.size(); ++s) {
      const auto figures = [&](const Replication& r) -> const PlaceFigures& { return r.servers[s]; };
      std::uint64_t left = 0;
      results::ServerResult server;
      server.name = model_.servers[s].name;
      for (const Replication& replication : replications()) {
        left += replication.servers[s].left;
        server.queueFull += replication.servers[s].queueFull;
        server.recycled += replication.servers[s].recycled;
        server.shed += replication.servers[s].shed;
      }
      server.utilisation = asShare(estimateOf([&](const Replication& r) { return figures(r).utilisation; }, left));
      server.offeredLoad = offeredTo(load_.servers[s], figures, left);
      server.queue = estimateOf([&](const Replication& r) { return figures(r).queue; }, left, why_);
      server.workersBusy = estimateOf([&](const Replication& r) { return figures(r).workersBusy; }, left, why_);
      server.throughput = estimateOf([&](const Replication& r) { return figures(r).throughput; }, left);
      result_.servers.push_back(std::move(server));
    }
  }

  void stations() {
    for (std::size_t i = 0; i < model_.stations.size(); ++i) {
      if (model_.stations[i].kind == StationSpec::Kind::Cores) continue;
      const auto figures = [&](const Replication& r) -> const PlaceFigures& { return r.stations[i]; };
      std::uint64_t left = 0;
      for (const Replication& replication : replications()) left += replication.stations[i].left;
      results::StationResult station;
      station.name = model_.stations[i].name;
      station.kind = kindName(model_.stations[i].kind);
      station.utilisation = asShare(estimateOf([&](const Replication& r) { return figures(r).utilisation; }, left));
      station.offeredLoad = offeredTo(load_.stations[i], figures, left);
      station.queue = estimateOf([&](const Replication& r) { return figures(r).queue; }, left, why_);
      station.throughput = estimateOf([&](const Replication& r) { return figures(r).throughput; }, left);
      if (model_.stations[i].kind == StationSpec::Kind::Cache) station.hitRatio = hitRatioOf(i);
      if (model_.stations[i].connections)
        station.handshakes = estimateOf([&](const Replication& r) { return figures(r).handshakes; }, left);
      result_.stations.push_back(std::move(station));
    }
  }

  Estimate hitRatioOf(std::size_t cache) {
    std::uint64_t lookUps = 0;
    for (const Replication& replication : replications()) lookUps += replication.stations[cache].lookUps;
    std::string why;
    for (const Replication& part : isBatched() ? batches() : replications()) {
      if (part.stations[cache].lookUps == 0)
        why = isBatched() ? "a batch had no look-up" : "a replication had no look-up";
    }
    const auto ratio = [&](const Replication& r) {
      const PlaceFigures& figures = r.stations[cache];
      return static_cast<double>(figures.hits) / static_cast<double>(std::max<std::uint64_t>(1, figures.lookUps));
    };
    return asShare(estimateOf(ratio, lookUps, why));
  }

  void background() {
    for (std::size_t b = 0; b < model_.background.size(); ++b) {
      results::BackgroundResult work;
      work.name = model_.background[b].name;
      work.application = model_.applications[model_.background[b].application].name;
      std::uint64_t done = 0;
      for (const Replication& replication : replications()) {
        const BackgroundFigures& figures = replication.background[b];
        done += figures.done;
        work.due += figures.due;
        work.failed += figures.failed;
        work.retried += figures.retried;
        work.skipped += figures.skipped;
        work.unfinished += figures.unfinished;
      }
      const auto span = [&](const Replication& r) { return &r.background[b].span; };
      work.throughput = rateOf([&](const Replication& r) { return span(r)->count(); }, done);
      work.span = responseOfParts(span, why_);
      work.wait = estimateOf([&](const Replication& r) { return r.background[b].waitMs; }, done, why_);
      work.running = estimateOf([&](const Replication& r) { return r.background[b].running; }, done, why_);
      result_.background.push_back(std::move(work));
    }
  }

  void availability() {
    for (std::size_t i = 0; i < model_.watched.size(); ++i) {
      result_.availability.push_back(
          {model_.watched[i].name, model_.watched[i].kind,
           asShare(estimateOf([&](const Replication& r) { return r.availability[i]; }, replications().size()))});
    }
  }

  const farm::Farm& farm_;
  const RunOptions& options_;
  const Model& model_;
  const Frame& frame_;
  const Pass& pass_;
  const Load& load_;
  results::RunResult result_;
  std::string why_;
  BatchEstimates batched_;
  std::deque<stats::Histogram> merged_;  ///< Of the zone that is being put together.
};

}  // namespace

std::vector<const stats::Histogram*> responsesOf(const std::vector<Replication>& replications,
                                                 std::size_t application) {
  std::vector<const stats::Histogram*> responses;
  for (const Replication& replication : replications)
    responses.push_back(&replication.applications[application].response);
  return responses;
}

Result<results::RunResult> assemble(const farm::Farm& farm, const RunOptions& options, const Model& model,
                                    const Frame& frame, const Pass& pass, const Load& load) {
  return Assembly(farm, options, model, frame, pass, load).result();
}

}  // namespace headroom::sim
