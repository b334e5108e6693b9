#include "tests/accuracy/model_reader.h"

#include <map>
#include <nlohmann/json.hpp>

namespace headroom::accuracy {

using nlohmann::json;
using namespace analytic;

namespace {

template <class T>
T oneOf(const std::string& field, const std::string& word, const std::map<std::string, T>& known) {
  const auto found = known.find(word);
  if (found == known.end()) throw UnknownWord(field, word);
  return found->second;
}

std::string word(const json& from, const char* field) {
  return from.at(field).get<std::string>();
}
double number(const json& from, const char* field) {
  return from.at(field).get<double>();
}
std::vector<double> numbers(const json& from, const char* field) {
  return from.at(field).get<std::vector<double>>();
}

std::vector<TraceRequest> readRequests(const json& from, int priorityOfClass) {
  std::vector<TraceRequest> list;
  for (const json& request : from) {
    list.push_back({request.at("id").get<int>(), number(request, "time"),
                    request.at("demand").get<std::map<std::string, double>>(), request.value("priority", priorityOfClass)});
  }
  return list;
}

Arrivals readArrivals(const json& from, int priorityOfClass) {
  using Process = Arrivals::Process;
  Arrivals a;
  a.process = oneOf<Process>("process", word(from, "process"),
                             {{"poisson", Process::Poisson},
                              {"renewal", Process::Renewal},
                              {"mmpp", Process::Mmpp},
                              {"piecewise_poisson", Process::PiecewisePoisson},
                              {"sinusoidal_poisson", Process::SinusoidalPoisson},
                              {"trace", Process::Trace}});
  switch (a.process) {
    case Process::Poisson:
      a.rate = number(from, "rate");
      break;
    case Process::Renewal:
      a.interarrival = readLaw(from.at("interarrival"));
      break;
    case Process::Mmpp:
      a.rates = numbers(from, "rates");
      a.sojourns = numbers(from, "mean_sojourns");
      break;
    case Process::PiecewisePoisson:
      a.rates = numbers(from, "rates");
      a.breakpoints = numbers(from, "breakpoints");
      break;
    case Process::SinusoidalPoisson:
      a.rate = number(from, "mean");
      a.amplitude = number(from, "amplitude");
      a.period = number(from, "period");
      a.phase = from.value("phase", 0.0);
      break;
    case Process::Trace:
      a.requests = readRequests(from.at("requests"), priorityOfClass);
      break;
  }
  return a;
}

JobClass readClass(const json& from) {
  JobClass users;
  users.name = word(from, "name");
  users.priority = from.value("priority", 0);
  if (from.contains("arrivals")) {
    users.arrivals = readArrivals(from.at("arrivals"), users.priority);
  } else {
    users.population = from.at("population").get<int>();
    if (from.contains("think")) users.think = readLaw(from.at("think"));
  }
  if (from.contains("patience")) {
    const json& patience = from.at("patience");
    const std::string expiry = patience.value("on_expiry", "leave");
    users.patience =
        Patience{readLaw(patience.at("law")),
                 patience.value("scope", "waiting") == "waiting" ? Patience::Scope::Waiting : Patience::Scope::Response,
                 expiry == "leave", expiry};
  }
  return users;
}

Failures readFailures(const json& from) {
  return {readLaw(from.at("time_to_failure")), readLaw(from.at("time_to_repair")), from.value("repairers", 1),
          from.value("when", "always") == "always", from.value("interrupted", "resume") == "resume"};
}

Station readStation(const json& from) {
  Station s;
  s.name = word(from, "name");
  s.count = from.value("count", 1);
  s.discipline = oneOf<Discipline>("discipline", word(from, "discipline"),
                                   {{"fifo", Discipline::Fifo},
                                    {"ps", Discipline::ProcessorSharing},
                                    {"delay", Discipline::Delay},
                                    {"priority_nonpreemptive", Discipline::PriorityNonpreemptive},
                                    {"priority_preemptive_resume", Discipline::PriorityPreemptiveResume}});
  s.servers = from.value("servers", 1);
  for (const auto& [cls, law] : from.at("service").items()) s.service.emplace(cls, readLaw(law));
  if (from.contains("concurrency")) s.concurrency = from.at("concurrency").get<int>();
  if (from.contains("capacity")) s.capacity = from.at("capacity").get<int>();
  s.onFull = oneOf<OnFull>(
      "on_full", from.value("on_full", "lose"),
      {{"lose", OnFull::Lose}, {"retry", OnFull::Retry}, {"block", OnFull::Block}, {"overflow", OnFull::Overflow}});
  s.overflowTo = from.value("overflow_to", "");
  if (from.contains("retry_delay")) s.retryDelay = readLaw(from.at("retry_delay"));
  if (from.contains("failures")) s.failures = readFailures(from.at("failures"));
  if (from.contains("setup")) {
    const std::string off = from.at("setup").value("off", "when_idle");
    if (off != "when_idle") throw UnknownWord("setup.off", off);
    s.setup = readLaw(from.at("setup").at("time"));
  }
  return s;
}

Dispatcher readDispatcher(const json& from) {
  Dispatcher d;
  d.name = word(from, "name");
  d.policy = oneOf<Policy>("policy", word(from, "policy"),
                           {{"random", Policy::Random},
                            {"weighted_random", Policy::WeightedRandom},
                            {"round_robin", Policy::RoundRobin},
                            {"smooth_weighted_round_robin", Policy::SmoothWeightedRoundRobin},
                            {"jsq", Policy::ShortestQueue},
                            {"power_of_d", Policy::PowerOfD}});
  d.targets = from.at("targets").get<std::vector<std::string>>();
  d.weights = from.value("weights", std::vector<double>{});
  d.d = from.value("d", 2);
  d.withReplacement = from.value("with_replacement", false);
  d.tieRandom = from.value("tie", "random") == "random";
  return d;
}

/// Whoever says that the system starts empty asks for its way to the steady state: the rate is one until for ever.
void beginEmpty(NetworkModel& model) {
  for (JobClass& users : model.classes) {
    if (!users.arrivals || users.arrivals->process != Arrivals::Process::Poisson) continue;
    users.arrivals->process = Arrivals::Process::PiecewisePoisson;
    users.arrivals->rates = {users.arrivals->rate};
  }
}

}  // namespace

Distribution readLaw(const json& from) {
  const std::string law = word(from, "law");
  if (law == "exponential") return Distribution::exponential(number(from, "mean"));
  if (law == "deterministic") return Distribution::deterministic(number(from, "value"));
  if (law == "erlang") return Distribution::erlang(from.at("stages").get<int>(), number(from, "mean"));
  if (law == "hyperexponential") {
    return Distribution::hyperexponential(numbers(from, "probabilities"), numbers(from, "means"));
  }
  if (law == "lognormal") return Distribution::lognormalFromScv(number(from, "mean"), number(from, "scv"));
  if (law == "pareto") return Distribution::pareto(number(from, "shape"), number(from, "scale"));
  if (law == "bounded_pareto") {
    return Distribution::boundedPareto(number(from, "shape"), number(from, "low"), number(from, "high"));
  }
  if (law == "uniform") return Distribution::uniform(number(from, "low"), number(from, "high"));
  if (law == "weibull") return Distribution::weibull(number(from, "shape"), number(from, "scale"));
  if (law == "gamma") return Distribution::gamma(number(from, "shape"), number(from, "scale"));
  if (law == "discrete") return Distribution::discrete(numbers(from, "probabilities"), numbers(from, "values"));
  throw UnknownWord("law", law);
}

NetworkModel readNetwork(const json& from) {
  NetworkModel model;
  for (const json& users : from.at("classes")) model.classes.push_back(readClass(users));
  for (const json& station : from.at("stations")) model.stations.push_back(readStation(station));
  if (from.contains("pools")) {
    for (const json& pool : from.at("pools")) {
      Pool tokens{word(pool, "name"), pool.at("size").get<int>(), std::nullopt};
      if (pool.contains("queue_limit")) tokens.queueLimit = pool.at("queue_limit").get<int>();
      model.pools.push_back(std::move(tokens));
    }
  }
  if (from.contains("dispatchers")) {
    for (const json& dispatcher : from.at("dispatchers")) model.dispatchers.push_back(readDispatcher(dispatcher));
  }
  if (from.contains("initial") && from.at("initial").value("empty", false)) beginEmpty(model);
  for (const auto& [cls, routing] : from.at("routing").items()) {
    for (const auto& [node, next] : routing.items()) {
      model.routing[cls][node] = next.get<std::vector<std::pair<std::string, double>>>();
    }
  }
  return model;
}

}  // namespace headroom::accuracy
