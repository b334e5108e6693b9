#include <algorithm>
#include <cmath>

#include "engine/analytic/mg1.h"
#include "engine/analytic/queues.h"

namespace headroom::analytic {

SharedResponse::SharedResponse(double arrivalRate, double meanService, int servers) {
  const double load = arrivalRate * meanService;
  const double beyond = std::log(1e-16) / std::log(load / servers);
  const int most = servers + static_cast<int>(std::min(beyond, 20000.0)) + 20;
  for (int others = 0; others <= most; ++others) {
    const double speed = std::min(1.0, servers / (others + 1.0)) / meanService;
    birth_.push_back(others < most ? arrivalRate : 0);
    death_.push_back(others * speed);
    done_.push_back(speed);
    start_.push_back(mmcNumberPmf(servers, load, others));
  }
}

/// −T m_k = k m_{k−1} by elimination of the tridiagonal system, which is diagonally dominant.
double SharedResponse::moment(int k) const {
  const std::size_t size = start_.size();
  std::vector<double> value(size, 1.0);
  for (int round = 1; round <= k; ++round) {
    std::vector<double> factor(size);
    std::vector<double> right(size);
    for (std::size_t n = 0; n < size; ++n) {
      const double out = birth_[n] + death_[n] + done_[n];
      const double pivot = n == 0 ? out : out - death_[n] * factor[n - 1];
      factor[n] = birth_[n] / pivot;
      right[n] = (round * value[n] + (n == 0 ? 0 : death_[n] * right[n - 1])) / pivot;
    }
    for (std::size_t n = size - 1; n-- > 0;) right[n] += factor[n] * right[n + 1];
    value = right;
  }
  double sum = 0;
  for (std::size_t n = 0; n < size; ++n) sum += start_[n] * value[n];
  return sum;
}

double SharedResponse::mean() const {
  return moment(1);
}
double SharedResponse::sd() const {
  return std::sqrt(moment(2) - mean() * mean());
}

double SharedResponse::tail(double t) const {
  if (t <= 0) return 1;
  double fastest = 0;
  for (std::size_t n = 0; n < start_.size(); ++n) fastest = std::max(fastest, birth_[n] + death_[n] + done_[n]);
  const int pieces = static_cast<int>(fastest * t / 64) + 1;
  const double jumps = fastest * t / pieces;
  std::vector<double> law = start_;
  for (int piece = 0; piece < pieces; ++piece) {
    std::vector<double> sum(law.size(), 0.0);
    double weight = std::exp(-jumps);
    for (int k = 0; k < jumps || weight > 1e-18; ++k) {
      std::vector<double> next(law.size(), 0.0);
      for (std::size_t n = 0; n < law.size(); ++n) {
        sum[n] += weight * law[n];
        const double p = law[n] / fastest;
        next[n] += p * (fastest - birth_[n] - death_[n] - done_[n]);
        if (n + 1 < law.size()) next[n + 1] += p * birth_[n];
        if (n > 0) next[n - 1] += p * death_[n];
      }
      law = std::move(next);
      weight *= jumps / (k + 1);
    }
    law = std::move(sum);
  }
  double alive = 0;
  for (const double p : law) alive += p;
  return alive;
}

}  // namespace headroom::analytic
