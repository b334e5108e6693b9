#include "engine/sim/cycles.h"

#include <algorithm>
#include <map>
#include <string>
#include <vector>

namespace headroom::sim {
namespace {

struct Calls {
  std::vector<std::string> names;
  std::vector<std::vector<std::pair<std::size_t, double>>> from;  ///< By consumer: producer and mean number.
};

Calls callsOf(const farm::Farm& farm, bool synchronousOnly) {
  Calls calls;
  std::map<std::string, std::size_t> indices;
  for (const farm::Application& application : farm.applications) {
    indices.emplace(application.name, calls.names.size());
    calls.names.push_back(application.name);
  }
  calls.from.resize(calls.names.size());
  for (const farm::Reference& reference : farm.references) {
    const auto consumer = indices.find(reference.consumer);
    const auto producer = indices.find(reference.producer);
    if (consumer == indices.end() || producer == indices.end() || !(reference.calls > 0)) continue;
    if (synchronousOnly && !reference.synchronous) continue;
    calls.from[consumer->second].emplace_back(producer->second, reference.calls);
  }
  return calls;
}

/// Depth-first walk without recursion: a chain of 10^5 applications must not end the stack. Empty when there is no
/// circle.
std::vector<std::size_t> circleIn(const Calls& calls) {
  enum class Colour : char { White, Grey, Black };
  std::vector<Colour> colour(calls.names.size(), Colour::White);
  struct Frame {
    std::size_t node;
    std::size_t next;
  };
  for (std::size_t start = 0; start < calls.names.size(); ++start) {
    if (colour[start] != Colour::White) continue;
    std::vector<Frame> stack{{start, 0}};
    colour[start] = Colour::Grey;
    while (!stack.empty()) {
      Frame& frame = stack.back();
      if (frame.next == calls.from[frame.node].size()) {
        colour[frame.node] = Colour::Black;
        stack.pop_back();
        continue;
      }
      const std::size_t to = calls.from[frame.node][frame.next++].first;
      if (colour[to] == Colour::Grey) {
        std::vector<std::size_t> circle;
        const auto begin = std::find_if(stack.begin(), stack.end(), [&](const Frame& f) { return f.node == to; });
        for (auto it = begin; it != stack.end(); ++it) circle.push_back(it->node);
        return circle;
      }
      if (colour[to] == Colour::White) {
        colour[to] = Colour::Grey;
        stack.push_back({to, 0});
      }
    }
  }
  return {};
}

std::string spelled(const Calls& calls, const std::vector<std::size_t>& circle) {
  std::string text;
  for (const std::size_t node : circle) text += calls.names[node] + " → ";
  return text + calls.names[circle.front()];
}

/// Whether the requests caused by one request of every application die out: powers of the matrix of mean calls go to
/// zero.
bool diesOut(const Calls& calls) {
  std::vector<double> level(calls.names.size(), 1.0);
  for (int generation = 0; generation < 2000; ++generation) {
    std::vector<double> next(level.size(), 0.0);
    double largest = 0;
    for (std::size_t consumer = 0; consumer < level.size(); ++consumer) {
      for (const auto& [producer, mean] : calls.from[consumer]) next[producer] += level[consumer] * mean;
    }
    for (const double value : next) largest = std::max(largest, value);
    if (largest < 1e-6) return true;
    if (largest > 1e9) return false;
    level = std::move(next);
  }
  return false;
}

/// Where the first reference of a circle stands in the farm's file.
SourcePlace placeOf(const farm::Farm& farm, const Calls& calls, const std::vector<std::size_t>& circle) {
  const std::string& consumer = calls.names[circle.front()];
  const std::string& producer = calls.names[circle[circle.size() > 1 ? 1 : 0]];
  for (const farm::Reference& reference : farm.references) {
    if (reference.consumer != consumer || reference.producer != producer) continue;
    return {farm.file, reference.origin.object.line, reference.origin.object.column};
  }
  return {farm.file, 0, 0};
}

}  // namespace

Diagnostics cycleProblems(const farm::Farm& farm) {
  const Calls synchronous = callsOf(farm, true);
  if (const auto circle = circleIn(synchronous); !circle.empty()) {
    Diagnostics problems =
        problem("applications call each other in a circle and wait: " + spelled(synchronous, circle),
                "make one of these references asynchronous, or take it out: workers that wait for each other deadlock",
                placeOf(farm, synchronous, circle));
    problems.front().rule = "CL02";
    return problems;
  }
  const Calls all = callsOf(farm, false);
  const auto circle = circleIn(all);
  if (circle.empty() || diesOut(all)) return {};
  return problem("calls multiply without end: " + spelled(all, circle),
                 "lower the mean number of calls on this circle until their product is below 1",
                 placeOf(farm, all, circle));
}

}  // namespace headroom::sim
