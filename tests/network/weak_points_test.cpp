#include <gmock/gmock.h>

#include "engine/network/network.h"

namespace headroom::network {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(SinglePointsOfFailure, AreTheNodesEveryWayHangsOn) {
  EXPECT_THAT(Network::singlePointsOfFailure({{"users", "RP"}, {"RP", "LB"}, {"LB", "FE1"}, {"LB", "FE2"}}, "users",
                                             {"FE1", "FE2"}),
              ElementsAre("RP", "LB"));
}

TEST(SinglePointsOfFailure, TwoWaysLeaveNone) {
  EXPECT_THAT(Network::singlePointsOfFailure(
                  {{"users", "LB1"}, {"users", "LB2"}, {"LB1", "FE1"}, {"LB1", "FE2"}, {"LB2", "FE1"}, {"LB2", "FE2"}},
                  "users", {"FE1", "FE2"}),
              IsEmpty());
}

TEST(SinglePointsOfFailure, TheOnlyServerIsOne) {
  EXPECT_THAT(Network::singlePointsOfFailure({{"users", "FE1"}}, "users", {"FE1"}), ElementsAre("FE1"));
}

TEST(SinglePointsOfFailure, NamesThatTalkToNobodyCutNothing) {
  EXPECT_THAT(Network::singlePointsOfFailure({}, "users", {"FE1"}), IsEmpty());
}

}  // namespace
}  // namespace headroom::network
