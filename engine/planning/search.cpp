#include "engine/planning/search.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "engine/base/quantity.h"

namespace headroom::planning {
namespace {

using results::Estimate;
using results::RunResult;

constexpr double kInfinite = std::numeric_limits<double>::infinity();

std::string percent(double share) {
  return formatNumber(std::round(share * 1e5) / 1e3) + " %";
}

const Estimate& percentileOf(const results::Response& response, double percentile) {
  if (percentile == 50) return response.p50;
  if (percentile == 90) return response.p90;
  if (percentile == 99) return response.p99;
  if (percentile == 99.9) return response.p999;
  return response.p95;
}

Nearness unbounded() {
  return {kInfinite, kInfinite, kInfinite, {}, {}, false};
}

Nearness nearnessOf(const Estimate& observed, double limit, bool bounded) {
  if (!bounded) return unbounded();
  return {observed.mean / limit,
          observed.low.value_or(observed.mean) / limit,
          observed.high.value_or(observed.mean) / limit,
          {},
          {},
          false};
}

/// Keeps the worst objective seen so far; of two unbounded ones the first.
class Worst {
 public:
  void offer(Nearness candidate, std::string limit, std::string resource) {
    if (found_ && !(candidate.ratio > worst_.ratio)) return;
    found_ = true;
    worst_ = std::move(candidate);
    worst_.limit = std::move(limit);
    worst_.resource = std::move(resource);
  }
  Nearness worst() const { return worst_; }

 private:
  Nearness worst_;
  bool found_ = false;
};

void offerUtilisation(Worst& worst, const RunResult& run, double limit) {
  const auto offer = [&](const std::string& name, const Estimate& load) {
    worst.offer(nearnessOf(load, limit, true), "utilisation of " + name + " at " + percent(limit), name);
  };
  for (const auto& server : run.servers) offer(server.name, server.offeredLoad);
  for (const auto& station : run.stations) offer(station.name, station.offeredLoad);
}

void offerResponse(Worst& worst, const RunResult& run, const farm::Slo& slo, const std::string& busiest) {
  const double limitMs = slo.responseBelow->toMilliseconds();
  for (const auto& application : run.applications) {
    if (!slo.application.empty() && application.name != slo.application) continue;
    const Estimate& observed = percentileOf(application.response, slo.percentile);
    if (observed.count == 0 && !run.overloaded) continue;  // an application without users
    worst.offer(
        nearnessOf(observed, limitMs, !run.overloaded),
        "p" + formatNumber(slo.percentile) + " of " + application.name + " at " + formatDuration(*slo.responseBelow),
        busiest);
  }
}

void offerFailures(Worst& worst, const RunResult& run, const farm::Slo& slo, const std::string& busiest) {
  for (const auto& application : run.applications) {
    if (!slo.application.empty() && application.name != slo.application) continue;
    const double failed = static_cast<double>(application.failed.total());
    const double all = failed + static_cast<double>(application.response.mean.count);
    if (all == 0) continue;
    // 95 % score interval of a share (Wilson 1927): honest for the small shares that objectives are about.
    const double share = failed / all;
    const double z2 = 1.96 * 1.96;
    const double centre = (share + z2 / (2 * all)) / (1 + z2 / all);
    const double half = 1.96 * std::sqrt(share * (1 - share) / all + z2 / (4 * all * all)) / (1 + z2 / all);
    Estimate observed{share, std::max(0.0, centre - half), centre + half, static_cast<std::uint64_t>(all), {}};
    worst.offer(nearnessOf(observed, *slo.failuresBelow, true),
                "failures of " + application.name + " at " + percent(*slo.failuresBelow), busiest);
  }
}

/// What no load, however small, would get right: an application of which every request failed because no server could
/// take it, or which a lost node costs one request in a hundred, be it by calls to applications that have no server any
/// more. The latter only where no objective says how many may fail.
std::optional<Nearness> servedNoMore(const RunResult& run, const std::vector<farm::Slo>& objectives) {
  const bool judged = std::any_of(objectives.begin(), objectives.end(),
                                  [](const farm::Slo& slo) { return slo.failuresBelow.has_value(); });
  constexpr double kFewest = 0.01;
  for (const auto& application : run.applications) {
    const auto& failed = application.failed;
    if (application.response.mean.count == 0 && failed.noServer + failed.refused > 0)
      return Nearness{kInfinite,        kInfinite, kInfinite, "no server left for " + application.name,
                      application.name, true};
    const auto lost = static_cast<double>(failed.noServer + failed.refused + failed.dependency);
    const double all = static_cast<double>(failed.total()) + static_cast<double>(application.response.mean.count);
    if (judged || run.serversDown.empty() || run.overloaded || lost < kFewest * all || lost == 0) continue;
    return Nearness{kInfinite,
                    kInfinite,
                    kInfinite,
                    percent(std::round(lost / all * 100) / 100) + " of the requests of " + application.name + " fail",
                    application.name,
                    true};
  }
  return std::nullopt;
}

/// Factor at which the line through two observed points reaches ratio 1; logarithmic in the ratio, since responses grow
/// like a pole.
double crossing(double f0, double r0, double f1, double r1) {
  if (!std::isfinite(r1) || r0 <= 0 || r1 <= r0) return r0 >= 1 ? f0 : f1;
  const double t = std::clamp(-std::log(r0) / (std::log(r1) - std::log(r0)), 0.0, 1.0);
  return f0 + t * (f1 - f0);
}

/// Where the curve `ratioOf` first reaches 1 over the points, between its neighbours; nullopt when it never does.
template <class RatioOf>
std::optional<double> crossingOf(const std::vector<Breaking::Point>& points, RatioOf ratioOf) {
  for (std::size_t i = 0; i < points.size(); ++i) {
    if (ratioOf(points[i].nearness) < 1) continue;
    if (i > 0)
      return crossing(points[i - 1].factor, ratioOf(points[i - 1].nearness), points[i].factor,
                      ratioOf(points[i].nearness));
    const double ratio = ratioOf(points[i].nearness);
    return std::isfinite(ratio) ? points[i].factor / ratio : 0.0;
  }
  return std::nullopt;
}

class Search {
 public:
  Search(const Evaluator& evaluate, const std::vector<std::string>& down, const std::vector<farm::Slo>& objectives,
         const PlanOptions& options)
      : evaluate_(evaluate), down_(down), objectives_(objectives), options_(options) {}

  Result<Breaking> run() {
    if (auto first = tryFactor(1.0); !first) return first.problems();
    const Breaking::Point* today = find(1.0);
    found_.today = today->run;
    found_.holdsToday = today->nearness.ratio <= 1;
    if (today->nearness.hopeless) {
      found_.limit = today->nearness.limit;
      found_.resource = today->nearness.resource;
      found_.factor = {0, std::nullopt, std::nullopt, 0, found_.limit};
      return std::move(found_);
    }
    if (auto bracketed = bracket(); !bracketed) return bracketed.problems();
    if (!found_.beyondSearch) {
      if (auto halved = halve(); !halved) return halved.problems();
    }
    conclude();
    return std::move(found_);
  }

 private:
  const Breaking::Point* find(double factor) const {
    const auto it =
        std::find_if(found_.points.begin(), found_.points.end(), [&](const auto& p) { return p.factor == factor; });
    return it == found_.points.end() ? nullptr : &*it;
  }

  Outcome tryFactor(double factor) {
    auto run = evaluate_(factor, down_);
    if (!run) return run.problems();
    Breaking::Point point{factor, nearestObjective(*run, objectives_), std::move(*run)};
    const auto at =
        std::find_if(found_.points.begin(), found_.points.end(), [&](const auto& p) { return p.factor > factor; });
    found_.points.insert(at, std::move(point));
    return Done{};
  }

  /// Largest factor that holds and smallest that breaks; -1 where there is none yet.
  std::pair<double, double> ends() const {
    double holds = -1;
    double breaks = -1;
    for (const auto& point : found_.points) {
      if (point.nearness.ratio <= 1) {
        if (breaks < 0) holds = point.factor;
      } else if (breaks < 0) {
        breaks = point.factor;
      }
    }
    return {holds, breaks};
  }

  /// Factor at which utilisation alone would reach its limit, if load grows in proportion.
  double utilisationGuess() const {
    double limit = 1;
    for (const auto& slo : objectives_) limit = std::min(limit, slo.utilisationBelow.value_or(1));
    double highest = 0;
    for (const auto& load : loadsOf(found_.today)) highest = std::max(highest, load.utilisation);
    return highest > 0 ? limit / highest : options_.maxFactor;
  }

  Outcome bracket() {
    double next = utilisationGuess();
    for (int tries = 0; tries < 24; ++tries) {
      const auto [holds, breaks] = ends();
      if (holds > 0 && breaks > 0) return Done{};
      if (breaks < 0) {
        if (holds >= options_.maxFactor) {
          found_.beyondSearch = true;
          return Done{};
        }
        next = std::min(options_.maxFactor, next > holds ? next : holds * 1.5);
      } else {
        if (breaks < 1e-3) return Done{};  // broken at any load
        next = next < breaks ? next : breaks * 0.6;
      }
      // A little off the guess on the far side, so that one more run usually closes the bracket.
      const double factor =
          tries == 0 ? next * (breaks < 0 ? 1 + options_.precision / 2 : 1 - options_.precision / 2) : next;
      if (auto tried = tryFactor(std::min(factor, options_.maxFactor)); !tried) return tried.problems();
    }
    return Done{};
  }

  Outcome halve() {
    for (int tries = 0; tries < 12; ++tries) {
      const auto [holds, breaks] = ends();
      if (holds <= 0 || breaks <= 0 || breaks - holds <= options_.precision * breaks) return Done{};
      const Breaking::Point* low = find(holds);
      const Breaking::Point* high = find(breaks);
      // The interpolated crossing closes in quickly; staying a tenth away from the ends keeps the bracket shrinking.
      const double guess = std::isfinite(high->nearness.ratio)
                               ? crossing(holds, low->nearness.ratio, breaks, high->nearness.ratio)
                               : (holds + breaks) / 2;
      const double margin = (breaks - holds) / 10;
      double factor = std::clamp(guess, holds + margin, breaks - margin);
      if (tries % 2 == 1)
        factor = std::clamp(guess + (guess > (holds + breaks) / 2 ? -margin : margin), holds + margin, breaks - margin);
      if (auto tried = tryFactor(factor); !tried) return tried.problems();
    }
    return Done{};
  }

  void conclude() {
    const auto& points = found_.points;
    const auto [holds, breaks] = ends();
    const Breaking::Point* breaking = breaks > 0 ? find(breaks) : &points.back();
    found_.limit = breaking->nearness.limit;
    found_.resource = breaking->nearness.resource;
    Estimate& factor = found_.factor;
    factor.count = static_cast<std::uint64_t>(std::max(1, found_.today.replications));
    if (found_.beyondSearch) {
      factor.mean = options_.maxFactor;
      factor.why = "nothing breaks up to the largest factor tried";
      return;
    }
    factor.mean = crossingOf(points, [](const Nearness& n) { return n.ratio; }).value_or(breaks);
    // The factor could be as low as where the interval's upper end reaches the limit, and as high as where its lower
    // end does.
    factor.low =
        std::min(factor.mean, crossingOf(points, [](const Nearness& n) { return n.high; }).value_or(factor.mean));
    factor.high = std::max(factor.mean,
                           crossingOf(points, [](const Nearness& n) { return n.low; }).value_or(points.back().factor));
  }

  const Evaluator& evaluate_;
  const std::vector<std::string>& down_;
  const std::vector<farm::Slo>& objectives_;
  const PlanOptions& options_;
  Breaking found_;
};

}  // namespace

std::vector<results::PlanRow::Load> loadsOf(const RunResult& run) {
  std::vector<results::PlanRow::Load> loads;
  for (const auto& server : run.servers) loads.push_back({server.name, server.offeredLoad.mean, std::nullopt});
  for (const auto& station : run.stations) loads.push_back({station.name, station.offeredLoad.mean, std::nullopt});
  std::stable_sort(loads.begin(), loads.end(),
                   [](const auto& a, const auto& b) { return a.utilisation > b.utilisation; });
  return loads;
}

Nearness nearestObjective(const RunResult& run, const std::vector<farm::Slo>& objectives) {
  const auto loads = loadsOf(run);
  const std::string busiest = loads.empty() ? std::string() : loads.front().name;
  if (auto lost = servedNoMore(run, objectives)) return *lost;
  Worst worst;
  for (const farm::Slo& slo : objectives) {
    if (slo.utilisationBelow) offerUtilisation(worst, run, *slo.utilisationBelow);
    if (slo.responseBelow) offerResponse(worst, run, slo, busiest);
    if (slo.failuresBelow) offerFailures(worst, run, slo, busiest);
  }
  if (run.overloaded && worst.worst().ratio <= 1) {  // saturated by something no objective names
    Worst overloaded;
    overloaded.offer(unbounded(), busiest + " overloaded", busiest);
    return overloaded.worst();
  }
  return worst.worst();
}

Result<Breaking> findBreaking(const Evaluator& evaluate, const std::vector<std::string>& down,
                              const std::vector<farm::Slo>& objectives, const PlanOptions& options) {
  return Search(evaluate, down, objectives, options).run();
}

}  // namespace headroom::planning
