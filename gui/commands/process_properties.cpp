// Properties of application pools: workers, and the worker process they live in.
#include "gui/commands/property_builder.h"

namespace headroom::gui::building {
namespace {

constexpr qlonglong kMostRequests = 1'000'000'000'000'000;

farm::Pool& poolOf(farm::Farm& farm, const ObjectRef& ref) {
  return serverIn(farm, ref.name)->pools[static_cast<std::size_t>(ref.index)];
}

using Pools = Builder<decltype(&poolOf)>;

void addWorkers(Pools& builder) {
  const auto grows = [](const farm::Farm& farm, const ObjectRef& ref) {
    return poolOf(const_cast<farm::Farm&>(farm), ref).threads == farm::Pool::Threads::TuningPage;  // never writes
  };
  builder
      .text(
          "name", "Pool", [](auto& o) -> auto& { return o.name; })
      .whole(
          "workers", "Workers", [](auto& o) -> auto& { return o.workers; }, 0, 1'000'000)
      .help("Requests executed at once; 0: 100 per core.")
      .words("threads", "Are there", [](auto& o) -> auto& { return o.threads; },
             {tr("from the start"), tr("as needed")})
      .help("All workers from the start, or few at first and more while requests wait.")
      .whole(
          "initial_workers", "At first", [](auto& o) -> auto& { return o.initialWorkers; }, 0, 1'000'000)
      .help("Workers to begin with where they are there as needed; 0: 12 per core.")
      .whole(
          "queue_limit", "Queue limit", [](auto& o) -> auto& { return o.queueLimit; }, 1, 100'000'000)
      .help("One request more is answered 503 at once.")
      .details()
      .words("queue_counts", "The limit counts", [](auto& o) -> auto& { return o.queueCounts; },
             {tr("executing and waiting"), tr("waiting only")})
      .rate(
          "injection", "Workers added", [](auto& o) -> auto& { return o.injection; })
      .help("While requests wait, such as 2/s.")
      .when(grows)
      .span(
          "retire_after", "An idle one ends after", [](auto& o) -> auto& { return o.retireAfter; })
      .help("Of those added; 0s: never.")
      .when(grows);
}

void addRecycling(Pools& builder) {
  builder.group(tr("Recycling"))
      .span(
          "recycling_every", "Every", [](auto& o) -> auto& { return o.recycling.every; })
      .help("The worker process is replaced by a new one, such as every 29h; 0s: not by time.")
      .count(
          "recycling_requests", "After requests", [](auto& o) -> auto& { return o.recycling.requests; }, 0,
          kMostRequests)
      .help("0: after any number.")
      .bytes(
          "recycling_memory_growth", "A request leaves", [](auto& o) -> auto& { return o.recycling.memoryGrowth; })
      .help("Memory that a request leaves behind, such as 20kB. Empty: memory recycles nothing.")
      .bytes(
          "recycling_memory_at_start", "Memory at start", [](auto& o) -> auto& { return o.recycling.memoryAtStart; })
      .help("Private bytes of a new process, such as 400MiB.")
      .bytes(
          "recycling_memory_limit", "Memory limit", [](auto& o) -> auto& { return o.recycling.memoryLimit; })
      .help("Private bytes at which it is replaced; empty: 60 % of the server's memory.")
      .flag(
          "recycling_overlap", "Overlaps with the old one", [](auto& o) -> auto& { return o.recycling.overlap; })
      .help("The old process serves until the new one is up, and drains then.")
      .span(
          "recycling_startup", "A new one starts in", [](auto& o) -> auto& { return o.recycling.startup; })
      .help("Until it takes requests, such as 20s.")
      .span(
          "recycling_idle_timeout", "Ends when idle for", [](auto& o) -> auto& { return o.recycling.idleTimeout; })
      .help("The next request starts a new one, such as 20min; 0s: never.");
}

void addColdStart(Pools& builder) {
  builder.group(tr("Cold start"))
      .number(
          "cold_start_factor", "Times the work", [](auto& o) -> auto& { return o.coldStart.factor; }, 1, 1000)
      .help("Of the first requests in a new process: caches are empty, code is compiled. 1: no more than of others.")
      .count(
          "cold_start_requests", "Of the first requests", [](auto& o) -> auto& { return o.coldStart.requests; }, 0,
          kMostRequests)
      .span(
          "cold_start_duration", "And for", [](auto& o) -> auto& { return o.coldStart.duration; })
      .help("Requests that begin so soon after its start are cold too.")
      .law(
          "cold_start_module_load", "Loading an application", [](auto& o) -> auto& { return o.coldStart.moduleLoad; })
      .help("Core time that the first request of each application in a process costs besides, such as 800ms.");
}

}  // namespace

Properties poolProperties() {
  Pools builder(poolOf);
  addWorkers(builder);
  addRecycling(builder);
  addColdStart(builder);
  return builder.take();
}

}  // namespace headroom::gui::building
