#include <algorithm>
#include <cmath>
#include <set>

#include "engine/calibration/burst_fit.h"
#include "engine/calibration/calibration.h"
#include "engine/calibration/demands.h"
#include "engine/calibration/people.h"
#include "engine/results/figures.h"

namespace headroom::calibration {
namespace {

using Standing = farm::Assumption::Standing;

std::string rounded(double value) {
  return results::rounded(value, 4);
}

std::string intervalText(const results::Estimate& estimate) {
  if (!estimate.low || !estimate.high) return estimate.why.empty() ? std::string() : " (" + estimate.why + ")";
  return " (95 %: " + rounded(*estimate.low) + " to " + rounded(*estimate.high) + ")";
}

/// Few digits: a rate is not known to its sixteenth.
double toDigits(double value, int digits) {
  if (!(value > 0)) return 0;
  const double scale = std::pow(10.0, digits - 1 - static_cast<int>(std::floor(std::log10(value))));
  return std::round(value * scale) / scale;
}

class Fitter {
 public:
  Fitter(const farm::Farm& farm, const Calibration& calibration, const std::optional<farm::Curve>& curve)
      : farm_(farm), found_(calibration), curve_(curve) {}

  farm::Farm fit() {
    setDemands(farm_, found_.demands);
    for (farm::Users& users : farm_.users) setSessions(users);
    for (std::size_t a = 0; a < farm_.applications.size(); ++a) {
      if (found_.mix[a].requests == 0) continue;
      setSizes(a);
      setUsers(a);
      noteDemand(found_.demands[a]);
    }
    noteBurstiness();
    if (curve_)
      note("Shape of the rates", Standing::Measured,
           std::to_string(curve_->points.size()) + " hourly means, the fullest first" +
               (curve_->points.size() > 24 ? ", from the weekdays of the logs" : ", from all days of the logs"));
    return std::move(farm_);
  }

 private:
  void setSizes(std::size_t a) {
    const results::Estimate& bytes = found_.mix[a].responseBytes;
    if (bytes.count == 0) return;
    constexpr int kDigits = 3;
    farm_.applications[a].responseBytes = static_cast<std::int64_t>(std::llround(toDigits(bytes.mean, kDigits)));
    note(found_.mix[a].name + " response size", Standing::Measured,
         "mean of " + results::count(bytes.count) + " answers, " + rounded(bytes.mean) + " B" + intervalText(bytes));
  }

  /// What a rate has to be multiplied with where a curve stands on top of it.
  static double peakOf(const farm::OpenLoad& load) {
    return load.curve ? std::max(farm::peakOf(*load.curve), 1e-9) : 1;
  }

  /// Sessions begin at the rate that makes all their requests those of the log; their pages stay as they are.
  void setSessions(farm::Users& users) {
    auto* sessions = std::get_if<farm::SessionLoad>(&users.load);
    if (sessions == nullptr) return;
    if (curve_) sessions->begin.curve = curve_;
    double perSession = 0;
    std::vector<std::string> own;
    for (const std::string& application : farm::applicationsOf(users)) {
      if (bySessions_.insert(application).second) own.push_back(application);
    }
    const results::Estimate logged = togetherOf(found_.mix, own);
    sessions->begin.rate.perSecond = 1;
    for (const farm::Demand& demand : farm::demandsOf(users, 1)) perSession += demand.requestsPerSecond;
    constexpr int kDigits = 4;
    sessions->begin.rate.perSecond =
        perSession > 0 ? toDigits(logged.mean / perSession / peakOf(sessions->begin), kDigits) : 0;
    note(users.name + " rate", Standing::Fitted,
         found_.window.name + ": " + rounded(logged.mean) + " requests/s" + intervalText(logged) + " over " +
             rounded(perSession) + " requests a session");
  }

  void setUsers(std::size_t a) {
    const ApplicationTraffic& traffic = found_.mix[a];
    if (bySessions_.contains(traffic.name)) return;
    std::vector<farm::Users*> open, closed;
    bool replayed = false;
    for (farm::Users& users : farm_.users) {
      if (users.application != traffic.name) continue;
      if (std::holds_alternative<farm::OpenLoad>(users.load)) open.push_back(&users);
      if (std::holds_alternative<farm::ClosedLoad>(users.load)) closed.push_back(&users);
      replayed = replayed || std::holds_alternative<farm::ReplayLoad>(users.load);
    }
    if (replayed) return;  // they have the log itself
    if (!open.empty()) return share(open, traffic);
    if (!closed.empty()) return populate(closed, a);
    if (!farm_.applications[a].clientTraffic) return;
    farm_.users.push_back(newUsers(traffic.name));
    share({&farm_.users.back()}, traffic);
  }

  farm::Users newUsers(const std::string& application) const {
    farm::Users users;
    users.application = application;
    users.name = application + " users";
    const auto names = farm::nodeNames(farm_);
    for (int i = 2; std::find(names.begin(), names.end(), users.name) != names.end(); ++i)
      users.name = application + " users " + std::to_string(i);
    if (!farm_.users.empty()) users.segment = farm_.users.front().segment;
    users.load = farm::OpenLoad{};
    return users;
  }

  /// The log's rate among an application's open users, in the proportion they had.
  void share(const std::vector<farm::Users*>& open, const ApplicationTraffic& traffic) {
    constexpr int kDigits = 4;
    const auto loadOf = [](farm::Users* users) -> farm::OpenLoad& { return std::get<farm::OpenLoad>(users->load); };
    double before = 0;
    for (farm::Users* users : open) {
      if (curve_) loadOf(users).curve = curve_;
    }
    for (farm::Users* users : open) before += loadOf(users).rate.perSecond * users->requestsPerPage;
    for (farm::Users* users : open) {
      farm::OpenLoad& load = loadOf(users);
      const double part =
          before > 0 ? load.rate.perSecond * users->requestsPerPage / before : 1.0 / static_cast<double>(open.size());
      load.rate.perSecond = toDigits(traffic.rate.mean * part / users->requestsPerPage / peakOf(load), kDigits);
    }
    setBursts(open, traffic);
    note(traffic.name + " rate", Standing::Measured,
         found_.window.name + ": " + rounded(traffic.rate.mean) + " requests/s" + intervalText(traffic.rate));
  }

  /// Users whose pages come in batches keep what was said: the log does not tell batches from bursts.
  void setBursts(const std::vector<farm::Users*>& open, const ApplicationTraffic& traffic) {
    constexpr int kDigits = 3;
    std::string text;
    for (farm::Users* users : open) {
      auto& load = std::get<farm::OpenLoad>(users->load);
      if (traffic.burstiness.empty() || load.batch) continue;
      const auto fit = fitBursts(traffic.burstiness, users->requestsPerPage);
      load.bursts.reset();
      text = "no more than Poisson arrivals";
      if (!fit) continue;
      load.bursts = farm::Bursts{toDigits(fit->dispersion, kDigits),
                                 Duration::milliseconds(std::llround(toDigits(fit->timeScaleSeconds, kDigits) * 1e3))};
      text = "dispersion " + rounded(fit->dispersion) + intervalText(fit->dispersionRange) + " of pages, time scale " +
             rounded(fit->timeScaleSeconds) + " s" + intervalText(fit->timeScaleRange);
    }
    if (!text.empty())
      note(traffic.name + " bursts", Standing::Fitted,
           text + ", from the variance of counts at several scales beyond the trend");
  }

  const ThinkTime* thinkOf(const std::string& application) const {
    for (const ThinkTime& think : found_.sessions.think) {
      if (think.application == application) return &think;
    }
    return nullptr;
  }

  void populate(const std::vector<farm::Users*>& closed, std::size_t a) {
    const ApplicationTraffic& traffic = found_.mix[a];
    const ThinkTime* think = thinkOf(traffic.name);
    if (think == nullptr || think->mean.mean <= 0) return;
    std::int64_t before = 0;
    for (const farm::Users* users : closed) before += std::get<farm::ClosedLoad>(users->load).population;
    for (farm::Users* users : closed) {
      auto& load = std::get<farm::ClosedLoad>(users->load);
      const double part = before > 0 ? static_cast<double>(load.population) / static_cast<double>(before)
                                     : 1.0 / static_cast<double>(closed.size());
      const People people = peopleOf(traffic, *think, users->requestsPerPage);
      load.population = std::max<std::int64_t>(1, std::llround(people.population.mean * part));
      load.think = people.think;
    }
    const People people = peopleOf(traffic, *think, closed.front()->requestsPerPage);
    note(traffic.name + " think time", Standing::Fitted,
         results::count(think->mean.count) + " pauses between pages, mean " + rounded(people.thinkSeconds.mean) + " s" +
             intervalText(people.thinkSeconds));
    note(traffic.name + " population", Standing::Fitted,
         found_.window.name + ": pages per second × (think time + time of a page), " + rounded(people.population.mean) +
             intervalText(people.population));
  }

  void noteDemand(const Demand& demand) {
    note(demand.application + " demand", demand.core.standing,
         rounded(demand.core.estimate.mean) + " ms" + intervalText(demand.core.estimate) + "; " + demand.core.source);
    if (!demand.database) return;
    note(demand.application + " database demand", demand.database->standing,
         rounded(demand.database->estimate.mean) + " ms a transaction" + intervalText(demand.database->estimate) +
             "; " + demand.database->source);
  }

  void noteBurstiness() {
    if (found_.burstiness.empty()) return;
    std::string text = "variance over mean of the arrivals beyond the trend:";
    for (const Dispersion& each : found_.burstiness)
      text += (text.back() == ':' ? " " : ", ") + rounded(each.index.mean) + " in " +
              results::given(each.scaleSeconds) + " s";
    note("Burstiness of arrivals", Standing::Measured, text + "; 1 for Poisson arrivals");
  }

  /// Replaces what was said about the same subject.
  void note(const std::string& subject, Standing standing, std::string source) {
    const auto same = [&](const farm::Assumption& known) { return known.subject == subject; };
    auto at = std::find_if(farm_.assumptions.begin(), farm_.assumptions.end(), same);
    if (at == farm_.assumptions.end()) {
      farm_.assumptions.emplace_back();
      at = farm_.assumptions.end() - 1;
      at->subject = subject;
    }
    at->standing = standing;
    at->source = std::move(source);
  }

  farm::Farm farm_;
  const Calibration& found_;
  const std::optional<farm::Curve>& curve_;
  std::set<std::string> bySessions_;  ///< Applications whose users are sessions.
};

}  // namespace

farm::Farm fittedFarm(const farm::Farm& farm, const Calibration& calibration, const std::optional<farm::Curve>& curve) {
  return Fitter(farm, calibration, curve).fit();
}

const char* wordOf(farm::Assumption::Standing standing) {
  switch (standing) {
    case Standing::Measured:
      return "measured";
    case Standing::Fitted:
      return "fitted";
    case Standing::Documented:
      return "documented";
    case Standing::Assumed:
      break;
  }
  return "assumed";
}

}  // namespace headroom::calibration
