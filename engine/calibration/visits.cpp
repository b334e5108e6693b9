#include "engine/calibration/visits.h"

#include <algorithm>

#include "engine/analytic/traffic.h"
#include "engine/calibration/database_work.h"

namespace headroom::calibration {
namespace {

constexpr int kDeepest = 16;  // calls that feed each other end here

std::optional<std::size_t> indexOf(const farm::Farm& farm, const std::string& name) {
  for (std::size_t i = 0; i < farm.applications.size(); ++i) {
    if (farm.applications[i].name == name) return i;
  }
  return std::nullopt;
}

/// References that the server follows itself; redirects and resources are the browser's, and in the logs.
bool isServerSide(const farm::Reference& reference) {
  return reference.kind != farm::ReferenceKind::Redirect && reference.kind != farm::ReferenceKind::Resource;
}

struct Edge {
  std::size_t from = 0, to = 0;
  const farm::Reference* reference = nullptr;
};

std::vector<Edge> edgesOf(const farm::Farm& farm) {
  std::vector<Edge> edges;
  for (const farm::Reference& reference : farm.references) {
    const auto from = indexOf(farm, reference.consumer), to = indexOf(farm, reference.producer);
    if (from && to && isServerSide(reference)) edges.push_back({*from, *to, &reference});
  }
  return edges;
}

/// One request's work on its server, its database and what it waits for.
double quietMs(const farm::Farm& farm, const farm::Application& application, const farm::Work& work, int depth) {
  double ms = quietDatabaseMs(farm, application, work);
  for (const farm::Reference& reference : farm.references) {
    if (reference.consumer != application.name || !reference.synchronous || !isServerSide(reference)) continue;
    const farm::Application* producer = farm::findApplication(farm, reference.producer);
    if (producer == nullptr || depth >= kDeepest) continue;
    const farm::Work called = farm::workOf(farm, reference);
    ms += reference.calls * (called.demand.mean.toMilliseconds() + quietMs(farm, *producer, called, depth + 1));
  }
  return ms;
}

}  // namespace

std::optional<std::vector<Visits>> visitsOf(const farm::Farm& farm, bool callsLogged) {
  const std::size_t size = farm.applications.size();
  const std::vector<Edge> edges = callsLogged ? std::vector<Edge>{} : edgesOf(farm);
  std::vector<analytic::Call> calls;
  for (const Edge& edge : edges) {
    analytic::Call call;
    call.from = edge.from;
    call.to = edge.to;
    call.calls = edge.reference->calls;
    calls.push_back(call);
  }
  std::vector<Visits> all;
  for (std::size_t asked = 0; asked < size; ++asked) {
    std::vector<double> external(size, 0);
    external[asked] = 1;
    const auto rates = analytic::solveTraffic(external, calls);
    if (!rates) return std::nullopt;
    Visits visits{external, std::vector<double>(size, 0), std::vector<double>(size, 0)};
    for (const Edge& edge : edges) {
      const double times = (*rates)[edge.from] * edge.reference->calls;
      const auto& work = edge.reference->work;
      if (!work) {
        visits.own[edge.to] += times;
        continue;
      }
      visits.callMs[edge.to] += times * work->demand.mean.toMilliseconds();
      visits.callDatabaseMs[edge.to] += times * endpointMs(farm, farm.applications[edge.to], *work);
    }
    all.push_back(std::move(visits));
  }
  return all;
}

double elsewhereMs(const farm::Farm& farm, const farm::Application& application) {
  return quietMs(farm, application, application.work, 0);
}

}  // namespace headroom::calibration
