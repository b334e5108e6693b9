// What is inside a front-end server, as files say it: what contradicts itself is refused at its place.
#include <gmock/gmock.h>

#include "tests/farm_file/farms.h"

namespace headroom::farm_file {
namespace {

using testing::HasSubstr;

std::string complaintsAbout(const std::string& serverPart, const std::string& rest = {}) {
  return complaints(readText("version: 1\nserver {\n  name: \"FE1\"\n  " + serverPart + "\n}\n" + rest));
}

const std::string kApplication =
    "zone { name: \"Z\" member { server: \"FE1\" } }\napplication { name: \"A\" zone: \"Z\" }\n";

TEST(FrontEnd, BeginsWithNoMoreWorkersThanItMayHave) {
  EXPECT_THAT(complaintsAbout("pool { workers: 10 threads: TUNING_PAGE initial_workers: 20 }"),
              HasSubstr("a.farm:4:60: error: pool OutSystemsApplications begins with 20 workers but may have only 10; "
                        "lower initial_workers, or raise workers"));
  EXPECT_EQ(complaintsAbout("pool { threads: TUNING_PAGE initial_workers: 20 }"), "");
}

TEST(FrontEnd, SaysHowFarItsMemoryMayGrow) {
  EXPECT_THAT(
      complaintsAbout("pool { recycling { memory_growth: \"1MB\" } }"),
      HasSubstr("a.farm:4:37: error: the memory of pool OutSystemsApplications grows, but nothing says how far"));
  EXPECT_EQ(complaintsAbout("memory: \"8GiB\"\n  pool { recycling { memory_growth: \"1MB\" } }"), "");
  EXPECT_THAT(complaintsAbout("pool { recycling { memory_limit: \"1GB\" memory_at_start: \"2GB\" } }"),
              HasSubstr("has reached its memory limit when it starts"));
}

TEST(FrontEnd, PausesForSomeTimeNowAndThen) {
  EXPECT_THAT(complaintsAbout("pauses { interval: \"10s\" }"), HasSubstr("the pauses of server FE1 have no duration"));
  EXPECT_THAT(complaintsAbout("pauses { duration: \"10ms\" }"), HasSubstr("the pauses of server FE1 have no interval"));
  EXPECT_EQ(complaintsAbout("pauses { interval: \"10s\" duration: \"10ms\" }"), "");
}

TEST(BackgroundWork, FallsDueInOneWay) {
  const auto work = [](const std::string& fields) {
    return complaintsAbout("", kApplication + "background { name: \"W\" application: \"A\" " + fields + " }");
  };
  EXPECT_THAT(work(""), HasSubstr("background work W never falls due; write either every: \"10min\" or rate: \"2/s\""));
  EXPECT_THAT(work("every: \"1min\" rate: \"2/s\""), HasSubstr("background work W has a schedule and a rate"));
  EXPECT_THAT(work("every: \"1min\" work { database_transactions: 1 }"), HasSubstr("A has no database"));
  EXPECT_THAT(work("every: \"1min\" priority: 5"), HasSubstr("priority"));
  EXPECT_EQ(work("every: \"1min\""), "");
  EXPECT_EQ(work("rate: \"2/s\""), "");
}

TEST(BackgroundWork, BelongsToAnApplicationAndHasANameOfItsOwn) {
  const std::string work = "background { name: \"W\" application: \"A\" rate: \"1/s\" }\n";
  EXPECT_THAT(complaintsAbout("", kApplication + work + work), HasSubstr("background work has different names"));
  EXPECT_THAT(complaintsAbout("", work), HasSubstr("names the application 'A', which does not exist"));
}

}  // namespace
}  // namespace headroom::farm_file
