#include "engine/calibration/cpu_fit.h"

#include <algorithm>
#include <cmath>

#include "engine/analytic/non_negative.h"
#include "engine/base/text.h"
#include "engine/calibration/cpu_rows.h"
#include "engine/calibration/database_work.h"
#include "engine/stats/interval.h"
#include "engine/trace/civil_time.h"

namespace headroom::calibration {
namespace {

constexpr double kFewestRequests = 50;
constexpr double kTooWide = 0.5;
constexpr double kUpper = 0.975;

/// Columns of the regression: applications, alone or several in fixed proportion, then one background a counter.
class Regression {
 public:
  Regression(const CpuQuestion& question, std::vector<CpuRow> rows) : question_(question), rows_(std::move(rows)) {
    fit_.machines = question.database.empty() ? "servers" : question.database;
    fit_.intervals = rows_.size();
    chooseApplications();
  }

  Result<CpuFit> run() {
    if (groups_.empty())
      return problem("no application has requests enough on the " + fit_.machines + " within the counters' time",
                     "give counters and logs of the same hours");
    for (std::size_t round = 0; round <= question_.farm.applications.size(); ++round) {
      question_.stop();
      const auto fitted = analytic::nonNegativeLeastSquares(data());
      if (!fitted) return tooFew(fitted.problems());
      if (round == 0) tellCollinear(*fitted);
      if (!merge(*fitted)) return finish(*fitted);
    }
    return problem("the applications cannot be told apart by the counters", "give counters of more varied hours");
  }

 private:
  using Group = std::vector<std::uint32_t>;

  const std::string& nameOf(std::uint32_t application) const { return question_.farm.applications[application].name; }

  double priorOf(std::uint32_t application) const {
    const double prior = question_.priorMs[application];
    return prior > 0 ? prior : 1;
  }

  /// Work of the applications that are too rare to fit is taken off by their present figures.
  void chooseApplications() {
    const std::size_t size = question_.farm.applications.size();
    for (std::uint32_t a = 0; a < size; ++a) {
      double total = 0;
      for (const CpuRow& row : rows_) total += row.counts[a];
      const farm::Application& application = question_.farm.applications[a];
      if (total <= 0) continue;
      if (total >= kFewestRequests) {
        groups_.push_back({a});
        continue;
      }
      const double ms = question_.database.empty() ? application.work.demand.mean.toMilliseconds()
                                                   : endpointMs(question_.farm, application, application.work);
      for (CpuRow& row : rows_) row.fixed += row.counts[a] * ms / 1e3;
      fit_.notes.push_back(nameOf(a) + " has too few requests to be fitted; its present figure is taken");
    }
  }

  analytic::LinearData data() const {
    analytic::LinearData data;
    data.columns = groups_.size() + question_.columns.size();
    for (const CpuRow& row : rows_) {
      for (const Group& group : groups_) {
        double sum = 0;
        for (const std::uint32_t a : group) sum += row.counts[a] * (group.size() > 1 ? priorOf(a) : 1);
        data.regressors.push_back(sum);
      }
      for (std::size_t c = 0; c < question_.columns.size(); ++c)
        data.regressors.push_back(c == row.column ? row.seconds : 0);
      data.targets.push_back(row.busy - row.fixed);
    }
    return data;
  }

  Diagnostics tooFew(const Diagnostics& reason) const {
    return problem("the counters of the " + fit_.machines + " cannot be fitted: " + reason.front().what,
                   "give counters of a longer time with shorter intervals");
  }

  double halfWidth(const analytic::NonNegativeFit& fitted, std::size_t column) const {
    return stats::studentQuantile(fitted.degreesOfFreedom, kUpper) * fitted.standardErrors[column];
  }

  bool isVague(const analytic::NonNegativeFit& fitted, std::size_t column) const {
    return !(halfWidth(fitted, column) <= kTooWide * fitted.coefficients[column]);
  }

  std::string columnName(std::size_t column) const {
    if (column >= groups_.size()) return "the background of " + question_.columns[column - groups_.size()]->name;
    std::vector<std::string> names;
    for (const std::uint32_t a : groups_[column]) names.push_back(nameOf(a));
    return joinWithAnd(names);
  }

  void tellCollinear(const analytic::NonNegativeFit& fitted) {
    for (const analytic::Collinear& group : fitted.collinear) {
      std::vector<std::string> names;
      for (const std::size_t column : group.columns) names.push_back(columnName(column));
      fit_.collinear.push_back(joinWithAnd(names) + " go up and down together (condition index " +
                               std::to_string(std::llround(std::min(group.conditionIndex, 1e9))) + ")");
    }
  }

  /// Makes one group of applications that cannot be told apart; false when there is nothing to merge.
  bool merge(const analytic::NonNegativeFit& fitted) {
    for (const analytic::Collinear& collinear : fitted.collinear) {
      std::vector<std::size_t> columns;
      bool vague = false;
      for (const std::size_t column : collinear.columns) {
        if (column >= groups_.size()) continue;
        columns.push_back(column);
        vague = vague || isVague(fitted, column);
      }
      if (columns.size() < 2 || !vague) continue;
      Group& first = groups_[columns.front()];
      for (auto column = columns.rbegin(); *column != columns.front(); ++column) {
        first.insert(first.end(), groups_[*column].begin(), groups_[*column].end());
        groups_.erase(groups_.begin() + static_cast<std::ptrdiff_t>(*column));
      }
      std::sort(first.begin(), first.end());
      return true;
    }
    return false;
  }

  results::Estimate estimate(const analytic::NonNegativeFit& fitted, std::size_t column, double unit) const {
    results::Estimate value;
    value.mean = fitted.coefficients[column] * unit;
    value.count = rows_.size();
    const double half = halfWidth(fitted, column) * unit;
    if (std::isfinite(half)) {
      value.low = std::max(0.0, value.mean - half);
      value.high = value.mean + half;
    } else {
      value.why = "collinear: any value fits";
    }
    return value;
  }

  CpuFit finish(const analytic::NonNegativeFit& fitted) {
    fit_.explained = fitted.explained;
    fit_.condition = fitted.condition;
    for (std::size_t column = 0; column < groups_.size(); ++column) {
      const Group& group = groups_[column];
      for (const std::uint32_t a : group) {
        const double weight = group.size() > 1 ? priorOf(a) : 1;
        CpuTerm term{a, nameOf(a), estimate(fitted, column, weight * 1e3), fitted.inflation[column], {}};
        for (const std::uint32_t other : group) {
          if (other != a) term.notTold.push_back(nameOf(other));
        }
        fit_.terms.push_back(std::move(term));
      }
    }
    for (std::size_t c = 0; c < question_.columns.size(); ++c)
      fit_.background.push_back({question_.columns[c]->name, estimate(fitted, groups_.size() + c, 1)});
    return std::move(fit_);
  }

  const CpuQuestion& question_;
  std::vector<CpuRow> rows_;
  std::vector<Group> groups_;
  CpuFit fit_;
};

std::string spanText(std::int64_t fromNs, std::int64_t toNs) {
  return trace::utcText(fromNs) + " to " + trace::utcText(toNs);
}

Diagnostics apart(const CpuQuestion& question) {
  const std::vector<CpuReading>& readings = question.columns.front()->readings;
  return problem("no interval of the counters lies inside the logs: the counters reach from " +
                     spanText(readings.front().fromNs, readings.back().toNs) + ", the logs from " +
                     spanText(question.requests.front().arrivalNs, question.requests.back().arrivalNs),
                 "say the counters' zone with --cpu-zone, as +01:00", {question.columns.front()->file, 0, 0});
}

}  // namespace

Result<CpuFit> fitCpu(const CpuQuestion& question) {
  const auto visits = visitsOf(question.farm, question.callsLogged);
  if (!visits) return problem("the applications' calls feed each other without end", "run headroom check on the farm");
  std::vector<CpuRow> rows = rowsOf(question, *visits);
  if (rows.empty()) return apart(question);
  // A counter without one interval inside the logs would be a column of zeros.
  CpuQuestion inside = question;
  inside.columns.clear();
  std::vector<std::size_t> place(question.columns.size(), 0);
  for (std::size_t c = 0; c < question.columns.size(); ++c) {
    place[c] = inside.columns.size();
    if (std::any_of(rows.begin(), rows.end(), [&](const CpuRow& row) { return row.column == c; }))
      inside.columns.push_back(question.columns[c]);
  }
  for (CpuRow& row : rows) row.column = place[row.column];
  return Regression(inside, std::move(rows)).run();
}

Diagnostics judgeZone(const std::vector<Observation>& requests, const CpuColumn& column, const StopCheck& stop) {
  constexpr std::int64_t kHalfHour = 1800 * trace::kNsPerSecond;
  constexpr int kMostSteps = 28;
  constexpr std::size_t kFewest = 20;
  constexpr double kClearly = 0.2, kGood = 0.7;
  const auto before = [&](std::int64_t ns) {
    return std::lower_bound(requests.begin(), requests.end(), ns,
                            [](const Observation& request, std::int64_t at) { return request.arrivalNs < at; }) -
           requests.begin();
  };
  const auto correlation = [&](std::int64_t shift) {
    double n = 0, x = 0, y = 0, xx = 0, yy = 0, xy = 0;
    for (const CpuReading& reading : column.readings) {
      stop();
      const std::int64_t from = reading.fromNs + shift, to = reading.toNs + shift;
      if (from < requests.front().arrivalNs || to > requests.back().arrivalNs) continue;
      const double rate = static_cast<double>(before(to) - before(from)) / static_cast<double>(to - from) * 1e9;
      n += 1, x += rate, y += reading.utilisation, xx += rate * rate, yy += reading.utilisation * reading.utilisation;
      xy += rate * reading.utilisation;
    }
    const double spread = (n * xx - x * x) * (n * yy - y * y);
    const bool enough = n >= kFewest && n * 2 >= static_cast<double>(column.readings.size());
    return enough && spread > 0 ? (n * xy - x * y) / std::sqrt(spread) : -1;
  };
  const double now = correlation(0);
  double best = now;
  int steps = 0;
  for (int step = -kMostSteps; step <= kMostSteps; ++step) {
    const double moved = correlation(step * kHalfHour);
    if (moved > best) best = moved, steps = step;
  }
  if (steps == 0 || best < kGood || best < now + kClearly) return {};
  const auto percent = [](double c) { return std::to_string(std::lround(std::max(0.0, c) * 100)) + " %"; };
  const std::string hours =
      (steps > 0 ? "+" : "-") + std::to_string(std::abs(steps) / 2) + (steps % 2 != 0 ? ".5" : "");
  return {{Severity::Warning,
           {column.file, 0, 0},
           "the counters follow the logs better when moved by " + hours + " h (correlation " + percent(best) +
               " instead of " + percent(now) + "): their zone is probably another one",
           "say it with --cpu-zone, as +01:00",
           {}}};
}

}  // namespace headroom::calibration
