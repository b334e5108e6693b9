#include "engine/lint/call_graph.h"

#include <algorithm>
#include <deque>
#include <string>
#include <unordered_map>

namespace headroom::lint {

CallGraph::CallGraph(const farm::Farm& farm, const std::function<bool(const farm::Reference&)>& wanted)
    : out_(farm.applications.size()) {
  std::unordered_map<std::string, std::size_t> indices;
  for (std::size_t i = 0; i < farm.applications.size(); ++i) indices.try_emplace(farm.applications[i].name, i);
  for (const farm::Reference& reference : farm.references) {
    const auto from = indices.find(reference.consumer);
    const auto to = indices.find(reference.producer);
    if (from == indices.end() || to == indices.end() || !wanted(reference)) continue;
    out_[from->second].push_back(Edge{to->second, &reference});
  }
}

std::vector<std::size_t> CallGraph::callersFirst() const {
  std::vector<std::size_t> callers(size(), 0);
  for (const auto& edges : out_) {
    for (const Edge& edge : edges) ++callers[edge.to];
  }
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < size(); ++i) {
    if (callers[i] == 0) order.push_back(i);
  }
  for (std::size_t next = 0; next < order.size(); ++next) {
    for (const Edge& edge : out_[order[next]]) {
      if (--callers[edge.to] == 0) order.push_back(edge.to);
    }
  }
  for (std::size_t i = 0; i < size(); ++i) {
    if (callers[i] > 0) order.push_back(i);
  }
  return order;
}

/// Applications that remain when those without callers or without calls are taken away again and again: every cycle,
/// and what lies between cycles.
std::vector<std::size_t> CallGraph::inCircles() const {
  std::vector<std::vector<std::size_t>> in(size());
  std::vector<std::size_t> callers(size(), 0);
  std::vector<std::size_t> calls(size(), 0);
  for (std::size_t i = 0; i < size(); ++i) {
    for (const Edge& edge : out_[i]) {
      in[edge.to].push_back(i);
      ++callers[edge.to];
      ++calls[i];
    }
  }
  std::vector<char> gone(size(), 0);
  std::vector<std::size_t> leaving;
  const auto leaveIfFree = [&](std::size_t i) {
    if (gone[i] != 0 || (callers[i] > 0 && calls[i] > 0)) return;
    gone[i] = 1;
    leaving.push_back(i);
  };
  for (std::size_t i = 0; i < size(); ++i) leaveIfFree(i);
  while (!leaving.empty()) {
    const std::size_t i = leaving.back();
    leaving.pop_back();
    for (const Edge& edge : out_[i]) --callers[edge.to], leaveIfFree(edge.to);
    for (const std::size_t caller : in[i]) --calls[caller], leaveIfFree(caller);
  }
  std::vector<std::size_t> rest;
  for (std::size_t i = 0; i < size(); ++i) {
    if (gone[i] == 0) rest.push_back(i);
  }
  return rest;
}

std::vector<std::size_t> CallGraph::shortestCycleThrough(std::size_t start) const {
  constexpr std::size_t kNone = static_cast<std::size_t>(-1);
  std::vector<std::size_t> before(size(), kNone);
  std::deque<std::size_t> waiting{start};
  while (!waiting.empty()) {
    const std::size_t node = waiting.front();
    waiting.pop_front();
    for (const Edge& edge : out_[node]) {
      if (edge.to == start) {
        std::vector<std::size_t> cycle;
        for (std::size_t i = node; i != start; i = before[i]) cycle.push_back(i);
        cycle.push_back(start);
        std::reverse(cycle.begin(), cycle.end());
        return cycle;
      }
      if (before[edge.to] == kNone) {
        before[edge.to] = node;
        waiting.push_back(edge.to);
      }
    }
  }
  return {};
}

std::vector<std::vector<std::size_t>> CallGraph::cycles() const {
  std::vector<std::vector<std::size_t>> found;
  std::vector<char> told(size(), 0);
  for (const std::size_t start : inCircles()) {
    if (told[start] != 0) continue;
    const std::vector<std::size_t> cycle = shortestCycleThrough(start);
    for (const std::size_t i : cycle) told[i] = 1;
    if (!cycle.empty()) found.push_back(cycle);
  }
  return found;
}

}  // namespace headroom::lint
