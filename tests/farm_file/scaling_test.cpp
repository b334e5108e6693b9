// Autoscaled zones, servers that shed load and limits of requests, as files say them.
#include <gmock/gmock.h>

#include "tests/farm_file/farms.h"

namespace headroom::farm_file {
namespace {

using testing::HasSubstr;
using testing::Not;

const std::string kServers = "version: 1\nserver { name: \"FE1\" } server { name: \"FE2\" } server { name: \"FE3\" }\n";
const std::string kMembers = "member { server: \"FE1\" } member { server: \"FE2\" } member { server: \"FE3\" }\n";

/// Warnings as well.
std::string everythingSaidOf(const std::string& text) {
  const auto result = readText(text);
  std::string all = complaints(result);
  for (std::size_t i = 0; result.ok() && i < result->warnings.size(); ++i) all += format(result->warnings[i]) + "\n";
  return all;
}

std::string complaintsAbout(const std::string& autoscaling) {
  return everythingSaidOf(kServers + "zone { name: \"Z\" " + kMembers + autoscaling + " }");
}

TEST(AutoscalingText, ArrivesInTheFarm) {
  const farm::Farm farm = farmFrom(contentOf("tests/farm_file/data/every-field.farm"));
  const farm::Autoscaling& scaling = farm.zones.at(0).autoscaling.value();
  EXPECT_EQ(scaling.min, 2);
  EXPECT_EQ(scaling.max, 3);
  EXPECT_EQ(scaling.targetUtilisation, 0.65);
  EXPECT_EQ(scaling.tolerance, 0.15);
  EXPECT_EQ(scaling.every, Duration::wholeSeconds(20));
  EXPECT_EQ(scaling.boot, Duration::wholeSeconds(90));
  EXPECT_EQ(scaling.drain, Duration::wholeSeconds(40));
  EXPECT_EQ(scaling.up.stabilisation, Duration::wholeSeconds(45));
  EXPECT_EQ(scaling.up.select, farm::ScalingRules::Select::Min);
  ASSERT_EQ(scaling.up.policies.size(), 1u);
  EXPECT_EQ(scaling.up.policies[0].kind, farm::ScalingPolicy::Kind::Percent);
  EXPECT_EQ(scaling.down.select, farm::ScalingRules::Select::Disabled);
  EXPECT_EQ(scaling.down.policies.at(0).value, 2);
  EXPECT_EQ(scaling.down.policies.at(0).period, Duration::wholeSeconds(50));
  EXPECT_EQ(farm.servers.at(0).shedding, (farm::Shedding{0.85, Duration::wholeSeconds(2)}));
  EXPECT_EQ(farm.zones.at(0).balancer->maxRequests, 900);
  EXPECT_EQ(farm.zones.at(0).balancer->maxRetries, 5);
}

TEST(AutoscalingText, WhatIsNotWrittenIsTheAutoscalersOwn) {
  const farm::Farm farm = farmFrom(kServers + "zone { name: \"Z\" " + kMembers + "autoscaling { boot: \"2min\" } }");
  farm::Autoscaling standard;
  standard.boot = Duration::wholeSeconds(120);
  EXPECT_EQ(farm.zones.at(0).autoscaling, standard);
  EXPECT_THAT(write(farm, Format::Text), HasSubstr("  autoscaling { boot: \"2min\" }\n"));
}

TEST(AutoscalingText, CommentsOnPoliciesSurviveASave) {
  const std::string text = kServers + "zone { name: \"Z\" " + kMembers +
                           "autoscaling { boot: \"2min\" up {\n# Slowly.\npolicy { value: 1 period: \"1min\" } } } }";
  EXPECT_THAT(write(farmFrom(text), Format::Text), HasSubstr("# Slowly.\n      policy {"));
}

TEST(AutoscalingText, IsRefusedWithPlaceAndRemedy) {
  EXPECT_THAT(complaintsAbout("autoscaling { }"),
              HasSubstr("a.farm:4:1: error: this autoscaling has no 'boot'; write boot: \"2min\""));
  EXPECT_THAT(
      complaintsAbout("autoscaling { boot: \"1s\" min: 4 }"),
      HasSubstr("a.farm:4:31: warning: min of the autoscaling of zone Z is 4, but the zone has 3 servers to start "
                "and stop; give at most 3, or more members"));
  EXPECT_THAT(complaintsAbout("autoscaling { boot: \"1s\" max: 9 }"),
              HasSubstr("max of the autoscaling of zone Z is 9, but the zone has 3 servers"));
  EXPECT_THAT(complaintsAbout("autoscaling { boot: \"1s\" min: 3 max: 2 }"),
              HasSubstr("is 2, below its min of 3; raise max, or lower min"));
  EXPECT_THAT(complaintsAbout("autoscaling { boot: \"1s\" min: 0 }"), HasSubstr("it must be from 1 to 1000000"));
  EXPECT_THAT(complaintsAbout("autoscaling { boot: \"1s\" target_utilisation: \"0%\" }"),
              HasSubstr("it must be above 0 and at most 1"));
  EXPECT_THAT(complaintsAbout("autoscaling { boot: \"1s\" every: \"1ns\" }"), HasSubstr("it must be at least 100ms"));
  EXPECT_THAT(complaintsAbout("autoscaling { boot: \"1s\" up { stabilisation: \"2h\" } }"),
              HasSubstr("up.stabilisation of the autoscaling of zone Z is 2h; it must be at most 1h"));
  EXPECT_THAT(complaintsAbout("autoscaling { boot: \"1s\" down { policy { value: 0 period: \"15s\" } } }"),
              HasSubstr("a.farm:4:49: error: value of a policy of the autoscaling of zone Z is 0"));
  EXPECT_THAT(complaintsAbout("autoscaling { boot: \"1s\" down { policy { value: 1 period: \"1h\" } } }"),
              HasSubstr("it must be at most 30min"));
  EXPECT_THAT(complaintsAbout("autoscaling { boot: \"1s\" down { policy { value: 1 } } }"),
              HasSubstr("this scaling policy has no 'period'"));
  EXPECT_EQ(complaintsAbout("autoscaling { boot: \"0s\" min: 3 max: 3 drain: \"0s\" }"), "");
}

TEST(AutoscalingText, CountsWhoTakesPart) {
  const std::string members =
      "member { server: \"FE1\" disabled: true } member { server: \"FE2\" drain: true } member { server: \"FE3\" }\n";
  const auto about = [&](const std::string& text) {
    return everythingSaidOf(kServers + "zone { name: \"Z\" " + members + "autoscaling { boot: \"1s\" " + text + " } }");
  };
  EXPECT_THAT(about("min: 2"), HasSubstr("the zone has 1 server to start and stop"));
  EXPECT_EQ(about("min: 1"), "");
  EXPECT_THAT(everythingSaidOf(kServers + "zone { name: \"Z\" autoscaling { boot: \"1s\" } }"),
              HasSubstr("the zone has 0 servers to start and stop; give the zone members"));
}

TEST(AutoscalingText, AServerHasOneMaster) {
  const std::string zone = " includes_all_servers: true autoscaling { boot: \"1s\" } }\n";
  const std::string two = kServers + "zone { name: \"Y\"" + zone + "zone { name: \"Z\"" + zone;
  EXPECT_THAT(everythingSaidOf(two), HasSubstr("server FE1 is started and stopped by zone Y and by zone Z; leave "
                                               "autoscaling out of one of them"));
  EXPECT_THAT(everythingSaidOf(two), Not(HasSubstr("server FE2 is"))) << "once is enough";
}

TEST(SheddingText, IsRefusedWithPlaceAndRemedy) {
  const auto about = [](const std::string& text) {
    return complaintsOf("version: 1\nserver { name: \"FE1\" shedding { " + text + " } }");
  };
  EXPECT_EQ(about(""), "");
  EXPECT_THAT(about("above: \"120%\""), HasSubstr("a.farm:2:40: error: shedding.above of server FE1 is 1.2"));
  EXPECT_THAT(about("above: \"0%\""), HasSubstr("it must be above 0"));
  EXPECT_THAT(about("window: \"1us\""), HasSubstr("it must be at least 1ms"));
  EXPECT_THAT(about("window: \"2h\""), HasSubstr("it must be at most 1h"));
}

TEST(RequestLimitsText, AreRefusedWithPlaceAndRemedy) {
  const auto about = [](const std::string& text) {
    return complaintsOf(kServers + "zone { name: \"Z\" " + kMembers + "balancer { " + text + " } }");
  };
  EXPECT_EQ(about("max_requests: 1 max_retries: 0"), "");
  EXPECT_THAT(about("max_requests: 0"), HasSubstr("a.farm:4:26: error: max_requests of balancer"));
  EXPECT_THAT(about("max_retries: -1"), HasSubstr("it must be from 0"));
}

}  // namespace
}  // namespace headroom::farm_file
