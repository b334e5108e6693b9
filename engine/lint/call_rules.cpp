// CL01–CL03 and CL05: calls between applications.
#include <algorithm>
#include <map>
#include <set>

#include "engine/base/quantity.h"
#include "engine/lint/call_graph.h"
#include "engine/lint/context.h"
#include "engine/lint/flow.h"

namespace headroom::lint {
namespace {

constexpr double kCallBudget = 10;  // remote calls a request
constexpr std::size_t kDepthLimit = 3;

bool isSynchronousCall(const farm::Reference& reference) {
  return isServerSide(reference) && reference.synchronous;
}

void checkThroughProxy(Context& context, const farm::Reference& reference) {
  const farm::Application* consumer = context.application(reference.consumer);
  const farm::Application* producer = context.application(reference.producer);
  const farm::Zone* home = consumer ? context.zone(consumer->zone) : nullptr;
  if (!isServerSide(reference) || home == nullptr || producer == nullptr) return;
  const std::string address = network::callTarget(context.farm(), reference).address;
  for (const farm::Server* server : context.oneOfEachSegment(context.members(*home))) {
    const network::Endpoint end = context.network().resolve(address, server->name);
    if (end.kind != network::Endpoint::Kind::Proxy) continue;
    context.add("CL01", subjectOf(reference, "address"),
                consumer->name + " calls " + producer->name + " at '" + address + "', through the public proxy '" +
                    end.node + "', though both ends are inside.",
                reference.address.empty() ? "Set the address of zone " + producer->zone + " to its own balancer."
                                          : "Leave the typed address out, so that the zone's address is used.");
    return;
  }
}

void checkCycles(Context& context) {
  const auto& applications = context.farm().applications;
  const CallGraph graph(context.farm(), isSynchronousCall);
  for (const std::vector<std::size_t>& cycle : graph.cycles()) {
    std::string path;
    for (const std::size_t i : cycle) path += applications[i].name + " → ";
    path += applications[cycle.front()].name;
    const std::size_t second = cycle.size() > 1 ? cycle[1] : cycle.front();
    const auto& calls = graph.callsOf(cycle.front());
    const auto call = std::find_if(calls.begin(), calls.end(), [&](const auto& edge) { return edge.to == second; });
    context.add(
        "CL02", Severity::Error, subjectOf(*call->reference),
        "Synchronous calls go in a circle: " + path + "; every request holds a worker while it waits for another one.",
        "Make one of the calls asynchronous, or move what they share into an application that calls none of them.");
  }
}

std::string poolName(const farm::Application& application, const farm::Server& server) {
  const std::vector<farm::Pool> pools = farm::poolsOf(server);
  const auto named =
      std::find_if(pools.begin(), pools.end(), [&](const farm::Pool& pool) { return pool.name == application.pool; });
  return named == pools.end() ? pools.front().name : named->name;
}

/// A worker that waits for a worker of the same pool: with all of them waiting nobody is left to answer.
void checkNesting(Context& context, const farm::Reference& reference) {
  const farm::Application* consumer = context.application(reference.consumer);
  const farm::Application* producer = context.application(reference.producer);
  if (!isSynchronousCall(reference) || !consumer || !producer || consumer == producer) return;
  const farm::Zone* from = context.zone(consumer->zone);
  const farm::Zone* to = context.zone(producer->zone);
  if (from == nullptr || to == nullptr) return;
  std::set<std::string> callers;
  for (const farm::Server* server : context.members(*from)) callers.insert(server->name);
  std::vector<std::string> shared;
  std::string pool;
  for (const farm::Server* server : context.members(*to)) {
    if (!callers.contains(server->name) || poolName(*consumer, *server) != poolName(*producer, *server)) continue;
    shared.push_back(server->name);
    pool = poolName(*consumer, *server);
  }
  if (shared.empty()) return;
  context.add("CL02", Severity::Warning, subjectOf(reference),
              "Requests of " + consumer->name + " hold a worker of pool " + pool + " on " + serversText(shared) +
                  " while they wait for " + producer->name + " in the same pool.",
              "Run " + producer->name + " in a pool of its own there, or make the call asynchronous.");
}

void checkBudget(Context& context, const farm::Application& application, const CallGraph& calls, std::size_t index) {
  double total = 0;
  for (const CallGraph::Edge& edge : calls.callsOf(index)) {
    if (edge.reference->kind != farm::ReferenceKind::Resource) total += edge.reference->calls;
  }
  if (total <= kCallBudget) return;
  context.add("CL03", subjectOf(application),
              "One request of " + application.name + " makes " + formatNumber(total) +
                  " calls to other applications; the budget is " + formatNumber(kCallBudget) + ".",
              "Fetch in one call what is fetched in many, or use a server action in the same process.");
}

void checkDepth(Context& context) {
  const auto& applications = context.farm().applications;
  const CallGraph graph(context.farm(), [&](const farm::Reference& reference) {
    const farm::Application* consumer = context.application(reference.consumer);
    const farm::Application* producer = context.application(reference.producer);
    return isServerSide(reference) && consumer && producer && consumer->zone != producer->zone;
  });
  constexpr std::size_t kNone = static_cast<std::size_t>(-1);
  std::vector<std::size_t> depth(graph.size(), 0);
  std::vector<std::size_t> next(graph.size(), kNone);
  std::vector<char> called(graph.size(), 0);
  std::vector<std::size_t> order = graph.callersFirst();
  std::vector<std::size_t> place(graph.size());
  for (std::size_t i = 0; i < order.size(); ++i) place[order[i]] = i;
  for (auto caller = order.rbegin(); caller != order.rend(); ++caller) {
    for (const CallGraph::Edge& edge : graph.callsOf(*caller)) {
      called[edge.to] = 1;
      if (place[edge.to] <= place[*caller] || depth[edge.to] + 1 <= depth[*caller]) continue;  // never round a circle
      depth[*caller] = depth[edge.to] + 1;
      next[*caller] = edge.to;
    }
  }
  for (const std::size_t start : order) {
    if (depth[start] <= kDepthLimit || called[start] != 0) continue;
    std::string path = applications[start].name;
    for (std::size_t i = next[start]; i != kNone; i = next[i]) path += " → " + applications[i].name;
    context.add("CL03", subjectOf(applications[start]),
                "Calls of " + applications[start].name + " cross zones " + std::to_string(depth[start]) +
                    " times in a row: " + path + ".",
                "Move applications that call each other into one zone, or shorten the chain to " +
                    std::to_string(kDepthLimit) + ".");
  }
}

void checkTimeouts(Context& context) {
  const farm::Farm& farm = context.farm();
  const std::vector<double> least = leastSeconds(context);
  for (const farm::Users& users : farm.users) {
    const farm::Application* application = context.application(users.application);
    if (application == nullptr || users.timeout <= Duration()) continue;
    const double needs = least[static_cast<std::size_t>(application - farm.applications.data())];
    if (needs < users.timeout.toSeconds()) continue;
    context.add("CL05", subjectOf(users, "timeout"),
                "Users " + users.name + " give up after " + formatDuration(users.timeout) + ", but a request of " +
                    application->name + " works " + formatDuration(Duration::milliseconds(std::llround(needs * 1000))) +
                    " on average without any waiting; the servers keep working for nobody.",
                "Raise the timeout, or do less in one request.");
  }
}

}  // namespace

void checkCalls(Context& context) {
  const farm::Farm& farm = context.farm();
  for (const farm::Reference& reference : farm.references) {
    checkThroughProxy(context, reference);
    checkNesting(context, reference);
  }
  checkCycles(context);
  const CallGraph calls(farm, isServerSide);
  for (std::size_t i = 0; i < farm.applications.size(); ++i) checkBudget(context, farm.applications[i], calls, i);
  checkDepth(context);
  checkTimeouts(context);
}

}  // namespace headroom::lint
