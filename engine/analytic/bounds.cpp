#include <algorithm>
#include <cmath>

#include "engine/analytic/product_form.h"

namespace headroom::analytic {

ThroughputBounds throughputBounds(double population, double think, const std::vector<double>& demands,
                                  const std::vector<int>& servers) {
  double sum = 0;
  double most = 0;
  double queueing = 0;
  int stations = 0;
  for (std::size_t i = 0; i < demands.size(); ++i) {
    sum += demands[i];
    if (servers[i] == 0) continue;
    most = std::max(most, demands[i] / servers[i]);
    queueing += demands[i];
    ++stations;
  }
  const double delay = think + sum - queueing;
  ThroughputBounds bounds;
  bounds.asymptotic = std::min(1 / most, population / (sum + think));
  bounds.saturationPopulation = (sum + think) / most;
  const double average = queueing / std::max(1, stations);
  bounds.balancedMax =
      std::min(1 / most, population / (queueing + delay + (population - 1) * average / (1 + delay / queueing)));
  bounds.balancedMin =
      population / (queueing + delay + (population - 1) * most / (1 + delay / (population * queueing)));
  return bounds;
}

ProductFormAnswer schweitzer(const std::vector<ProductFormStation>& stations,
                             const std::vector<ProductFormClass>& classes) {
  ProductFormAnswer answer;
  const std::size_t size = classes.size();
  answer.throughput.assign(size, 0.0);
  answer.response.assign(size, 0.0);
  answer.number.assign(stations.size(), std::vector<double>(size, 0.0));
  answer.utilisation.assign(stations.size(), 0.0);
  for (auto& row : answer.number) {
    for (std::size_t r = 0; r < size; ++r) row[r] = 1.0 * classes[r].population / static_cast<double>(stations.size());
  }
  for (int round = 0; round < 20000; ++round) {
    double change = 0;
    std::vector<std::vector<double>> residence(stations.size(), std::vector<double>(size, 0.0));
    for (std::size_t r = 0; r < size; ++r) {
      const double population = classes[r].population;
      answer.response[r] = 0;
      for (std::size_t i = 0; i < stations.size(); ++i) {
        const double demand = stations[i].demand[r];
        const int servers = std::max(1, stations[i].servers);
        double seen = 0;
        for (std::size_t s = 0; s < size; ++s) {
          // of a split station only what stands at its queue delays others
          const double share =
              answer.number[i][s] - answer.throughput[s] * stations[i].demand[s] * (servers - 1) / servers;
          const double queued = std::max(0.0, share);
          seen += s == r && population > 0 ? queued * (population - 1) / population : queued;
        }
        residence[i][r] =
            stations[i].servers == 0 ? demand : demand / servers * (1 + seen) + demand * (servers - 1) / servers;
        answer.response[r] += residence[i][r] * stations[i].count;
      }
      const double cycle = classes[r].think + answer.response[r];
      answer.throughput[r] = cycle > 0 ? population / cycle : 0;
    }
    for (std::size_t i = 0; i < stations.size(); ++i) {
      for (std::size_t r = 0; r < size; ++r) {
        const double number = answer.throughput[r] * residence[i][r];
        change = std::max(change, std::abs(number - answer.number[i][r]) / (1 + number));
        answer.number[i][r] = (number + answer.number[i][r]) / 2;
      }
    }
    if (change < 1e-12) break;
  }
  for (std::size_t i = 0; i < stations.size(); ++i) {
    for (std::size_t r = 0; r < size; ++r) {
      answer.utilisation[i] += answer.throughput[r] * stations[i].demand[r] / std::max(1, stations[i].servers);
    }
  }
  return answer;
}

}  // namespace headroom::analytic
