#include "engine/calibration/fitted_figures.h"

#include <algorithm>

#include "engine/base/quantity.h"
#include "engine/calibration/burst_fit.h"
#include "engine/calibration/people.h"
#include "engine/results/figures.h"

namespace headroom::calibration {
namespace {

using Kind = FittedFigure::Kind;

constexpr char kBurstiness[] = "Burstiness of arrivals";

template <class List>
auto named(List& list, const std::string& name) {
  const auto found = std::find_if(list.begin(), list.end(), [&](const auto& each) { return each.name == name; });
  return found == list.end() ? nullptr : &*found;
}

template <class Farm>
auto assumptionOf(Farm& farm, const std::string& subject) {
  const auto found = std::find_if(farm.assumptions.begin(), farm.assumptions.end(),
                                  [&](const auto& each) { return each.subject == subject; });
  return found == farm.assumptions.end() ? nullptr : &*found;
}

std::string intervalText(const results::Estimate& estimate, const std::string& unit) {
  if (!estimate.low || !estimate.high) return {};
  return results::rounded(*estimate.low) + "–" + results::rounded(*estimate.high) + " " + unit;
}

std::string textOf(const farm::Work& work) {
  if (work.databaseTransactions == 0) return "none";
  return formatNumber(work.databaseTransactions) + " × " + formatLaw(work.databaseDemand, Law::Kind::Exponential);
}

std::string textOf(const std::optional<farm::Bursts>& bursts) {
  if (!bursts) return "Poisson";
  return "dispersion " + formatNumber(bursts->dispersion) + " over " + formatDuration(bursts->timeScale);
}

/// The load of open users, or that with which sessions begin.
template <class Users>
auto openLoad(Users& users) {
  using Open = std::conditional_t<std::is_const_v<Users>, const farm::OpenLoad, farm::OpenLoad>;
  if (auto* sessions = std::get_if<farm::SessionLoad>(&users.load)) return static_cast<Open*>(&sessions->begin);
  return static_cast<Open*>(std::get_if<farm::OpenLoad>(&users.load));
}

class Lister {
 public:
  Lister(const farm::Farm& farm, const farm::Farm& fitted, const Calibration& found)
      : farm_(farm), fitted_(fitted), found_(found) {}

  std::vector<FittedFigure> list() {
    for (std::size_t a = 0; a < farm_.applications.size(); ++a) addApplication(a);
    for (const farm::Users& after : fitted_.users) {
      if (const farm::Users* before = named(farm_.users, after.name)) {
        addUsers(*before, after);
      } else {
        add(Kind::NewUsers, after.name, "–", rateText(after), rateInterval(after.application),
            after.application + " rate");
      }
    }
    return std::move(figures_);
  }

 private:
  void add(Kind kind, const std::string& object, std::string before, std::string after, std::string interval,
           const std::string& subject) {
    FittedFigure figure;
    figure.kind = kind;
    figure.object = object;
    figure.before = std::move(before);
    figure.after = std::move(after);
    figure.interval = std::move(interval);
    if (const farm::Assumption* said = assumptionOf(fitted_, subject)) {
      figure.subject = subject;
      figure.standing = said->standing;
      figure.source = said->source;
    }
    figures_.push_back(std::move(figure));
  }

  void addApplication(std::size_t a) {
    const farm::Application &before = farm_.applications[a], &after = fitted_.applications[a];
    const Demand& demand = found_.demands[a];
    const std::string& name = before.name;
    add(Kind::Demand, name, formatLaw(before.work.demand, Law::Kind::Exponential),
        formatLaw(after.work.demand, Law::Kind::Exponential), intervalText(demand.core.estimate, "ms"),
        name + " demand");
    tag(demand.core);
    if (demand.database) {
      add(Kind::DatabaseDemand, name, textOf(before.work), textOf(after.work),
          intervalText(demand.database->estimate, "ms"), name + " database demand");
      tag(*demand.database);
    }
    if (found_.mix[a].responseBytes.count == 0) return;
    add(Kind::ResponseSize, name, formatBytes(before.responseBytes), formatBytes(after.responseBytes),
        intervalText(found_.mix[a].responseBytes, "B"), name + " response size");
  }

  void tag(const Sourced& figure) {
    figures_.back().standing = figure.standing;
    figures_.back().source = figure.source;
  }

  void addUsers(const farm::Users& before, const farm::Users& after) {
    const bool sessions = std::holds_alternative<farm::SessionLoad>(after.load);
    const farm::OpenLoad *was = openLoad(before), *is = openLoad(after);
    if (was != nullptr && is != nullptr) {
      const std::string subject = (sessions ? after.name : after.application) + " rate";
      if (assumptionOf(fitted_, subject) == nullptr) return;
      add(Kind::Rate, after.name, rateText(before), rateText(after),
          sessions ? sessionInterval(after) : rateInterval(after.application), subject);
      if (!sessions && assumptionOf(fitted_, after.application + " bursts") != nullptr)
        add(Kind::Bursts, after.name, textOf(was->bursts), textOf(is->bursts), burstInterval(after),
            after.application + " bursts");
    }
    const auto* people = std::get_if<farm::ClosedLoad>(&before.load);
    const auto* now = std::get_if<farm::ClosedLoad>(&after.load);
    if (people == nullptr || now == nullptr || assumptionOf(fitted_, after.application + " population") == nullptr)
      return;
    add(Kind::Population, after.name, std::to_string(people->population), std::to_string(now->population),
        peopleInterval(after, &People::population, "people"), after.application + " population");
    add(Kind::ThinkTime, after.name, formatLaw(people->think, Law::Kind::Exponential),
        formatLaw(now->think, Law::Kind::Exponential), peopleInterval(after, &People::thinkSeconds, "s"),
        after.application + " think time");
  }

  static std::string rateText(const farm::Users& users) {
    const farm::OpenLoad* load = openLoad(users);
    return load == nullptr ? std::string() : formatRate(load->rate);
  }

  std::string rateInterval(const std::string& application) const {
    const ApplicationTraffic* traffic = named(found_.mix, application);
    return traffic == nullptr ? std::string() : intervalText(traffic->rate, "requests/s");
  }

  /// As wide for its mean as that of the requests.
  std::string sessionInterval(const farm::Users& users) const {
    results::Estimate rate = togetherOf(found_.mix, farm::applicationsOf(users));
    if (!(rate.mean > 0) || !rate.low || !rate.high) return {};
    const double factor = openLoad(users)->rate.perSecond / rate.mean;
    rate.low = *rate.low * factor;
    rate.high = *rate.high * factor;
    return intervalText(rate, "sessions/s");
  }

  std::string burstInterval(const farm::Users& users) const {
    const ApplicationTraffic* traffic = named(found_.mix, users.application);
    const auto fit = traffic == nullptr ? std::nullopt : fitBursts(traffic->burstiness, users.requestsPerPage);
    return fit ? "dispersion " + intervalText(fit->dispersionRange, "") + "over " +
                     intervalText(fit->timeScaleRange, "s")
               : std::string();
  }

  /// Of several users of one application only their sum is known.
  std::string peopleInterval(const farm::Users& users, results::Estimate People::*figure, const char* unit) const {
    const ApplicationTraffic* traffic = named(found_.mix, users.application);
    const auto alike = std::count_if(fitted_.users.begin(), fitted_.users.end(), [&](const farm::Users& other) {
      return other.application == users.application && std::holds_alternative<farm::ClosedLoad>(other.load);
    });
    if (traffic == nullptr || (alike > 1 && figure == &People::population)) return {};
    for (const ThinkTime& think : found_.sessions.think) {
      if (think.application != users.application) continue;
      return intervalText(peopleOf(*traffic, think, users.requestsPerPage).*figure, unit);
    }
    return {};
  }

  const farm::Farm& farm_;
  const farm::Farm& fitted_;
  const Calibration& found_;
  std::vector<FittedFigure> figures_;
};

/// Copies one figure; false when its place is gone.
bool take(farm::Farm& farm, const farm::Farm& fitted, const FittedFigure& figure) {
  if (figure.kind == Kind::Demand || figure.kind == Kind::DatabaseDemand || figure.kind == Kind::ResponseSize) {
    farm::Application* to = named(farm.applications, figure.object);
    const farm::Application* from = named(fitted.applications, figure.object);
    if (to == nullptr || from == nullptr) return false;
    if (figure.kind == Kind::Demand) to->work.demand = from->work.demand;
    if (figure.kind == Kind::ResponseSize) to->responseBytes = from->responseBytes;
    if (figure.kind != Kind::DatabaseDemand) return true;
    to->work.databaseTransactions = from->work.databaseTransactions;
    to->work.databaseDemand = from->work.databaseDemand;
    to->work.databaseWriteDemand = from->work.databaseWriteDemand;
    return true;
  }
  farm::Users* to = named(farm.users, figure.object);
  const farm::Users* from = named(fitted.users, figure.object);
  if (from == nullptr || (to == nullptr) != (figure.kind == Kind::NewUsers)) return false;
  if (figure.kind == Kind::NewUsers) {
    const auto nodes = farm::nodeNames(farm);
    if (named(farm.applications, from->application) == nullptr ||
        std::find(nodes.begin(), nodes.end(), from->name) != nodes.end())
      return false;
    farm.users.push_back(*from);
    return true;
  }
  if (figure.kind == Kind::Rate || figure.kind == Kind::Bursts) {
    farm::OpenLoad* into = openLoad(*to);
    const farm::OpenLoad* load = openLoad(*from);
    if (into == nullptr || load == nullptr) return false;
    if (figure.kind == Kind::Rate) into->rate = load->rate;
    if (figure.kind == Kind::Bursts) into->bursts = load->bursts;
    return true;
  }
  auto* into = std::get_if<farm::ClosedLoad>(&to->load);
  const auto* load = std::get_if<farm::ClosedLoad>(&from->load);
  if (into == nullptr || load == nullptr) return false;
  if (figure.kind == Kind::Population) into->population = load->population;
  if (figure.kind == Kind::ThinkTime) into->think = load->think;
  return true;
}

/// The same words as in the fitted farm, in the place of what was said before.
void takeAssumption(farm::Farm& farm, const farm::Farm& fitted, const std::string& subject) {
  const farm::Assumption* from = assumptionOf(fitted, subject);
  if (from == nullptr) return;
  if (farm::Assumption* to = assumptionOf(farm, subject)) {
    to->standing = from->standing;
    to->source = from->source;
  } else {
    farm.assumptions.push_back(*from);
  }
}

}  // namespace

const char* wordOf(FittedFigure::Kind kind) {
  switch (kind) {
    case Kind::Demand:
      return "server time per request";
    case Kind::DatabaseDemand:
      return "database transactions per request";
    case Kind::ResponseSize:
      return "response size";
    case Kind::Rate:
      return "rate";
    case Kind::Bursts:
      return "bursts";
    case Kind::Population:
      return "people";
    case Kind::ThinkTime:
      return "think time";
    case Kind::NewUsers:
      break;
  }
  return "new users, rate";
}

std::vector<FittedFigure> fittedFigures(const farm::Farm& farm, const farm::Farm& fitted, const Calibration& found) {
  return Lister(farm, fitted, found).list();
}

Outcome adopt(farm::Farm& farm, const farm::Farm& fitted, const std::vector<FittedFigure>& figures) {
  farm::Farm changed = farm;
  Diagnostics problems;
  bool traffic = false;
  for (const FittedFigure& figure : figures) {
    traffic = traffic || figure.kind == Kind::Rate || figure.kind == Kind::Bursts || figure.kind == Kind::NewUsers;
    if (take(changed, fitted, figure)) {
      if (!figure.subject.empty()) takeAssumption(changed, fitted, figure.subject);
      continue;
    }
    problems.push_back({Severity::Error, {}, figure.object + " changed since the calibration", "calibrate again", {}});
  }
  if (!problems.empty()) return problems;
  if (traffic) takeAssumption(changed, fitted, kBurstiness);
  farm = std::move(changed);
  return Done{};
}

}  // namespace headroom::calibration
