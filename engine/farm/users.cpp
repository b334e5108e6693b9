#include "engine/farm/users.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace headroom::farm {

double peakOf(const Curve& curve) {
  if (curve.points.empty()) return 1;
  double peak = 0;
  for (const CurvePoint& point : curve.points) peak = std::max(peak, point.factor);
  return peak;
}

double meanOf(const Curve& curve) {
  if (curve.points.empty()) return 1;
  const double period = curve.period.toSeconds();
  if (period <= 0) return curve.points.back().factor;
  double area = 0;
  for (std::size_t i = 0; i < curve.points.size(); ++i) {
    const CurvePoint& from = curve.points[i];
    const bool last = i + 1 == curve.points.size();
    const CurvePoint& to = curve.points[last ? 0 : i + 1];
    const double length = to.at.toSeconds() - from.at.toSeconds() + (last ? period : 0);
    area += (from.factor + to.factor) / 2 * length;
  }
  return area / period;
}

std::vector<double> entriesOf(const SessionLoad& load) {
  std::vector<double> entries;
  double sum = 0;
  for (const SessionPage& page : load.pages) {
    entries.push_back(page.entry);
    sum += page.entry;
  }
  if (sum <= 0 && !entries.empty()) entries.front() = 1;
  return entries;
}

// v (I - P) = e, solved for v by elimination with pivots; the transposed system row by row.
std::vector<double> visitsOf(const SessionLoad& load) {
  const std::size_t n = load.pages.size();
  std::vector<double> visits = entriesOf(load);
  std::vector<std::vector<double>> rows(n, std::vector<double>(n, 0.0));
  for (std::size_t i = 0; i < n; ++i) {
    rows[i][i] += 1;
    for (const NextPage& next : load.pages[i].next) {
      for (std::size_t j = 0; j < n; ++j) {
        if (load.pages[j].name == next.page) rows[j][i] -= next.probability;
      }
    }
  }
  for (std::size_t k = 0; k < n; ++k) {
    std::size_t pivot = k;
    for (std::size_t i = k + 1; i < n; ++i) {
      if (std::fabs(rows[i][k]) > std::fabs(rows[pivot][k])) pivot = i;
    }
    if (!(std::fabs(rows[pivot][k]) > 1e-12)) return {};
    std::swap(rows[k], rows[pivot]);
    std::swap(visits[k], visits[pivot]);
    for (std::size_t i = 0; i < n; ++i) {
      if (i == k || rows[i][k] == 0) continue;
      const double times = rows[i][k] / rows[k][k];
      for (std::size_t j = k; j < n; ++j) rows[i][j] -= times * rows[k][j];
      visits[i] -= times * visits[k];
    }
  }
  for (std::size_t k = 0; k < n; ++k) visits[k] /= rows[k][k];
  const bool sound = std::all_of(visits.begin(), visits.end(), [](double v) { return v > -1e-9 && v < 1e12; });
  return sound ? visits : std::vector<double>{};
}

std::vector<std::string> applicationsOf(const Users& users) {
  const auto* sessions = std::get_if<SessionLoad>(&users.load);
  if (!sessions || sessions->pages.empty()) return {users.application};
  std::vector<std::string> names;
  for (const SessionPage& page : sessions->pages) {
    const std::string& name = page.application.empty() ? users.application : page.application;
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  }
  return names;
}

const OpenLoad* arrivalsOf(const Users& users) {
  if (const auto* sessions = std::get_if<SessionLoad>(&users.load)) return &sessions->begin;
  return std::get_if<OpenLoad>(&users.load);
}

std::vector<Demand> demandsOf(const Users& users, double curveFactor) {
  const OpenLoad* arrivals = arrivalsOf(users);
  if (!arrivals) return {};
  const double rate = arrivals->rate.perSecond * curveFactor;
  const auto* sessions = std::get_if<SessionLoad>(&users.load);
  if (!sessions) return {{users.application, rate * users.requestsPerPage}};
  const std::vector<double> visits = visitsOf(*sessions);
  std::vector<Demand> demands;
  for (std::size_t i = 0; i < visits.size(); ++i) {
    const SessionPage& page = sessions->pages[i];
    demands.push_back(
        {page.application.empty() ? users.application : page.application, rate * visits[i] * page.requests});
  }
  return demands;
}

}  // namespace headroom::farm
