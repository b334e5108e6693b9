#include "engine/analytic/product_form.h"

#include <algorithm>
#include <cmath>

#include "engine/analytic/lattice.h"
#include "engine/analytic/queues.h"

namespace headroom::analytic {
namespace {

using Values = Lattice::Values;

/// Weight and mean number of open requests at a station of c servers with open load a, when K closed ones are there:
/// F(K) = Σ_m C(K+m, m) a^m / β(K+m), β(j) = Π_{i<=j} min(i, c); as a logarithm.
struct OpenGuests {
  double logWeight = 0;
  double meanOpen = 0;
};

OpenGuests openGuests(int servers, double load, int closed) {
  double logBeta = 0;
  for (int i = 1; i <= closed; ++i) logBeta += std::log(std::min(i, servers));
  if (load == 0) return {-logBeta, 0};
  double term = 1;
  double sum = 1;
  double weighted = 0;
  for (int m = 1; m < 100000000; ++m) {
    term *= load * (closed + m) / m / std::min(closed + m, servers);
    sum += term;
    weighted += m * term;
    const double ratio = load * (closed + m + 1) / (m + 1) / servers;
    if (closed + m > servers && ratio < 1 && term * m < 1e-17 * weighted * (1 - ratio)) break;
  }
  return {std::log(sum) - logBeta, weighted / sum};
}

class Solver {
 public:
  Solver(const std::vector<ProductFormStation>& stations, const std::vector<ProductFormClass>& classes)
      : stations_(stations), classes_(classes), closed_(closedClasses()), lattice_(populations()) {}

  /// Problems that forbid an answer.
  Diagnostics problems() const {
    Diagnostics list;
    double multiple = 0;
    for (std::size_t i = 0; i < stations_.size(); ++i) {
      const int servers = stations_[i].servers;
      if (servers > 0 && openLoad(i) >= servers) {
        list.push_back({Severity::Error,
                        {},
                        "station " + std::to_string(i + 1) + " is unstable: open classes bring " +
                            std::to_string(openLoad(i)) + " erlangs to " + std::to_string(servers) + " servers",
                        "lower the arrival rate or add servers",
                        {}});
      }
      multiple += servers > 1 ? 1 : 0;
    }
    const double size = static_cast<double>(lattice_.size());
    if (size > kMostLattice || multiple * multiple * size * size / 2 > kMostTerms) {
      list.push_back({Severity::Error,
                      {},
                      "the closed populations make " + std::to_string(lattice_.size()) +
                          " combinations, too many for the exact product form",
                      "use approximate mean value analysis",
                      {}});
    }
    return list;
  }

  ProductFormAnswer solve() {
    answer_.throughput.assign(classes_.size(), 0.0);
    answer_.response.assign(classes_.size(), 0.0);
    answer_.number.assign(stations_.size(), std::vector<double>(classes_.size(), 0.0));
    answer_.utilisation.assign(stations_.size(), 0.0);
    for (std::size_t r = 0; r < classes_.size(); ++r) {
      if (classes_[r].open) answer_.throughput[r] = classes_[r].rate;
    }
    if (!closed_.empty()) solveClosed();
    for (std::size_t i = 0; i < stations_.size(); ++i) fill(i);
    for (std::size_t r = 0; r < classes_.size(); ++r) {
      double number = 0;
      for (std::size_t i = 0; i < stations_.size(); ++i) number += stations_[i].count * answer_.number[i][r];
      answer_.response[r] = answer_.throughput[r] > 0 ? number / answer_.throughput[r] : 0;
    }
    return answer_;
  }

 private:
  std::vector<std::size_t> closedClasses() const {
    std::vector<std::size_t> list;
    for (std::size_t r = 0; r < classes_.size(); ++r) {
      if (!classes_[r].open && classes_[r].population > 0) list.push_back(r);
    }
    return list;
  }
  std::vector<int> populations() const {
    std::vector<int> list;
    for (const std::size_t r : closed_) list.push_back(classes_[r].population);
    return list;
  }
  double openLoad(std::size_t i) const {
    double load = 0;
    for (std::size_t r = 0; r < classes_.size(); ++r) {
      if (classes_[r].open) load += classes_[r].rate * stations_[i].demand[r];
    }
    return load;
  }
  double freeShare(std::size_t i) const { return 1 - openLoad(i); }

  /// Loads that the closed classes would bring at the guessed throughputs; of a single server inflated by open work.
  std::vector<double> loadsOf(std::size_t i) const {
    std::vector<double> loads;
    for (std::size_t q = 0; q < closed_.size(); ++q) {
      const double load = guess_[q] * stations_[i].demand[closed_[q]];
      loads.push_back(stations_[i].servers == 1 ? load / freeShare(i) : load);
    }
    return loads;
  }

  /// Poisson weights of all delays together, think times included.
  Values delayWeights() const {
    std::vector<double> loads(closed_.size());
    for (std::size_t q = 0; q < closed_.size(); ++q) {
      loads[q] = guess_[q] * classes_[closed_[q]].think;
      for (const auto& station : stations_) {
        if (station.servers == 0) loads[q] += guess_[q] * station.demand[closed_[q]] * station.count;
      }
    }
    return weights(loads, false, [](int) { return 0.0; });
  }

  /// Π load_r^{n_r} / n_r! · extra(|n|), times |n|! when `ordered`; scaled to a largest value of 1.
  template <class Extra>
  Values weights(const std::vector<double>& loads, bool ordered, Extra extra) const {
    Values logs(lattice_.size());
    for (std::size_t n = 0; n < lattice_.size(); ++n) {
      const auto population = lattice_.at(n);
      int total = 0;
      double log = 0;
      for (std::size_t q = 0; q < loads.size(); ++q) {
        total += population[q];
        if (population[q] > 0) log += population[q] * std::log(loads[q]) - std::lgamma(population[q] + 1.0);
      }
      logs[n] = log + extra(total) + (ordered ? std::lgamma(total + 1.0) : 0);
    }
    const double largest = *std::max_element(logs.begin(), logs.end());
    for (double& value : logs) value = std::exp(value - largest);
    return logs;
  }

  Values multipleWeights(std::size_t i, std::vector<OpenGuests>& guests) const {
    int most = 0;
    for (const std::size_t r : closed_) most += classes_[r].population;
    const double open = openLoad(i);
    double logBeta = 0;
    for (int k = 0; k <= most; ++k) {
      if (k > 0) logBeta += std::log(std::min(k, stations_[i].servers));
      guests.push_back(open > 0 ? openGuests(stations_[i].servers, open, k) : OpenGuests{-logBeta, 0});
    }
    return weights(loadsOf(i), true, [&](int k) { return guests[static_cast<std::size_t>(k)].logWeight; });
  }

  void solveClosed() {
    guess();
    Values base = delayWeights();
    std::vector<std::size_t> multiple;
    for (std::size_t i = 0; i < stations_.size(); ++i) {
      if (stations_[i].servers > 1) multiple.push_back(i);
      if (stations_[i].servers != 1) continue;
      for (int k = 0; k < stations_[i].count; ++k) {
        base = lattice_.convolveSingle(base, loadsOf(i));
        Lattice::scale(base);
      }
    }
    Values all = base;
    std::vector<Values> factors;
    std::vector<std::vector<OpenGuests>> guests(multiple.size());
    for (std::size_t m = 0; m < multiple.size(); ++m) {
      factors.push_back(multipleWeights(multiple[m], guests[m]));
      for (int k = 0; k < stations_[multiple[m]].count; ++k) all = lattice_.convolve(all, factors[m]);
    }
    for (std::size_t q = 0; q < closed_.size(); ++q) {
      answer_.throughput[closed_[q]] = guess_[q] * all[lattice_.top() - lattice_.stride(q)] / all[lattice_.top()];
    }
    for (std::size_t i = 0; i < stations_.size(); ++i) {
      if (stations_[i].servers == 1) singleNumbers(i, all);
    }
    for (std::size_t m = 0; m < multiple.size(); ++m) {
      Values others = base;
      for (std::size_t k = 0; k < multiple.size(); ++k) {
        for (int c = k == m ? 1 : 0; c < stations_[multiple[k]].count; ++c) {
          others = lattice_.convolve(others, factors[k]);
        }
      }
      multipleNumbers(multiple[m], factors[m], others, guests[m]);
    }
  }

  /// Throughputs near the true ones keep every factor within the range of a double: at or slightly above, weights grow
  /// towards the full population.
  void guess() {
    if (closed_.size() == 1) {
      const auto& users = classes_[closed_[0]];
      double sum = users.think;
      double most = 0;
      for (std::size_t i = 0; i < stations_.size(); ++i) {
        const double demand = stations_[i].demand[closed_[0]];
        const double share = 1 - (stations_[i].servers > 0 ? openLoad(i) / stations_[i].servers : 0);
        sum += demand * stations_[i].count;
        if (stations_[i].servers > 0) most = std::max(most, demand / stations_[i].servers / share);
      }
      guess_ = {std::min(most > 0 ? 1 / most : users.population / sum, users.population / sum)};
      return;
    }
    auto inflated = stations_;
    std::vector<ProductFormClass> users;
    for (const std::size_t r : closed_) users.push_back(classes_[r]);
    for (std::size_t i = 0; i < stations_.size(); ++i) {
      inflated[i].demand.clear();
      const double share = 1 - (stations_[i].servers > 0 ? openLoad(i) / stations_[i].servers : 0);
      for (const std::size_t r : closed_) inflated[i].demand.push_back(stations_[i].demand[r] / share);
    }
    guess_ = schweitzer(inflated, users).throughput;
  }

  /// E[n_r] = ρ_r (G + H)(N − e_r)/G(N), H the weights times the station's number: H = G convolved once more, less G.
  void singleNumbers(std::size_t i, const Values& all) {
    const auto loads = loadsOf(i);
    const Values twice = lattice_.convolveSingle(all, loads);
    double total = 0;
    for (std::size_t q = 0; q < closed_.size(); ++q) {
      const double number = loads[q] * twice[lattice_.top() - lattice_.stride(q)] / all[lattice_.top()];
      answer_.number[i][closed_[q]] = number;
      total += number;
    }
    closedNumber_.resize(stations_.size(), 0.0);
    closedNumber_[i] = total;
  }

  void multipleNumbers(std::size_t i, const Values& own, const Values& others, const std::vector<OpenGuests>& guests) {
    Values weight(lattice_.size(), 1.0);
    const double sum = lattice_.at(weight, own, others);
    for (std::size_t q = 0; q < closed_.size(); ++q) {
      for (std::size_t n = 0; n < lattice_.size(); ++n) weight[n] = lattice_.at(n)[q];
      answer_.number[i][closed_[q]] = lattice_.at(weight, own, others) / sum;
    }
    for (std::size_t n = 0; n < lattice_.size(); ++n) {
      int total = 0;
      for (const int k : lattice_.at(n)) total += k;
      weight[n] = guests[static_cast<std::size_t>(total)].meanOpen;
    }
    openNumber_.resize(stations_.size(), 0.0);
    openNumber_[i] = lattice_.at(weight, own, others) / sum;
  }

  /// Numbers of the open classes, delays, utilisation.
  void fill(std::size_t i) {
    const auto& station = stations_[i];
    const double open = openLoad(i);
    double together = open;
    if (station.servers == 1) {
      together = open * (1 + (i < closedNumber_.size() ? closedNumber_[i] : 0)) / freeShare(i);
    } else if (station.servers > 1) {
      together = closed_.empty() ? mmc(open, 1, station.servers).meanNumber : openNumber_[i];
    }
    double work = 0;
    for (std::size_t r = 0; r < classes_.size(); ++r) {
      const double load = answer_.throughput[r] * station.demand[r];
      work += load;
      if (classes_[r].open) {
        answer_.number[i][r] = open > 0 ? together * load / open : 0;
      } else if (station.servers == 0) {
        answer_.number[i][r] = load;
      }
    }
    answer_.utilisation[i] = station.servers > 0 ? work / station.servers : work;
  }

  const std::vector<ProductFormStation>& stations_;
  const std::vector<ProductFormClass>& classes_;
  std::vector<std::size_t> closed_;
  Lattice lattice_;
  std::vector<double> guess_;  ///< Throughput by closed class.
  std::vector<double> closedNumber_;
  std::vector<double> openNumber_;
  ProductFormAnswer answer_;
};

}  // namespace

Result<ProductFormAnswer> solveProductForm(const std::vector<ProductFormStation>& stations,
                                           const std::vector<ProductFormClass>& classes) {
  double size = 1;
  for (const auto& c : classes) size *= c.open ? 1 : c.population + 1.0;
  if (size > kMostLattice) {
    return problem("the closed populations make more combinations than the exact product form can hold",
                   "use approximate mean value analysis");
  }
  Solver solver(stations, classes);
  if (auto problems = solver.problems(); !problems.empty()) return problems;
  return solver.solve();
}

}  // namespace headroom::analytic
