// Which requests get a trace, and the second run in which they are followed.
#include <atomic>
#include <map>
#include <thread>

#include "engine/sim/runner.h"
#include "engine/sim/tracer.h"

namespace headroom::sim {
namespace {

struct Wish {
  const char* why;
  Noted noted;
};

std::vector<Wish> wishesOf(const RunOptions& options, const std::vector<Replication>& replications) {
  TraceBoard all(options.traces, 0);
  for (std::size_t r = 0; r < replications.size(); ++r) all.merge(replications[r].noted, r);
  std::vector<Wish> wishes;
  for (const Noted& noted : all.slowest()) wishes.push_back({"slowest", noted});
  for (const Noted& noted : all.sample()) wishes.push_back({"sample", noted});
  for (const Noted& noted : all.failed()) wishes.push_back({"failed", noted});
  return wishes;
}

}  // namespace

std::vector<results::Trace> tracesOf(const Model& model, const RunOptions& options, const RunPlan& plan,
                                     const std::vector<Replication>& replications, const Progress& progress) {
  const std::vector<Wish> wishes = wishesOf(options, replications);
  std::vector<results::Trace> traces(wishes.size());
  std::map<std::uint64_t, std::vector<std::size_t>> byReplication;
  for (std::size_t i = 0; i < wishes.size(); ++i) byReplication[wishes[i].noted.replication].push_back(i);
  std::vector<std::pair<std::uint64_t, std::vector<std::size_t>>> work(byReplication.begin(), byReplication.end());
  std::atomic<std::size_t> next{0};
  const auto follow = [&] {
    for (std::size_t w = next++; w < work.size(); w = next++) {
      RunPlan own = plan;
      own.replication = work[w].first;
      std::vector<Noted> requests;
      for (const std::size_t i : work[w].second) requests.push_back(wishes[i].noted);
      auto followed = Tracer(model, own, std::move(requests)).follow(progress.cancel);
      for (std::size_t i = 0; i < followed.size(); ++i) traces[work[w].second[i]] = std::move(followed[i]);
    }
  };
  if (progress.report && !work.empty()) progress.report(0.9, "following requests");
  std::vector<std::thread> others;
  for (std::size_t t = 1; t < threadsFor(options, work.size()); ++t) others.emplace_back(follow);
  follow();
  for (std::thread& other : others) other.join();
  for (std::size_t i = 0; i < wishes.size(); ++i) traces[i].why = wishes[i].why;
  return traces;
}

}  // namespace headroom::sim
