#include "engine/analytic/flow.h"

#include <cmath>

#include "engine/analytic/traffic.h"

namespace headroom::analytic {
namespace {

/// Weights of a dispatcher's targets, to sum one; equal where none are given.
std::vector<double> averageShares(const Dispatcher& dispatcher) {
  std::vector<double> shares(dispatcher.targets.size(), 1.0);
  const bool weighted = dispatcher.policy == Policy::WeightedRandom ||
                        dispatcher.policy == Policy::SmoothWeightedRoundRobin || dispatcher.policy == Policy::Random;
  if (weighted && dispatcher.weights.size() == shares.size()) shares = dispatcher.weights;
  double sum = 0;
  for (const double share : shares) sum += share;
  for (double& share : shares) share /= sum;
  return shares;
}

void say(Diagnostics& list, const std::string& what, const std::string& remedy) {
  list.push_back({Severity::Error, {}, what, remedy, {}});
}

bool isKnown(const NetworkModel& model, const std::string& node) {
  if (node == "source" || node == "exit" || model.station(node) || model.dispatcher(node)) return true;
  for (const char* prefix : {"acquire:", "release:"}) {
    if (node.starts_with(prefix)) return model.pool(node.substr(8)) != nullptr;
  }
  return false;
}

void checkLaw(Diagnostics& list, const std::string& whose, const Distribution& law) {
  if (const auto wrong = law.complaint(); !wrong.empty()) say(list, whose + ": " + wrong, "correct the law");
}

void checkClass(Diagnostics& list, const NetworkModel& model, const JobClass& users) {
  const std::string name = "class " + users.name;
  if (users.isOpen()) {
    const auto& a = *users.arrivals;
    const bool sized =
        a.process != Arrivals::Process::Mmpp || (!a.rates.empty() && a.rates.size() == a.sojourns.size());
    const bool pieces = a.process != Arrivals::Process::PiecewisePoisson || a.rates.size() == a.breakpoints.size() + 1;
    const bool renewal = a.process != Arrivals::Process::Renewal || (a.interarrival && !a.interarrival->isZero());
    if (!sized || !pieces || !renewal)
      return say(list, name + " has incomplete arrivals", "give every rate its duration");
    if (a.interarrival) checkLaw(list, name + ", time between arrivals", *a.interarrival);
    const bool steady = !a.isTransient() && a.process != Arrivals::Process::Trace;
    if (steady && a.meanRate() == 0) say(list, name + " never sends a request", "give it a rate above 0");
    if (!(a.meanRate() >= 0) || !std::isfinite(a.meanRate()))
      say(list, name + " has no finite rate", "correct the rate");
  } else {
    checkLaw(list, name + ", think time", users.think);
    if (users.population < 0) say(list, name + " has a negative population", "give a number of users");
  }
  if (users.patience) checkLaw(list, name + ", patience", users.patience->law);
  const auto routing = model.routing.find(users.name);
  if (routing == model.routing.end() || !routing->second.contains("source")) {
    return say(list, name + " has no way from its source", "give it a routing that begins at \"source\"");
  }
  for (const auto& [node, next] : routing->second) {
    double sum = 0;
    for (const auto& [to, probability] : next) {
      if (!isKnown(model, to))
        say(list, name + " is sent to " + to + ", which is not there", "add it or correct the name");
      if (probability < 0) say(list, name + " has a negative probability after " + node, "correct it");
      sum += probability;
      if (model.station(to) && !model.station(to)->serviceOf(users.name)) {
        say(list, "station " + to + " has no service for class " + users.name, "give it one");
      }
    }
    if (std::abs(sum - 1) > 1e-6) {
      say(list, name + ": the probabilities after " + node + " sum to " + std::to_string(sum), "make them sum to 1");
    }
  }
}

void checkStation(Diagnostics& list, const NetworkModel& model, const Station& station) {
  const std::string name = "station " + station.name;
  if (station.discipline != Discipline::Delay && station.servers < 1) say(list, name + " has no server", "give it one");
  if (station.count < 1) say(list, name + " stands for no station", "let it stand for one or more");
  if (station.concurrency && *station.concurrency < 1) say(list, name + " lets nobody be in progress", "allow one");
  if (station.capacity && *station.capacity < 1) say(list, name + " has no room at all", "give it room for one");
  for (const auto& [cls, law] : station.service) checkLaw(list, name + ", service", law);
  if (station.onFull == OnFull::Overflow && station.capacity && !model.station(station.overflowTo)) {
    say(list, name + " overflows to " + station.overflowTo + ", which is not there", "correct the name");
  }
}

}  // namespace

Diagnostics check(const NetworkModel& model) {
  Diagnostics list;
  if (model.classes.empty()) say(list, "the model has no class of requests", "add one");
  for (const auto& station : model.stations) checkStation(list, model, station);
  for (const auto& dispatcher : model.dispatchers) {
    if (dispatcher.targets.empty()) say(list, "dispatcher " + dispatcher.name + " has no targets", "give it stations");
    for (const auto& target : dispatcher.targets) {
      if (!model.station(target)) {
        say(list, "dispatcher " + dispatcher.name + " points to " + target + ", which is no station",
            "correct the name");
      }
    }
    if (!dispatcher.weights.empty() && dispatcher.weights.size() != dispatcher.targets.size()) {
      say(list, "dispatcher " + dispatcher.name + " has not as many weights as targets", "give each target a weight");
    }
  }
  for (const auto& users : model.classes) checkClass(list, model, users);
  return list;
}

Result<std::map<std::string, double>> visits(const NetworkModel& model, const std::string& className) {
  const Routing& routing = model.routing.at(className);
  std::map<std::string, std::size_t> numbers;
  std::vector<std::string> names;
  const auto number = [&](const std::string& node) {
    const auto [found, isNew] = numbers.emplace(node, names.size());
    if (isNew) names.push_back(node);
    return found->second;
  };
  std::vector<Call> calls;
  number("source");
  for (std::size_t i = 0; i < names.size(); ++i) {
    const std::string node = names[i];
    if (node == "exit") continue;
    if (const auto next = routing.find(node); next != routing.end()) {
      for (const auto& [to, probability] : next->second) calls.push_back({i, number(to), probability});
    } else if (const Dispatcher* dispatcher = model.dispatcher(node)) {
      const auto shares = averageShares(*dispatcher);
      for (std::size_t t = 0; t < shares.size(); ++t) calls.push_back({i, number(dispatcher->targets[t]), shares[t]});
    }
  }
  std::vector<double> external(names.size(), 0.0);
  external[0] = 1;
  const auto rates = solveTraffic(external, calls);
  if (!rates) return problem("class " + className + " goes round for ever", "give its routing a way to the exit");
  std::map<std::string, double> result;
  for (std::size_t i = 0; i < names.size(); ++i) result[names[i]] = (*rates)[i];
  return result;
}

std::map<std::string, double> firstNodes(const NetworkModel& model, const std::string& className) {
  std::map<std::string, double> first;
  const auto next = model.routing.at(className).find("source");
  if (next == model.routing.at(className).end()) return first;
  for (const auto& [to, probability] : next->second) {
    const Dispatcher* dispatcher = model.dispatcher(to);
    if (!dispatcher) {
      first[to] += probability;
      continue;
    }
    const auto shares = averageShares(*dispatcher);
    for (std::size_t t = 0; t < shares.size(); ++t) first[dispatcher->targets[t]] += probability * shares[t];
  }
  return first;
}

}  // namespace headroom::analytic
