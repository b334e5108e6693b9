#include "tests/accuracy/simulation_answerer.h"

#include <algorithm>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>

#include "engine/stats/interval.h"
#include "tests/accuracy/simulation_runs.h"

namespace headroom::accuracy {
namespace {

/// Machines without requests are a station that nobody visits.
analytic::NetworkModel networkOf(const MachineFarm& farm) {
  analytic::Station station;
  station.name = "machines";
  station.servers = farm.servers;
  station.failures =
      analytic::Failures{analytic::Distribution::exponential(farm.meanToFailure),
                         analytic::Distribution::exponential(farm.meanToRepair), farm.repairers, true, true};
  analytic::NetworkModel model;
  model.stations.push_back(station);
  return model;
}

void readFates(const sim::FreeNetwork& network, const AccuracyCase& c, Answers& answers) {
  for (std::size_t i = 0; i < c.expected.size(); ++i) {
    const std::string& scope = c.expected[i].scope;
    for (const sim::TracedFate& fate : network.fates()) {
      if (scope != "request:" + std::to_string(fate.id)) continue;
      Figure figure;
      figure.method = "the listed course of events";
      figure.value = fate.at;
      if (fate.kind != sim::TracedFate::Kind::Completed) {
        figure.fate = fate.kind == sim::TracedFate::Kind::Lost ? "lost" : "abandoned";
      }
      answers.figures[i] = figure;
    }
  }
}

/// An interval needs a variance, and the wait behind work has one only if that work has a third moment.
Diagnostics warningsOfTails(const analytic::NetworkModel& model) {
  Diagnostics warnings;
  const auto look = [&](const analytic::Distribution& law, int moment, const std::string& what) {
    if (law.isZero() || std::isfinite(law.moment(moment))) return;
    warnings.push_back({Severity::Warning,
                        {},
                        what + " has so heavy a tail that the intervals of means are not to be trusted",
                        "trust percentiles, or bound the law",
                        {}});
  };
  for (const analytic::Station& station : model.stations) {
    for (const auto& [cls, law] : station.service) {
      const bool waits = station.discipline != analytic::Discipline::Delay;
      look(law, waits ? 3 : 2, "the service at station " + station.name);
    }
  }
  for (const analytic::JobClass& users : model.classes) {
    if (!users.isOpen()) look(users.think, 2, "the think time of class " + users.name);
  }
  return warnings;
}

bool isProbability(const std::string& metric) {
  return metric.ends_with("_sd") || metric.ends_with("_sd_at") || metric.find("_pmf") != std::string::npos ||
         metric.ends_with("_prob") || metric.ends_with("_prob_at");
}

}  // namespace

Precision precisionAskedOf(const std::string& metric) {
  if (metric.ends_with("p99.9")) return {0.05, 0.075};
  if (metric.ends_with("p99")) return {0.02, 0.03};
  if (isProbability(metric)) return {0.03, 0.045};
  return {0.01, 0.015};
}

bool SimulationAnswerer::isAskedFor(const Expected& e) const {
  return !e.published && !e.population && !e.metric.starts_with("bound_") && !e.metric.starts_with("saturation") &&
         !e.metric.starts_with("balanced_");
}

Answers SimulationAnswerer::answer(const AccuracyCase& c) const {
  Answers answers;
  answers.figures.resize(c.expected.size());
  if (!c.network && !c.farm) return answers;
  const auto spec = sim::compileNetwork(c.network ? *c.network : networkOf(*c.farm));
  if (!spec) {
    answers.problems = spec.problems();
    return answers;
  }
  if (spec->traced) {
    readFates(*runTraced(*spec), c, answers);
    return answers;
  }
  std::vector<std::size_t> positions;
  std::vector<Expected> asked;
  for (std::size_t i = 0; i < c.expected.size(); ++i) {
    if (!isAskedFor(c.expected[i])) continue;
    positions.push_back(i);
    asked.push_back(c.expected[i]);
  }
  const bool instants = std::any_of(asked.begin(), asked.end(), [](const Expected& e) { return e.time.has_value(); });
  const RunOutcome outcome = instants ? runEnsemble(*spec, asked, budget_) : runSteadily(*spec, asked, budget_);
  answers.problems = outcome.problems;
  if (c.network) {
    for (Diagnostic& warning : warningsOfTails(*c.network)) answers.problems.push_back(std::move(warning));
  }
  for (std::size_t f = 0; f < outcome.samples.size(); ++f) {
    if (outcome.samples[f].empty()) continue;
    const stats::MeanInterval interval = stats::meanInterval(outcome.samples[f]);
    Figure figure;
    figure.value = interval.mean;
    figure.halfWidth = interval.halfWidth;
    figure.parts = outcome.samples[f];
    figure.method = outcome.method;
    answers.figures[positions[f]] = figure;
  }
  return answers;
}

Verdict SimulationAnswerer::judge(const AccuracyCase&, const Expected& e, const std::optional<Figure>& figure) const {
  if (!figure) return {false, 0, 0, "not answered", 0};
  Verdict verdict;
  const double off = std::fabs(figure->value - e.value);
  if (!e.fate.empty() || !figure->fate.empty()) {
    verdict.passed = figure->fate == e.fate;
    if (!verdict.passed)
      verdict.why = "expected " + (e.fate.empty() ? "completion" : e.fate) + ", it was " +
                    (figure->fate.empty() ? "completed" : figure->fate);
    return verdict;
  }
  const double size = std::fabs(e.value);
  verdict.relativeError = size > 0 ? off / size : off;
  if (!figure->halfWidth) {  // no chance was involved
    verdict.tolerance = 1e-9;
    verdict.passed = off <= 1e-9;
    if (!verdict.passed) verdict.why = "off by more than a nanosecond";
    return verdict;
  }
  const Precision asked = precisionAskedOf(e.metric);
  const double floor = size < 0.02 ? 2e-4 : 0;
  double allowed = e.finiteSize ? 0.003 * size : 0;
  if (percentageIn(e.metric)) allowed = std::max(allowed, 0.001 * size);  // bins of histograms
  allowed = std::max(allowed, 1e-6 * size);  // where nothing is random, the window still ends within a cycle
  verdict.tolerance = asked.distance;
  const auto fails = [&](const char* why) {
    verdict.passed = false;
    verdict.why = why;
    return verdict;
  };
  if (e.value == 0) return off <= 1e-9 ? (verdict.passed = true, verdict) : fails("exactly 0 is asked for");
  if (!std::isfinite(figure->value)) return fails("not a finite number");
  const double degrees = static_cast<double>(figure->parts.size()) - 1;
  const double error = *figure->halfWidth / stats::studentQuantile(degrees, 0.975);
  if (error > 0) verdict.deviations = std::max(0.0, off - allowed) / error;
  if (*figure->halfWidth > asked.width * size + floor) return fails("the interval is too wide");
  if (off > asked.distance * size + floor + allowed) return fails("off by more than the tolerance");
  const boost::math::students_t_distribution<double> student(degrees);
  if (2 * boost::math::cdf(boost::math::complement(student, verdict.deviations)) < 1e-6)
    return fails("further off than chance leads once in a million times");
  verdict.passed = true;
  return verdict;
}

}  // namespace headroom::accuracy
