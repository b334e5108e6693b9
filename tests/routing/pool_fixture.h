// A pool under test, with a clock of its own.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "engine/routing/pool.h"
#include "tests/routing/policy_cases.h"
#include "tests/routing/support.h"

namespace headroom::routing {

class PoolTest : public testing::Test {
 protected:
  PoolTest() {
    spec_.policy.algorithm = "roundrobin";
    spec_.policy.servers = plainServers(2);
  }
  void open() {
    auto made = Pool::create(spec_);
    ASSERT_TRUE(made.ok()) << format(made.problems().front());
    pool_ = std::move(*made);
  }
  /// What is wrong with the specification.
  std::vector<std::string> problems() const {
    std::vector<std::string> out;
    const auto made = Pool::create(spec_);
    if (made.ok()) return out;
    for (const Diagnostic& d : made.problems()) out.push_back(d.what);
    return out;
  }
  Placement arrive(const RequestKey& key = {}) { return pool_->arrive(key, now_, random_); }
  Placement refused(RequestId request) { return pool_->failed(request, Failure::Refused, {}, now_, random_); }
  /// One whole request; the server that answered it.
  ServerIndex served(int status = 200, const RequestKey& key = {}) {
    const Placement p = arrive(key);
    EXPECT_EQ(p.kind, Placement::Kind::Assigned);
    pool_->finished(p.request, now_, status);
    return p.server;
  }
  std::string candidate(ServerIndex server) { return pool_->explain({}, now_, random_).candidates.at(server).state; }
  void later(std::int64_t seconds) { now_ = now_ + Duration::wholeSeconds(seconds); }
  std::vector<std::pair<RequestId, ServerIndex>> started() const {
    std::vector<std::pair<RequestId, ServerIndex>> out;
    for (const Started& s : pool_->started()) out.emplace_back(s.request, s.server);
    return out;
  }

  PoolSpec spec_;
  std::unique_ptr<Pool> pool_;
  Instant now_;
  SeededRandom random_{1};
};

}  // namespace headroom::routing
