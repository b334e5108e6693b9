#include "engine/analytic/impatience.h"

#include <algorithm>
#include <cmath>

#include "engine/analytic/integrate.h"
#include "engine/analytic/queues.h"

namespace headroom::analytic {

ImpatienceAnswer impatientQueue(double arrivalRate, double meanService, int servers, const Distribution& patience) {
  const double drain = servers / meanService;
  const double load = arrivalRate * meanService;
  // The exponent has its peak where P(patience > x) = drain / λ; subtracting it keeps the integrals in range.
  double peak = 0;
  if (arrivalRate > drain) {
    peak = whereTailFallsTo([&](double x) { return patience.tail(x); }, drain / arrivalRate, patience.mean());
  }
  const auto exponent = [&](double x) { return arrivalRate * patience.limitedMean(x) - drain * x; };
  const double height = exponent(peak);
  const auto density = [&](double x) { return std::exp(exponent(x) - height); };
  auto breaks = patience.breaks();
  if (peak > 0) breaks.push_back(peak);
  const double scale = std::max({peak, patience.mean(), 1 / drain});
  const auto integral = [&](const auto& f) {
    return arrivalRate * integrateToInfinity([&](double x) { return f(x) * density(x); }, breaks, scale);
  };
  const double busy = integral([](double) { return 1.0; });
  const double waited = integral([&](double x) { return patience.limitedMean(x); });
  const double left = integral([&](double x) { return 1 - patience.tail(x); });
  const double served = integral([&](double x) { return x * patience.tail(x); });
  // Σ_{j<c} a^j/j! over a^{c−1}/(c−1)!: one over Erlang's loss with c − 1 servers.
  const double idle = std::exp(-height) / erlangB(servers - 1, load);
  const double sum = idle + busy;
  ImpatienceAnswer answer;
  answer.waitProb = busy / sum;
  answer.meanWait = waited / sum;
  answer.abandonProb = left / sum;
  answer.throughput = arrivalRate * (1 - answer.abandonProb);
  answer.utilisation = load * (1 - answer.abandonProb) / servers;
  answer.meanServed = served / sum / (1 - answer.abandonProb) + meanService;
  return answer;
}

}  // namespace headroom::analytic
