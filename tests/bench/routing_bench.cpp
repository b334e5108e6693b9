// Nanoseconds a decision: every algorithm at 4, 50 and 1,000 servers, beside the plainest loop that could do the job.
// One iteration is choose(), opened() and, for an earlier request, closed(): what a proxy does for each request.
//
//   routing_bench                       three repetitions of everything, then the table
//   routing_bench --benchmark_filter=…  as Google Benchmark does it, then the table of what was measured
#include <benchmark/benchmark.h>

#include <array>
#include <iostream>
#include <map>
#include <string>

#include "engine/routing/policy_spec.h"
#include "tests/bench/decision_table.h"
#include "tests/bench/plain_hashing.h"
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

/// The requests that go round, the same for everybody.
class Requests {
 public:
  Requests() : keys_(kRequests) {
    for (std::size_t i = 0; i < kRequests; ++i) {
      targets_.push_back("/app/page" + std::to_string(i) + "?id=" + std::to_string(i));
    }
    for (std::size_t i = 0; i < kRequests; ++i) {
      keys_[i].target = targets_[i];
      keys_[i].host = "www.example.com";
      keys_[i].client = i * 2654435761u;
    }
  }
  const RequestKey& operator[](std::size_t n) const { return keys_[n % kRequests]; }

 private:
  std::vector<std::string> targets_;
  std::vector<RequestKey> keys_;
};

void decide(benchmark::State& state, const AlgorithmEntry& entry, bool consistent) {
  const auto policy = make(entry, state.range(0), consistent);
  const Requests requests;
  FastRandom random;
  const Instant now;
  std::array<ServerIndex, kOpen> open{};
  for (ServerIndex& s : open) policy->opened(s = *policy->choose(requests[0], now, random));
  std::size_t n = 0;
  for (auto _ : state) {
    const ServerIndex s = *policy->choose(requests[n], now, random);
    policy->opened(s);
    policy->closed(open[n % kOpen]);
    open[n % kOpen] = s;
    ++n;
  }
}

/// The same cycle for a plain loop.
template <class Pool>
void plain(benchmark::State& state) {
  const std::unique_ptr<bench::PlainPool> pool = std::make_unique<Pool>(static_cast<std::size_t>(state.range(0)));
  benchmark::DoNotOptimize(pool.get());  // or the compiler would know which one it is
  const Requests requests;
  FastRandom random;
  std::array<std::uint32_t, kOpen> open{};
  for (auto& s : open) pool->opened(s = pool->choose(requests[0], random));
  std::size_t n = 0;
  for (auto _ : state) {
    const std::uint32_t s = pool->choose(requests[n], random);
    pool->opened(s);
    pool->closed(open[n % kOpen]);
    open[n % kOpen] = s;
    ++n;
  }
}

void sizes(benchmark::internal::Benchmark* b) {
  for (const int size : bench::kPoolSizes) b->Arg(size);
}

template <class Pool>
void addLoop(const std::string& name) {
  sizes(benchmark::RegisterBenchmark(("plain loop/" + name).c_str(), plain<Pool>));
}

void addLoops() {
  using namespace bench;
  addLoop<PlainRoundRobin>("smooth round robin");
  addLoop<PlainSlots>("slots in turn");
  addLoop<PlainFirst>("first with room");
  addLoop<PlainLeastConnections>("least connections");
  addLoop<PlainLeastInTurn>("least, ties in turn");
  addLoop<PlainLeastCost>("least cost");
  addLoop<PlainDraw>("one draw");
  addLoop<PlainTwoDraws>("two draws");
  addLoop<PlainTwoDifferent>("two different draws");
  addLoop<PlainTwoCosts>("two draws, costs");
  addLoop<PlainTwoOnRing>("two draws on a ring");
  addLoop<PlainHashing<Address, AsItIs, Modulo>>("address, map");
  addLoop<PlainHashing<Address, AsItIs, Circle<16, 0, true>>>("address, ring");
  addLoop<PlainHashing<Address, Network, Modulo>>("network, map");
  addLoop<PlainHashing<Path, Sdbm, Modulo>>("path, sdbm, map");
  addLoop<PlainHashing<Path, Sdbm, Circle<16, 0, true>>>("path, sdbm, ring");
  addLoop<PlainHashing<ParameterId, Sdbm, Modulo>>("parameter, sdbm, map");
  addLoop<PlainHashing<HostHeader, Sdbm, Modulo>>("header, sdbm, map");
  addLoop<PlainHashing<WholeTarget, Crc32, Modulo>>("target, crc32, map");
  addLoop<PlainHashing<WholeTarget, Crc32, Circle<160, 0, false>>>("target, crc32, ring");
  addLoop<PlainHashing<WholeTarget, XxHash, Circle<1, 1024, false>>>("target, xxhash, ring");
  addLoop<PlainHashing<WholeTarget, XxHash, Table>>("target, xxhash, table");
}

/// Which loop could do the job of an algorithm; a newcomer is put beside the smooth round robin until it has its own.
std::string loopOf(const std::string& algorithm) {
  static const std::map<std::string, std::string> loops = {
      {"haproxy/static-rr", "slots in turn"},
      {"haproxy/first", "first with room"},
      {"haproxy/leastconn", "least connections"},
      {"haproxy/random", "two draws on a ring"},
      {"haproxy/source", "address, map"},
      {"haproxy/source consistent", "address, ring"},
      {"haproxy/uri", "path, sdbm, map"},
      {"haproxy/uri consistent", "path, sdbm, ring"},
      {"haproxy/url_param", "parameter, sdbm, map"},
      {"haproxy/hdr", "header, sdbm, map"},
      {"nginx/least_conn", "least, ties in turn"},
      {"nginx/ip_hash", "network, map"},
      {"nginx/hash", "target, crc32, map"},
      {"nginx/hash consistent", "target, crc32, ring"},
      {"nginx/random", "one draw"},
      {"nginx/random two least_conn", "two different draws"},
      {"envoy/least_request", "two draws"},
      {"envoy/random", "one draw"},
      {"envoy/ring_hash", "target, xxhash, ring"},
      {"envoy/maglev", "target, xxhash, table"},
      {"arr/least_current_request", "least, ties in turn"},
      {"arr/least_response_time", "least cost"},
      {"arr/weighted_total_traffic", "least cost"},
      {"arr/query_string_hash", "parameter, sdbm, map"},
      {"arr/server_variable_hash", "header, sdbm, map"},
      {"arr/request_hash", "path, sdbm, map"},
      {"headroom/peak_ewma", "two draws, costs"},
  };
  const auto found = loops.find(algorithm);
  return found == loops.end() ? "smooth round robin" : found->second;
}

}  // namespace

int main(int argc, char** argv) {
  std::vector<std::pair<std::string, std::string>> rows;
  addLoops();
  for (const AlgorithmEntry& entry : algorithms()) {
    for (const bool consistent : {false, true}) {
      if (consistent && !(entry.product == "haproxy" && (entry.name == "source" || entry.name == "uri"))) continue;
      const std::string name =
          std::string(entry.product) + "/" + std::string(entry.name) + (consistent ? " consistent" : "");
      rows.emplace_back(name, loopOf(name));
      sizes(benchmark::RegisterBenchmark(name.c_str(),
                                         [&entry, consistent](benchmark::State& s) { decide(s, entry, consistent); }));
    }
  }
  const bool everything = argc < 2;
  std::vector<std::string> arguments(argv, argv + argc);
  if (everything) arguments.insert(arguments.end(), {"--benchmark_repetitions=3", "--benchmark_min_time=0.03"});
  std::vector<char*> pointers;
  for (std::string& argument : arguments) pointers.push_back(argument.data());
  int count = static_cast<int>(pointers.size());
  benchmark::Initialize(&count, pointers.data());
  bench::DecisionTable table(everything);
  benchmark::RunSpecifiedBenchmarks(&table);
  table.print(std::cout, rows);
  return 0;
}
