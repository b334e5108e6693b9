#include "engine/analytic/phase_queue.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <memory>

#include "engine/analytic/level_chain.h"
#include "engine/analytic/phase_type.h"
#include "engine/analytic/stand_in.h"

namespace headroom::analytic {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::RowVectorXd;
using Eigen::VectorXd;
using Counts = std::vector<int>;

/// All ways to spread `jobs` over `phases`, with their places in the list.
struct Spread {
  std::vector<Counts> list;
  std::map<Counts, Index> place;
  Spread(int jobs, std::size_t phases) {
    Counts counts(phases, 0);
    fill(counts, 0, jobs);
  }
  void fill(Counts& counts, std::size_t phase, int left) {
    if (phase + 1 == counts.size()) {
      counts[phase] = left;
      place.emplace(counts, static_cast<Index>(list.size()));
      list.push_back(counts);
      return;
    }
    for (int here = left; here >= 0; --here) {
      counts[phase] = here;
      fill(counts, phase + 1, left - here);
    }
  }
  Index size() const { return static_cast<Index>(list.size()); }
};

double spreads(int jobs, Index phases) {
  double product = 1;
  for (Index i = 1; i < phases; ++i) product *= static_cast<double>(jobs + i) / static_cast<double>(i);
  return product;
}

/// a ⊗ 1 with the arrival phase running fastest.
MatrixXd spreadOver(const MatrixXd& service, const MatrixXd& arrival) {
  MatrixXd product = MatrixXd::Zero(service.rows() * arrival.rows(), service.cols() * arrival.cols());
  for (Index i = 0; i < service.rows(); ++i) {
    for (Index j = 0; j < service.cols(); ++j) {
      if (service(i, j) != 0) {
        product.block(i * arrival.rows(), j * arrival.cols(), arrival.rows(), arrival.cols()) = service(i, j) * arrival;
      }
    }
  }
  return product;
}

/// The blocks of MAP/PH with limited sharing.
class PhaseBlocks {
 public:
  PhaseBlocks(ArrivalChain arrivals, PhaseType service, const PhaseStation& station)
      : arrivals_(std::move(arrivals)), service_(std::move(service)), station_(station) {
    for (int jobs = 0; jobs <= station.inProgress; ++jobs) {
      spreads_.emplace_back(jobs, static_cast<std::size_t>(service_.size()));
    }
  }

  MatrixXd up(int n) const { return spreadOver(joins(n), arrivals_.arriving); }
  MatrixXd down(int n) const { return spreadOver(leaves(n), identity()); }
  MatrixXd local(int n) const {
    MatrixXd rates = spreadOver(moves(n), identity());
    const MatrixXd own = MatrixXd::Identity(at(n).size(), at(n).size());
    rates += spreadOver(own, arrivals_.hidden);
    if (station_.capacity && n == *station_.capacity) rates += spreadOver(own, arrivals_.arriving);
    return rates;
  }

 private:
  MatrixXd identity() const { return MatrixXd::Identity(arrivals_.size(), arrivals_.size()); }
  int inProgress(int n) const { return std::min(n, station_.inProgress); }
  const Spread& at(int n) const { return spreads_[static_cast<std::size_t>(inProgress(n))]; }
  double speed(int n) const { return n == 0 ? 0 : std::min(1.0, 1.0 * station_.cores / inProgress(n)); }

  /// Who joins: a new one in progress with the start law of the service, or the queue grows.
  MatrixXd joins(int n) const {
    const Spread& from = at(n);
    if (n >= station_.inProgress) return MatrixXd::Identity(from.size(), from.size());
    MatrixXd moved = MatrixXd::Zero(from.size(), at(n + 1).size());
    for (Index i = 0; i < from.size(); ++i) start(moved, i, from.list[static_cast<std::size_t>(i)], at(n + 1), 1);
    return moved;
  }

  void start(MatrixXd& moved, Index row, Counts counts, const Spread& to, double rate) const {
    for (Index phase = 0; phase < service_.size(); ++phase) {
      if (service_.initial(phase) == 0) continue;
      const auto k = static_cast<std::size_t>(phase);
      ++counts[k];
      moved(row, to.place.at(counts)) += rate * service_.initial(phase);
      --counts[k];
    }
  }

  MatrixXd leaves(int n) const {
    const Spread& from = at(n);
    const Spread& to = at(n - 1);
    const VectorXd exits = service_.exits();
    MatrixXd moved = MatrixXd::Zero(from.size(), to.size());
    for (Index i = 0; i < from.size(); ++i) {
      Counts counts = from.list[static_cast<std::size_t>(i)];
      for (std::size_t k = 0; k < counts.size(); ++k) {
        const double rate = counts[k] * exits(static_cast<Index>(k)) * speed(n);
        if (rate == 0) continue;
        --counts[k];
        if (n > station_.inProgress) {
          start(moved, i, counts, to, rate);
        } else {
          moved(i, to.place.at(counts)) += rate;
        }
        ++counts[k];
      }
    }
    return moved;
  }

  MatrixXd moves(int n) const {
    const Spread& from = at(n);
    MatrixXd moved = MatrixXd::Zero(from.size(), from.size());
    for (Index i = 0; i < from.size(); ++i) {
      Counts counts = from.list[static_cast<std::size_t>(i)];
      for (std::size_t k = 0; k < counts.size(); ++k) {
        if (counts[k] == 0) continue;
        const double weight = counts[k] * speed(n);
        const auto phase = static_cast<Index>(k);
        moved(i, i) += weight * service_.rates(phase, phase);
        for (std::size_t to = 0; to < counts.size(); ++to) {
          const double rate = to == k ? 0 : weight * service_.rates(phase, static_cast<Index>(to));
          if (rate == 0) continue;
          --counts[k];
          ++counts[to];
          moved(i, from.place.at(counts)) += rate;
          ++counts[k];
          --counts[to];
        }
      }
    }
    return moved;
  }

  ArrivalChain arrivals_;
  PhaseType service_;
  PhaseStation station_;
  std::vector<Spread> spreads_;
};

std::optional<PhaseQueueAnswer> solveQueue(const ArrivalChain& arrivals, const std::optional<PhaseType>& service,
                                           const PhaseStation& station) {
  if (!service || spreads(station.inProgress, service->size()) * static_cast<double>(arrivals.size()) > kMostPhases) {
    return std::nullopt;
  }
  const PhaseBlocks blocks(arrivals, *service, station);
  const LevelChain chain{[&](int n) { return blocks.up(n); }, [&](int n) { return blocks.local(n); },
                         [&](int n) { return blocks.down(n); }, station.inProgress, station.capacity};
  const auto law = solveLevels(chain);
  if (!law) return std::nullopt;

  const Index last = law->level(law->explicitLevels() - 1).size();
  const VectorXd ones = VectorXd::Ones(last);
  // arrivals per second out of each state of a level
  const auto arriving = [&](const RowVectorXd& level) {
    const VectorXd rates = arrivals.arriving.rowwise().sum();
    double sum = 0;
    for (Index i = 0; i < level.size(); ++i) sum += level(i) * rates(i % arrivals.size());
    return sum;
  };
  PhaseQueueAnswer answer;
  answer.rate = arrivals.rate();
  answer.meanNumber = law->meanLevel();
  answer.sdNumber = std::sqrt(std::max(0.0, law->secondMomentOfLevel() - answer.meanNumber * answer.meanNumber));
  answer.meanQueue =
      law->mean([&](int n, const RowVectorXd& p) { return std::max(0, n - station.inProgress) * p.sum(); },
                -station.inProgress * ones, ones);
  answer.meanBusy = law->mean([&](int n, const RowVectorXd& p) { return std::min(n, station.cores) * p.sum(); },
                              station.cores * ones, 0 * ones);
  // Σ (n − L)(n − L − 1) over n > L, from the moments of n less what lies below
  const double limit = station.inProgress;
  answer.queuePairs = law->secondMomentOfLevel() - (2 * limit + 1) * answer.meanNumber + limit * (limit + 1);
  for (int n = 0; n < std::min(station.inProgress, law->explicitLevels()); ++n) {
    answer.queuePairs -= (n - limit) * (n - limit - 1) * law->probability(n);
  }
  double soon = 0;  // accepted and in progress at once
  for (int n = 0; n < station.inProgress; ++n) soon += arriving(law->level(n));
  const double lost = station.capacity ? arriving(law->level(*station.capacity)) : 0;
  answer.throughput = answer.rate - lost;
  answer.lossProb = lost / answer.rate;
  answer.waitProb = 1 - soon / answer.throughput;
  answer.numberPmf = [law = *law](int n) { return law.probability(n); };
  return answer;
}

}  // namespace

std::optional<PhaseQueueAnswer> phaseQueue(const Arrivals& arrivals, const Distribution& service,
                                           const PhaseStation& station) {
  const auto chain = arrivalChain(arrivals);
  return chain ? solveQueue(*chain, phaseType(service), station) : std::nullopt;
}

std::optional<PhaseQueueAnswer> phaseQueueOfCycle(double rate, const std::vector<bool>& cycle,
                                                  const Distribution& service, const PhaseStation& station) {
  return solveQueue(cycleChain(rate, cycle), phaseType(service), station);
}

std::optional<PhaseQueueAnswer> phaseQueueStandIn(const Arrivals& arrivals, const std::vector<bool>& cycle,
                                                  const Distribution& service, const PhaseStation& station) {
  if (service.isZero()) return std::nullopt;
  for (const int stages : {20, 12, 8, 5, 3, 2}) {
    std::optional<ArrivalChain> chain;
    if (!cycle.empty()) {
      chain = cycleChain(arrivals.rate, cycle);
    } else if (arrivals.process == Arrivals::Process::Renewal) {
      chain = renewalChain(standIn(*arrivals.interarrival, stages));
    } else {
      chain = arrivalChain(arrivals);
    }
    if (!chain) return std::nullopt;
    if (auto answer = solveQueue(*chain, standIn(service, stages), station)) return answer;
  }
  return std::nullopt;
}

}  // namespace headroom::analytic
