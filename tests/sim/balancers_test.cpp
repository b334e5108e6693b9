// Balancers in a run: queues, retries, persistence, hashes, and balancers that know only a part of what goes on.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/sim/compile.h"
#include "engine/sim/model.h"
#include "tests/sim/balanced_runs.h"

namespace headroom::sim {
namespace {

using namespace testing;  // NOLINT
using ::testing::AllOf;
using ::testing::Ge;
using ::testing::Le;

/// `count` servers with one core each, work of 10 ms on the mean.
farm::Farm servers(int count, double perSecond, Law work = exponential(10)) {
  farm::Farm farm = singleStation(perSecond, work, 1, farm::Discipline::Fifo);
  std::vector<std::string> names{"FE1"};
  for (int i = 2; i <= count; ++i) {
    names.push_back("FE" + std::to_string(i));
    farm.servers.push_back(farm.servers[0]);
    farm.servers.back().name = names.back();
  }
  farm.zones[0] = zone("Z", names);
  farm.zones[0].isDefault = true;
  return farm;
}

using Edit = std::function<void(routing::PoolSpec&)>;

BalancedRun balance(const farm::Farm& farm, const RunOptions& options, const Edit& edit) {
  return runBalanced(farm, options, [&](Model& model) { edit(model.zones[0].balancing); });
}

Edit algorithm(const std::string& product, const std::string& name) {
  return [=](routing::PoolSpec& spec) {
    spec.policy.product = product;
    spec.policy.algorithm = name;
  };
}

void limit(routing::PoolSpec& spec, int connections) {
  for (routing::ServerSpec& server : spec.policy.servers) server.maxConnections = connections;
}

farm::PlannedEvent event(double seconds, const std::string& node, farm::PlannedEvent::Kind kind) {
  farm::PlannedEvent event;
  event.at = Duration::seconds(seconds);
  event.node = node;
  event.kind = kind;
  return event;
}

constexpr auto kFail = farm::PlannedEvent::Kind::Fail;
constexpr auto kRepair = farm::PlannedEvent::Kind::Repair;

TEST(BalancerQueue, ServersWithOneConnectionEachAreOneQueueWithManyServers) {
  const auto run = balance(servers(4, 320), options(300, 10), [](routing::PoolSpec& spec) {
    spec.policy.algorithm = "leastconn";
    limit(spec, 1);
  });
  const double wait = erlangC(4, 3.2) * 10 / (4 - 3.2);
  EXPECT_NEAR(run.meanMs, 10 + wait, 0.03 * (10 + wait));
  EXPECT_NEAR(run.balancerQueue[0], 0.320 * wait, 0.06 * 0.320 * wait) << "they wait at the balancer, by Little's law";
}

TEST(BalancerQueue, WithoutLimitsTheSameServersAreQueuesOfTheirOwn) {
  const auto run = balance(servers(4, 320), options(300, 4), [](routing::PoolSpec&) {});
  const double wait = erlangC(4, 3.2) * 10 / (4 - 3.2);
  EXPECT_GT(run.meanMs, 10 + 1.5 * wait);
  EXPECT_EQ(run.balancerQueue[0], 0);
}

TEST(BalancerQueue, WhoWaitsTooLongIsRefused) {
  const auto run = balance(servers(4, 500), options(100, 4), [](routing::PoolSpec& spec) {
    limit(spec, 1);
    spec.queueTimeout = Duration::milliseconds(50);
  });
  const double all = static_cast<double>(run.answered + run.failed());
  EXPECT_NEAR(static_cast<double>(run.queueFull) / all, 1 - 400.0 / 500, 0.02);
  EXPECT_EQ(run.queueFull, run.failed());
}

// M/G/2/2: Erlang's loss formula.
TEST(BalancerQueue, NginxHasNoneAndTurnsAwayWhatErlangSays) {
  const auto run = balance(servers(2, 100), options(300, 10), [](routing::PoolSpec& spec) {
    algorithm("nginx", "round_robin")(spec);
    limit(spec, 1);
  });
  const double all = static_cast<double>(run.answered + run.failed());
  EXPECT_NEAR(static_cast<double>(run.queueFull) / all, 0.5 / 2.5, 0.005);
  EXPECT_NEAR(run.meanMs, 10, 0.2);
}

TEST(BalancerQueue, ABalancerThatFailsTurnsItsQueueAway) {
  farm::Farm farm = servers(2, 300);
  farm.events = {event(20, "Z LB", kFail), event(25, "Z LB", kRepair), event(50, "Z LB", kFail)};
  const auto run = balance(farm, options(60, 4), [](routing::PoolSpec& spec) { limit(spec, 2); });
  EXPECT_GT(run.refused, 4U * 15 * 300 * 9 / 10);
  EXPECT_GT(run.balancerQueue[0], 1);
}

TEST(BalancerQueue, ABackupServesOnlyWhenTheOthersAreGone) {
  farm::Farm farm = servers(2, 50);
  const Edit backup = [](routing::PoolSpec& spec) { spec.policy.servers[1].backup = true; };
  EXPECT_EQ(balance(farm, options(50, 2), backup).served[1], 0U);
  farm.events = {event(25, "FE1", kFail)};
  const auto run = balance(farm, options(50, 2), backup);
  EXPECT_NEAR(run.shareOf(1), 0.42, 0.05) << "from the third failed check on";
}

TEST(BalancerQueue, ADrainingServerGetsNothing) {
  const auto run = runBalanced(servers(3, 50), options(50, 2), [](Model& m) { m.zones[0].members[1].drain = true; });
  EXPECT_EQ(run.served[1], 0U);
  EXPECT_NEAR(run.shareOf(0), 0.5, 0.01);
}

TEST(BalancerQueue, WeightsShareTheLoad) {
  const auto run = balance(servers(2, 100), options(100, 2), [](routing::PoolSpec& spec) {
    algorithm("nginx", "round_robin")(spec);
    spec.policy.servers[0].weight = 3;
  });
  EXPECT_NEAR(run.shareOf(0), 0.75, 0.001);
}

class Retries : public ::testing::Test {
 protected:
  Retries() : farm_(servers(2, 50)) {
    farm_.events = {event(0, "FE2", kFail)};
    farm_.zones[0].balancer->product = farm::Product::Haproxy;
  }
  BalancedRun run(const Edit& edit) {
    return balance(farm_, options(100, 2), [&](routing::PoolSpec& spec) {
      spec.check.reset();  // nobody ever finds out
      edit(spec);
    });
  }
  farm::Farm farm_;
};

TEST_F(Retries, WithoutThemHalfOfTheRequestsFail) {
  const auto run = this->run([](routing::PoolSpec& spec) { spec.retries = 0; });
  EXPECT_NEAR(static_cast<double>(run.refused) / static_cast<double>(run.answered), 1, 0.05);
}

TEST_F(Retries, RoundRobinAndLeastConnectionsWithRedispatchGoElsewhereAtOnce) {
  for (const char* algorithm : {"roundrobin", "leastconn"}) {
    const auto run = this->run([algorithm](routing::PoolSpec& spec) {
      spec.policy.algorithm = algorithm;
      spec.retries = 3;
      spec.redispatch = 0;
    });
    EXPECT_EQ(run.failed(), 0U) << algorithm;
    EXPECT_LT(run.p99Ms, 200) << algorithm;
  }
}

TEST_F(Retries, AHashChangesOnTheLastAndPausesASecondBeforeTheOthers) {
  const auto run = this->run([](routing::PoolSpec& spec) {
    spec.policy.algorithm = "source";
    spec.policy.options.hashType = "consistent";
    spec.retries = 3;
    spec.redispatch = 0;
  });
  EXPECT_EQ(run.failed(), 0U);
  EXPECT_NEAR(run.p99Ms, 2000, 120) << "two further attempts on the dead server, then the other one";
}

TEST_F(Retries, WithoutRedispatchAllAttemptsGoToTheDeadServer) {
  const auto run = this->run([](routing::PoolSpec& spec) { spec.retries = 3; });
  EXPECT_GT(run.refused, run.answered * 9 / 10);
}

TEST_F(Retries, NginxTriesTheNextServerAndRemembersForTenSeconds) {
  const auto run = this->run(algorithm("nginx", "round_robin"));
  EXPECT_EQ(run.failed(), 0U);
  EXPECT_EQ(run.served[1], 0U);
  EXPECT_LT(run.p99Ms, 200);
}

TEST(RetriesAfterConnecting, NginxAsksTheNextServerAndHaproxyDoesNot) {
  farm::Farm farm = servers(2, 150);
  for (int i = 0; i < 8; ++i) {
    farm.events.push_back(event(5 + 10 * i, "FE2", kFail));
    farm.events.push_back(event(8 + 10 * i, "FE2", kRepair));
  }
  const Edit haproxy = [](routing::PoolSpec& spec) {
    spec.retries = 3;
    spec.redispatch = 1;
  };
  const auto lost = balance(farm, options(90, 4), haproxy);
  EXPECT_THAT(lost.refused, AllOf(Ge(20U), Le(400U))) << "only what FE2 had in hand when it failed";
  EXPECT_EQ(balance(farm, options(90, 4), algorithm("nginx", "round_robin")).failed(), 0U);
}

class Persistence : public ::testing::Test {
 protected:
  static farm::Farm people(std::int64_t population) {
    farm::Farm farm = servers(2, 0);
    farm.users = {closedUsers("App", population, exponential(200))};
    return farm;
  }
  static Edit sticky(std::function<void(routing::PoolSpec&)> with) {
    return [=](routing::PoolSpec& spec) {
      for (routing::ServerSpec& server : spec.policy.servers) server.cookie = server.name;
      with(spec);
    };
  }
};

TEST_F(Persistence, ACookieKeepsEveryUserOnOneServer) {
  const auto kept = balance(people(3), options(200, 3),
                            sticky([](routing::PoolSpec& spec) { spec.cookie = routing::CookieSpec{"SRV"}; }));
  EXPECT_NEAR(std::max(kept.shareOf(0), kept.shareOf(1)), 2.0 / 3, 0.02) << "two users against one";
  const auto free = balance(people(3), options(200, 3), [](routing::PoolSpec&) {});
  EXPECT_NEAR(free.shareOf(0), 0.5, 0.01);
}

TEST_F(Persistence, AffinityInAFarmIsACookie) {
  farm::Farm farm = people(3);
  farm.zones[0].balancer->affinity = true;
  const auto kept = balance(farm, options(200, 3), [](routing::PoolSpec&) {});
  EXPECT_NEAR(std::max(kept.shareOf(0), kept.shareOf(1)), 2.0 / 3, 0.02);
}

TEST_F(Persistence, AStickTableDoesTheSameByAddress) {
  const auto kept =
      balance(people(5), options(200, 3), sticky([](routing::PoolSpec& spec) { spec.stick = routing::StickSpec{}; }));
  EXPECT_NEAR(std::max(kept.shareOf(0), kept.shareOf(1)), 3.0 / 5, 0.02);
}

TEST_F(Persistence, PeopleBehindOneGatewayShareAServerByAddressButNotByCookie) {
  farm::Farm farm = people(4);  // more would keep both servers' answers overwriting the entry, as in the original
  farm.users[0].addresses = 1;
  const auto byAddress =
      balance(farm, options(100, 2), sticky([](routing::PoolSpec& spec) { spec.stick = routing::StickSpec{}; }));
  EXPECT_GT(std::max(byAddress.shareOf(0), byAddress.shareOf(1)), 0.99);
  const auto byCookie =
      balance(farm, options(100, 2), sticky([](routing::PoolSpec& spec) { spec.cookie = routing::CookieSpec{"SRV"}; }));
  EXPECT_NEAR(byCookie.shareOf(0), 0.5, 0.03);
}

TEST_F(Persistence, ATableThatIsTooSmallForgets) {
  const auto forgetful = balance(people(40), options(200, 3), sticky([](routing::PoolSpec& spec) {
                                   spec.stick = routing::StickSpec{1, Duration()};
                                 }));
  EXPECT_NEAR(forgetful.shareOf(0), 0.5, 0.02);
}

TEST_F(Persistence, AServerThatComesBackStaysEmptyWhileUsersStayWhereTheyAre) {
  farm::Farm farm = people(30);
  farm.events = {event(20, "FE2", kFail), event(30, "FE2", kRepair)};
  const Edit cookie = sticky([](routing::PoolSpec& spec) { spec.cookie = routing::CookieSpec{"SRV"}; });
  EXPECT_LT(balance(farm, options(300, 2), cookie).shareOf(1), 0.1);
  EXPECT_GT(balance(farm, options(300, 2), [](routing::PoolSpec&) {}).shareOf(1), 0.4);
}

/// What a farm file says, without a word to the routing core.
class FarmFields : public ::testing::Test {
 protected:
  static BalancedRun run(const farm::Farm& farm, double seconds = 100) {
    return runBalanced(farm, options(seconds, 4), [](Model&) {});
  }
};

TEST_F(FarmFields, LimitsOfMembersMakeAQueue) {
  farm::Farm farm = servers(4, 320);
  farm.zones[0].balancer->product = farm::Product::Haproxy;
  farm.zones[0].balancer->algorithm = "leastconn";
  for (farm::ZoneMember& member : farm.zones[0].members) member.maxConnections = 1;
  const double wait = erlangC(4, 3.2) * 10 / (4 - 3.2);
  EXPECT_NEAR(run(farm, 300).meanMs, 10 + wait, 0.06 * (10 + wait));
  farm.users[0].load = farm::OpenLoad{Rate{500}};
  farm.zones[0].balancer->queueTimeout = Duration::milliseconds(20);
  EXPECT_GT(run(farm).queueFull, 0U);
}

TEST_F(FarmFields, BackupDrainAndMaintenanceOfMembers) {
  farm::Farm farm = servers(4, 50);
  farm.zones[0].members[1].backup = true;
  farm.zones[0].members[2].drain = true;
  farm.zones[0].members[3].disabled = true;
  EXPECT_EQ(run(farm).shareOf(0), 1.0);
}

TEST_F(FarmFields, WorkersLoseSight) {
  farm::Farm farm = servers(8, 640);
  farm.zones[0].balancer->product = farm::Product::Nginx;
  farm.zones[0].balancer->algorithm = "least_conn";
  const double one = run(farm).meanMs;
  farm.zones[0].balancer->workers = 16;
  EXPECT_GT(run(farm).meanMs, 1.3 * one);
  farm.zones[0].balancer->workers = 0;
  const auto refused = compile(farm, options(10, 1));
  ASSERT_FALSE(refused.ok());
  EXPECT_THAT(refused.problems().front().what, ::testing::HasSubstr("0 workers"));
}

TEST_F(FarmFields, EveryProductRuns) {
  for (const auto product : {farm::Product::Haproxy, farm::Product::Nginx, farm::Product::IisArr, farm::Product::Envoy,
                             farm::Product::F5, farm::Product::AwsAlb, farm::Product::IngressNginx}) {
    farm::Farm farm = servers(3, 100);
    farm.zones[0].balancer->product = product;
    farm.events = {event(20, "FE2", kFail), event(40, "FE2", kRepair)};
    const auto result = run(farm, 200);
    EXPECT_GT(result.shareOf(1), 0.15) << static_cast<int>(product) << ": it came back";
    EXPECT_LT(result.shareOf(1), 0.32) << static_cast<int>(product) << ": it was away";
  }
}

/// Share of the busier of two servers when users come from so many addresses.
double skew(std::int64_t addresses, const Edit& edit) {
  farm::Farm farm = servers(2, 60);
  farm.users[0].addresses = addresses;
  const auto run = balance(farm, options(200, 2), edit);
  return std::max(run.shareOf(0), run.shareOf(1));
}

TEST(HashSkew, OneAddressIsOneServer) {
  EXPECT_EQ(skew(1, algorithm("haproxy", "source")), 1.0);
  EXPECT_EQ(skew(1, algorithm("nginx", "ip_hash")), 1.0);
}

TEST(HashSkew, FewAddressesAreUnevenAndManyAreNot) {
  EXPECT_GT(skew(3, algorithm("haproxy", "source")), 0.6);
  EXPECT_LT(skew(1000, algorithm("haproxy", "source")), 0.55);
  EXPECT_LT(skew(0, algorithm("nginx", "ip_hash")), 0.53) << "everyone who comes is new";
}

TEST(HashSkew, PagesAreSpreadByTheirAddress) {
  EXPECT_LT(skew(1, algorithm("haproxy", "uri")), 0.75) << "one address, but many pages";
  EXPECT_LT(skew(0,
                 [](routing::PoolSpec& spec) {
                   algorithm("nginx", "hash consistent")(spec);
                   spec.policy.options.key = "arg:session";
                 }),
            0.6);
  EXPECT_EQ(skew(1,
                 [](routing::PoolSpec& spec) {
                   algorithm("haproxy", "hdr")(spec);
                   spec.policy.options.header = "Host";
                 }),
            1.0)
      << "there is one host name";
}

TEST(PartialViews, LeastConnectionsLosesItsSightWithEveryWorker) {
  const auto wait = [](int workers) {
    return runBalanced(servers(8, 640), options(200, 4),
                       [&](Model& model) {
                         algorithm("nginx", "least_conn")(model.zones[0].balancing);
                         model.zones[0].workers = workers;
                       })
               .meanMs -
           10;
  };
  const double one = wait(1), four = wait(4), sixteen = wait(16);
  EXPECT_GT(four, 1.3 * one);
  EXPECT_GT(sixteen, 1.3 * four);
}

TEST(PartialViews, AFailureIsNoticedByEachWorkerByItself) {
  farm::Farm farm = servers(2, 100);
  farm.events = {event(10, "FE2", kFail)};
  const auto failures = [&](int workers) {
    return runBalanced(farm, options(60, 4),
                       [&](Model& model) {
                         model.zones[0].balancing.retries = 0;
                         model.zones[0].workers = workers;
                       })
        .refused;
  };
  EXPECT_NEAR(static_cast<double>(failures(6)), static_cast<double>(failures(1)), 200);
}

TEST(Balancers, LearnFromResponseTimes) {
  farm::Farm farm = servers(2, 100, fixed(5));
  farm.servers[1].speed = 0.25;
  const auto run = balance(farm, options(100, 2), algorithm("headroom", "peak_ewma"));
  EXPECT_GT(run.shareOf(0), 0.7);
}

TEST(Balancers, EverythingAtOnceStillBalances) {
  farm::Farm farm = intranetZone();
  farm.proxy->capacity.maxConnections = 60;
  farm.databases[0].connectionPool = 5;
  for (farm::Users& users : farm.users) users.timeout = Duration::milliseconds(80);
  farm.users.push_back(closedUsers("AppX", 50, exponential(300)));
  farm.users.back().name = "people";
  const char* nodes[] = {"FE1", "FE2", "FE3", "DB", "proxy", "Global LB", "Intranet LB"};
  for (int i = 0; i < 70; ++i) {
    farm.events.push_back(event(1 + i * 0.5, nodes[i % 7], kFail));
    farm.events.push_back(event(1.3 + i * 0.5, nodes[i % 7], kRepair));
  }
  for (const std::string product : {"haproxy", "nginx", "envoy"}) {
    const auto run = runBalanced(farm, options(40, 3), [&](Model& model) {
      for (ZoneSpec& zone : model.zones) {
        routing::PoolSpec& spec = zone.balancing;
        algorithm(product, product == "haproxy" ? "roundrobin" : "round_robin")(spec);
        limit(spec, 3);
        spec.retries = 2;
        spec.redispatch = 1;
        spec.queueTimeout = Duration::milliseconds(40);
        spec.cookie = routing::CookieSpec{"SRV"};
        spec.fall = spec.rise = 1;
        spec.check->interval = Duration::milliseconds(200);
        spec.check->fastInterval = Duration::milliseconds(50);
        spec.check->kind = routing::CheckSpec::Kind::Http;
        spec.observe = routing::ObserveSpec{routing::ObserveSpec::Layer::Answer, 3, {}};
        spec.outliers = routing::OutlierSpec{};
        spec.outliers->alwaysEjectOne = true;
        spec.panicPercent = 50;
        for (routing::ServerSpec& server : spec.policy.servers) {
          server.slowStart = Duration::wholeSeconds(1);
          server.cookie = server.name;
        }
        zone.workers = 3;
      }
    });
    EXPECT_GT(run.answered, 1000U) << product;
    EXPECT_GT(run.refused, 0U) << product;
  }
}

}  // namespace
}  // namespace headroom::sim
