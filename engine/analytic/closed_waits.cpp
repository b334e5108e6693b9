#include "engine/analytic/closed_waits.h"

#include <algorithm>
#include <cmath>

namespace headroom::analytic {
namespace {

constexpr int kMostRounds = 20000;
constexpr double kSettled = 1e-11;
constexpr double kStep = 0.5;  ///< Part of the way to the new values, so that rounds do not swing.

class FixedPoint {
 public:
  FixedPoint(const std::vector<VisitedStation>& stations, const std::vector<ProductFormClass>& classes)
      : stations_(stations), classes_(classes) {
    const double places = static_cast<double>(stations.size()) + 1;
    for (const ProductFormClass& users : classes) throughput_.push_back(users.population > 0 ? 1e-3 : 0.0);
    for (std::size_t s = 0; s < stations.size(); ++s) {
      line_.emplace_back();
      for (const ProductFormClass& users : classes)
        line_.back().push_back(users.population / places / stations[s].count);
    }
  }

  ProductFormAnswer solve() {
    for (int round = 0; round < kMostRounds && advance() > kSettled; ++round) {
    }
    ProductFormAnswer answer;
    answer.throughput = throughput_;
    answer.response.assign(classes_.size(), 0);
    for (std::size_t s = 0; s < stations_.size(); ++s) {
      answer.number.emplace_back();
      answer.utilisation.push_back(0);
      for (std::size_t c = 0; c < classes_.size(); ++c) {
        const double stay = stations_[s].visits[c] * (inLine(s, c) + delay(s, c));
        answer.number.back().push_back(throughput_[c] * stay);
        answer.response[c] += stations_[s].count * stay;
        answer.utilisation[s] +=
            throughput_[c] * stations_[s].visits[c] * stations_[s].service[c] / std::max(1, stations_[s].servers);
      }
    }
    return answer;
  }

 private:
  /// Of the number of class `c` and of its part of the work, what a request of class `own` meets.
  double met(std::size_t c, std::size_t own) const {
    return c == own ? std::max(0, classes_[c].population - 1) / std::max(1.0, 1.0 * classes_[c].population) : 1;
  }

  /// Time of a visit that is spent in line and at the quick server.
  double inLine(std::size_t s, std::size_t own) const {
    const VisitedStation& here = stations_[s];
    if (here.servers == 0 || here.visits[own] == 0) return 0;
    double work = here.service[own];
    for (std::size_t c = 0; c < classes_.size(); ++c) {
      if (here.visits[c] == 0) continue;
      const double seen = line_[s][c] * met(c, own);
      const double busy =
          std::min(seen, throughput_[c] * here.visits[c] * here.service[c] / here.servers * met(c, own));
      const double rest = std::min(here.residual[c], here.service[c]);
      work += here.inOrder ? (seen - busy) * here.service[c] + busy * rest : seen * here.service[own];
    }
    return work / here.servers;
  }

  double delay(std::size_t s, std::size_t c) const {
    const VisitedStation& here = stations_[s];
    return here.servers == 0 ? here.service[c] : here.service[c] * (here.servers - 1) / here.servers;
  }

  /// One round; the largest relative change of a throughput.
  double advance() {
    std::vector<std::vector<double>> stays;
    for (std::size_t s = 0; s < stations_.size(); ++s) {
      stays.emplace_back();
      for (std::size_t c = 0; c < classes_.size(); ++c) stays.back().push_back(inLine(s, c));
    }
    double change = 0;
    for (std::size_t c = 0; c < classes_.size(); ++c) {
      if (classes_[c].population == 0) continue;
      double pass = classes_[c].think;
      for (std::size_t s = 0; s < stations_.size(); ++s)
        pass += stations_[s].count * stations_[s].visits[c] * (stays[s][c] + delay(s, c));
      const double before = throughput_[c];
      throughput_[c] += kStep * (classes_[c].population / pass - before);
      change = std::max(change, std::abs(throughput_[c] - before) / throughput_[c]);
      for (std::size_t s = 0; s < stations_.size(); ++s)
        line_[s][c] += kStep * (throughput_[c] * stations_[s].visits[c] * stays[s][c] - line_[s][c]);
    }
    return change;
  }

  const std::vector<VisitedStation>& stations_;
  const std::vector<ProductFormClass>& classes_;
  std::vector<double> throughput_;         ///< Passes, by class.
  std::vector<std::vector<double>> line_;  ///< Number in line and at the quick server, by station and class.
};

}  // namespace

ProductFormAnswer closedWaits(const std::vector<VisitedStation>& stations,
                              const std::vector<ProductFormClass>& classes) {
  return FixedPoint(stations, classes).solve();
}

}  // namespace headroom::analytic
