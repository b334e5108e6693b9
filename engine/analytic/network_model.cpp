#include "engine/analytic/network_model.h"

#include <algorithm>
#include <numeric>

namespace headroom::analytic {
namespace {

template <class T>
const T* named(const std::vector<T>& things, const std::string& name) {
  const auto found = std::find_if(things.begin(), things.end(), [&](const T& thing) { return thing.name == name; });
  return found == things.end() ? nullptr : &*found;
}

}  // namespace

double Arrivals::meanRate() const {
  switch (process) {
    case Process::Poisson:
    case Process::SinusoidalPoisson:
      return rate;
    case Process::Renewal:
      return interarrival ? 1 / interarrival->mean() : 0;
    case Process::Mmpp: {
      // Time in a state is proportional to its sojourn, as the states follow each other in a circle.
      const double circle = std::accumulate(sojourns.begin(), sojourns.end(), 0.0);
      return std::inner_product(rates.begin(), rates.end(), sojourns.begin(), 0.0) / circle;
    }
    case Process::PiecewisePoisson:
      return rates.empty() ? 0 : rates.back();
    case Process::Trace:
      return 0;
  }
  return 0;
}

const Distribution* Station::serviceOf(const std::string& className) const {
  auto found = service.find(className);
  if (found == service.end()) found = service.find("*");
  return found == service.end() ? nullptr : &found->second;
}

const Station* NetworkModel::station(const std::string& name) const {
  return named(stations, name);
}
const Dispatcher* NetworkModel::dispatcher(const std::string& name) const {
  return named(dispatchers, name);
}
const Pool* NetworkModel::pool(const std::string& name) const {
  return named(pools, name);
}

bool NetworkModel::isOpen() const {
  return std::all_of(classes.begin(), classes.end(), [](const JobClass& c) { return c.isOpen(); });
}
bool NetworkModel::isClosed() const {
  return std::none_of(classes.begin(), classes.end(), [](const JobClass& c) { return c.isOpen(); });
}

}  // namespace headroom::analytic
