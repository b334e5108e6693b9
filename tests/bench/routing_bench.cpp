// Nanoseconds a decision: every algorithm at 4, 50 and 1,000 servers, beside the plainest loop that could do the job.
// One iteration is choose(), opened() and, for an earlier request, closed(): what a proxy does for each request.
#include <benchmark/benchmark.h>

#include <array>
#include <string>

#include "engine/routing/policy_spec.h"
#include "tests/bench/plain_loops.h"

namespace {

using namespace headroom;
using namespace headroom::routing;

class FastRandom final : public RandomSource {
 public:
  std::uint64_t next() override {
    state_ ^= state_ << 13;
    state_ ^= state_ >> 7;
    state_ ^= state_ << 17;
    return state_;
  }

 private:
  std::uint64_t state_ = 88172645463325252;
};

constexpr std::size_t kRequests = 256;  ///< Different requests; a power of two.
constexpr std::size_t kOpen = 64;       ///< Requests open at any time.

std::unique_ptr<Policy> make(const AlgorithmEntry& entry, std::int64_t servers, bool consistent) {
  PolicySpec spec;
  spec.product = entry.product;
  spec.algorithm = entry.name;
  spec.options.key = "uri";
  spec.options.parameter = "id";
  spec.options.header = "Host";
  if (consistent) spec.options.hashType = "consistent";
  for (std::int64_t i = 0; i < servers; ++i) {
    ServerSpec s;
    s.name = "s" + std::to_string(i);
    s.address = "10.0.0.1:" + std::to_string(i);
    spec.servers.push_back(s);
  }
  auto made = makePolicy(spec);
  return std::move(*made);
}

void decide(benchmark::State& state, const AlgorithmEntry& entry, bool consistent) {
  const auto policy = make(entry, state.range(0), consistent);
  std::vector<std::string> targets;
  std::vector<RequestKey> keys(kRequests);
  for (std::size_t i = 0; i < kRequests; ++i)
    targets.push_back("/app/page" + std::to_string(i) + "?id=" + std::to_string(i));
  for (std::size_t i = 0; i < kRequests; ++i) {
    keys[i].target = targets[i];
    keys[i].host = "www.example.com";
    keys[i].client = i * 2654435761u;
  }
  FastRandom random;
  const Instant now;
  std::array<ServerIndex, kOpen> open{};
  for (ServerIndex& s : open) policy->opened(s = *policy->choose(keys[0], now, random));
  std::size_t n = 0;
  for (auto _ : state) {
    const ServerIndex s = *policy->choose(keys[n % kRequests], now, random);
    policy->opened(s);
    policy->closed(open[n % kOpen]);
    open[n % kOpen] = s;
    ++n;
  }
}

/// The same cycle for a plain loop.
template <class Pool, class Choose>
void plain(benchmark::State& state, const Choose& choose) {
  Pool pool(static_cast<std::size_t>(state.range(0)));
  std::array<std::uint32_t, kOpen> open{};
  for (auto& s : open) pool.opened(s = choose(pool, 0));
  std::size_t n = 0;
  for (auto _ : state) {
    const std::uint32_t s = choose(pool, n);
    pool.opened(s);
    pool.closed(open[n % kOpen]);
    open[n % kOpen] = s;
    ++n;
  }
}

void plainRoundRobin(benchmark::State& state) {
  plain<bench::PlainRoundRobin>(state, [](auto& pool, std::size_t) { return pool.choose(); });
}

void plainLeastConnections(benchmark::State& state) {
  plain<bench::PlainLeastConnections>(state, [](auto& pool, std::size_t) { return pool.choose(); });
}

void plainHashing(benchmark::State& state) {
  std::vector<std::string> targets;
  for (std::size_t i = 0; i < kRequests; ++i) targets.push_back("/app/page" + std::to_string(i));
  plain<bench::PlainHash>(state, [&](auto& pool, std::size_t n) {
    const std::string& target = targets[n % kRequests];
    return pool.choose(target.data(), target.size());
  });
}

void sizes(benchmark::internal::Benchmark* b) {
  b->Arg(4)->Arg(50)->Arg(1000);
}

}  // namespace

int main(int argc, char** argv) {
  sizes(benchmark::RegisterBenchmark("plain loop/round robin", plainRoundRobin));
  sizes(benchmark::RegisterBenchmark("plain loop/least connections", plainLeastConnections));
  sizes(benchmark::RegisterBenchmark("plain loop/hash", plainHashing));
  for (const AlgorithmEntry& entry : algorithms()) {
    const std::string name = std::string(entry.product) + "/" + std::string(entry.name);
    sizes(benchmark::RegisterBenchmark(name.c_str(), [&entry](benchmark::State& s) { decide(s, entry, false); }));
    if (entry.name == "source" || entry.name == "uri") {
      sizes(benchmark::RegisterBenchmark((name + " consistent").c_str(),
                                         [&entry](benchmark::State& s) { decide(s, entry, true); }));
    }
  }
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
