#include "engine/analytic/priority.h"

#include <limits>

#include "engine/analytic/queues.h"

namespace headroom::analytic {
namespace {

constexpr double kInfinite = std::numeric_limits<double>::infinity();

}  // namespace

std::vector<double> nonpreemptiveWaits(const std::vector<PriorityLevel>& levels) {
  double residual = 0;
  for (const auto& level : levels) residual += level.rate * level.second / 2;
  std::vector<double> waits;
  double above = 0;
  for (const auto& level : levels) {
    const double here = above + level.rate * level.mean;
    waits.push_back(here < 1 ? residual / ((1 - above) * (1 - here)) : kInfinite);
    above = here;
  }
  return waits;
}

std::vector<Interrupted> preemptiveResponses(const std::vector<PriorityLevel>& levels) {
  std::vector<Interrupted> responses;
  double residual = 0;
  double above = 0;
  for (const auto& level : levels) {
    const double here = above + level.rate * level.mean;
    residual += level.rate * level.second / 2;
    if (here < 1) {
      responses.push_back({1 / (1 - above), residual / ((1 - above) * (1 - here))});
    } else {
      responses.push_back({above < 1 ? 1 / (1 - above) : kInfinite, kInfinite});
    }
    above = here;
  }
  return responses;
}

std::vector<double> nonpreemptiveWaits(const std::vector<double>& rates, double meanService, int servers) {
  double load = 0;
  for (const double rate : rates) load += rate * meanService;
  const double residual = erlangC(servers, load) * meanService / servers;
  std::vector<double> waits;
  double above = 0;
  for (const double rate : rates) {
    const double here = above + rate * meanService / servers;
    waits.push_back(here < 1 ? residual / ((1 - above) * (1 - here)) : kInfinite);
    above = here;
  }
  return waits;
}

std::vector<double> preemptiveResponses(const std::vector<double>& rates, double meanService, int servers) {
  std::vector<double> responses;
  double rate = 0;
  double number = 0;
  for (const double own : rates) {
    rate += own;
    const double together = mmc(rate, meanService, servers).meanNumber;
    responses.push_back((together - number) / own);
    number = together;
  }
  return responses;
}

}  // namespace headroom::analytic
