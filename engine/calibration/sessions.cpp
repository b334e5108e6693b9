#include <algorithm>
#include <cmath>
#include <numeric>

#include "engine/calibration/ratio.h"
#include "engine/calibration/traffic.h"
#include "engine/trace/civil_time.h"

namespace headroom::calibration {
namespace {

constexpr std::int64_t kPagePause = trace::kNsPerSecond;
constexpr std::size_t kBlocks = 50;
constexpr std::size_t kFewestPauses = 10;

/// Indices of the requests, person after person, each person's in order of time.
std::vector<std::uint32_t> byPerson(const std::vector<Observation>& requests, const StopCheck& stop) {
  std::vector<std::uint32_t> order(requests.size());
  std::iota(order.begin(), order.end(), 0U);
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    stop();
    const std::uint32_t left = requests[a].person, right = requests[b].person;
    return left != right ? left < right : a < b;
  });
  return order;
}

/// What one walk over everybody's requests finds.
struct Walk {
  SessionCut cut;
  struct OfApplication {
    std::vector<float> pauses;  ///< Seconds before its pages, in the order of persons.
    std::uint64_t pages = 0, requests = 0, pagesInWindow = 0;
    double inPages = 0;  ///< Seconds from first requests to last answers, of the pages in the window.
    ShortPauses within;

    void add(const OfApplication& other) {
      pauses.insert(pauses.end(), other.pauses.begin(), other.pauses.end());
      pages += other.pages;
      requests += other.requests;
      pagesInWindow += other.pagesInWindow;
      inPages += other.inPages;
      within.add(other.within);
    }
  };
  std::vector<OfApplication> applications;
};

double secondsBetween(std::int64_t fromNs, std::int64_t toNs) {
  return static_cast<double>(toNs - fromNs) / 1e9;
}

Walk walk(const std::vector<Observation>& requests, const std::vector<std::uint32_t>& order, std::size_t applications,
          const RateWindow& window, Duration gap, const StopCheck& stop) {
  Walk found{{gap, 0, 0, 0}, std::vector<Walk::OfApplication>(applications)};
  std::uint64_t pages = 0;
  std::int64_t end = 0, sessionStart = 0, sessionsNs = 0, pageStart = 0;
  std::uint32_t person = 0, pageOf = 0;
  bool pageCounts = false;
  const auto endPage = [&] {
    if (pageCounts) found.applications[pageOf].inPages += secondsBetween(pageStart, end);
  };
  for (const std::uint32_t i : order) {
    stop();
    const Observation& request = requests[i];
    const bool samePerson = found.cut.sessions > 0 && request.person == person;
    const bool newSession = !samePerson || request.arrivalNs - end > gap.ns();
    const bool newPage = newSession || request.arrivalNs - end > kPagePause;
    if (newSession) {
      sessionsNs += end - sessionStart;
      sessionStart = request.arrivalNs;
      ++found.cut.sessions;
    }
    if (newPage) {
      endPage();
      pageStart = request.arrivalNs;
      pageCounts = window.contains(pageStart);
      pageOf = request.application;
      ++pages;
      Walk::OfApplication& of = found.applications[pageOf];
      ++of.pages;
      of.pagesInWindow += pageCounts ? 1 : 0;
      if (!newSession) of.pauses.push_back(static_cast<float>(secondsBetween(end, request.arrivalNs)));
    } else {
      found.applications[pageOf].within.add(std::max(0.0, secondsBetween(end, request.arrivalNs)));
    }
    ++found.applications[pageOf].requests;
    const std::int64_t answered = request.arrivalNs + request.responseNs();
    end = newSession ? answered : std::max(end, answered);
    person = request.person;
  }
  endPage();
  sessionsNs += end - sessionStart;
  const auto sessions = static_cast<double>(found.cut.sessions);
  found.cut.pages = static_cast<double>(pages) / sessions;
  found.cut.seconds = static_cast<double>(sessionsNs) / 1e9 / sessions;
  return found;
}

/// A pause is in the log only if both of its ends are: the longer it is the less likely, by which it counts for more.
double weightOf(double pause, double span) {
  constexpr double kMost = 10;
  return pause < span * (1 - 1 / kMost) ? span / (span - pause) : kMost;
}

/// `span`: seconds from the log's first request to its last.
ThinkTime thinkOf(const std::string& name, std::vector<float>& pauses, double span) {
  ThinkTime think;
  think.application = name;
  if (pauses.empty()) {
    think.mean.why = "nobody asked for a second page";
    return think;
  }
  std::vector<Share> blocks(std::min(kBlocks, pauses.size()));
  double squares = 0, weights = 0;
  for (std::size_t i = 0; i < pauses.size(); ++i) {
    Share& block = blocks[i * blocks.size() / pauses.size()];
    const double pause = pauses[i], weight = weightOf(pause, span);
    block.part += weight * pause;
    block.whole += weight;
    squares += weight * pause * pause;
    weights += weight;
  }
  think.mean = ratioOf(blocks);
  think.mean.count = pauses.size();
  const double mean = think.mean.mean;
  think.squaredVariation = std::max(0.0, squares / weights / (mean * mean) - 1);
  const auto middle = pauses.begin() + static_cast<std::ptrdiff_t>((pauses.size() - 1) / 2);
  std::nth_element(pauses.begin(), middle, pauses.end());
  think.median = *middle;
  think.law = thinkLawOf(mean, think.squaredVariation);
  return think;
}

void addPages(const Walk::OfApplication& of, double windowSeconds, ThinkTime& think) {
  think.pagesPerSecond = static_cast<double>(of.pagesInWindow) / windowSeconds;
  think.requestsPerPage = of.pages > 0 ? static_cast<double>(of.requests) / static_cast<double>(of.pages) : 0;
  think.pageSeconds = of.pagesInWindow > 0 ? of.inPages / static_cast<double>(of.pagesInWindow) : 0;
  think.within = of.within;
  think.pages = of.pages;
}

}  // namespace

void ShortPauses::add(double seconds) {
  const auto bin = static_cast<std::size_t>(seconds * static_cast<double>(bins_.size()));
  Bin& into = bins_[std::min(bin, bins_.size() - 1)];
  into.count += 1;
  into.sum += seconds;
  into.squares += seconds * seconds;
}

void ShortPauses::add(const ShortPauses& others) {
  for (std::size_t i = 0; i < bins_.size(); ++i) {
    bins_[i].count += others.bins_[i].count;
    bins_[i].sum += others.bins_[i].sum;
    bins_[i].squares += others.bins_[i].squares;
  }
}

std::pair<double, double> ShortPauses::longest(double count) const {
  std::pair<double, double> sums;
  for (auto bin = bins_.rbegin(); bin != bins_.rend() && count > 0; ++bin) {
    const double part = bin->count > count ? count / bin->count : 1;
    sums.first += bin->sum * part;
    sums.second += bin->squares * part;
    count -= bin->count;
  }
  return sums;
}

Law thinkLawOf(double meanSeconds, double squaredVariation) {
  constexpr double kNearlyOneLow = 0.8, kNearlyOneHigh = 1.25;
  Law law;
  law.mean = Duration::milliseconds(std::llround(meanSeconds * 1e3));
  law.kind = Law::Kind::Exponential;
  if (squaredVariation >= kNearlyOneLow && squaredVariation <= kNearlyOneHigh) return law;
  law.kind = squaredVariation > 0.001 ? Law::Kind::Lognormal : Law::Kind::Fixed;
  if (law.kind == Law::Kind::Lognormal) law.shape = std::round(squaredVariation * 1000) / 1000;
  return law;
}

Sessions sessionsOf(const farm::Farm& farm, const std::vector<Observation>& requests, const RateWindow& window,
                    Duration gap, const StopCheck& stop) {
  Sessions sessions;
  sessions.gap = gap;
  const std::vector<std::uint32_t> order = byPerson(requests, stop);
  const std::size_t applications = farm.applications.size();
  std::vector<Duration> gaps = {Duration::wholeSeconds(900), Duration::wholeSeconds(1800), Duration::wholeSeconds(3600),
                                gap};
  std::sort(gaps.begin(), gaps.end());
  gaps.erase(std::unique(gaps.begin(), gaps.end()), gaps.end());
  Walk own;
  for (const Duration each : gaps) {
    Walk found = walk(requests, order, applications, window, each, stop);
    sessions.cuts.push_back(found.cut);
    if (each == gap) own = std::move(found);
  }
  const double span = secondsBetween(requests.front().arrivalNs, requests.back().arrivalNs);
  Walk::OfApplication all;
  for (const Walk::OfApplication& of : own.applications) all.add(of);
  sessions.think.push_back(thinkOf({}, all.pauses, span));
  addPages(all, window.seconds(), sessions.think.back());
  for (std::size_t i = 0; i < applications; ++i) {
    Walk::OfApplication& of = own.applications[i];
    if (of.pauses.size() < kFewestPauses) continue;
    sessions.think.push_back(thinkOf(farm.applications[i].name, of.pauses, span));
    addPages(of, window.seconds(), sessions.think.back());
  }
  return sessions;
}

}  // namespace headroom::calibration
