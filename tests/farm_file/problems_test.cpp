#include <gmock/gmock.h>

#include <algorithm>

#include "tests/farm_file/farms.h"

namespace headroom::farm_file {
namespace {

using testing::HasSubstr;
using testing::Not;

struct BadPart {
  std::string name;       ///< Of the test case.
  std::string part;       ///< Put behind the small farm, from line 8 on.
  std::string complaint;  ///< Must be among the complaints.
};

void PrintTo(const BadPart& bad, std::ostream* out) {
  *out << bad.part;
}

class BadFarm : public testing::TestWithParam<BadPart> {};

TEST_P(BadFarm, IsRefusedWithPlaceAndRemedy) {
  const auto result = readText(kSmall + GetParam().part);
  ASSERT_FALSE(result.ok());
  EXPECT_THAT(complaints(result), HasSubstr(GetParam().complaint));
}

INSTANTIATE_TEST_SUITE_P(
    Names, BadFarm,
    testing::Values(
        BadPart{"UnknownServerInAZone", "zone { name: \"Z\" member { server: \"FE9\" } }",
                "a.farm:8:35: error: zone Z names the server 'FE9', which does not exist; did you mean 'FE1'?"},
        BadPart{"ApplicationInNoZone", "application { name: \"B\" }",
                "a.farm:8:1: error: application B is in no zone; write zone: \"Global\" or another zone's name [ZN03]"},
        BadPart{"ApplicationInTwoZones", "application { name: \"B\" zone: \"Global\" zone: \"Intranet\" }",
                "a.farm:8:40: error: the application is put into more than one zone; an application is in exactly one "
                "zone: keep one, "
                "and let other zones reach it by references [ZN03]"},
        BadPart{"ApplicationInAListOfZones", "application { name: \"B\" zone: [\"Global\", \"Intranet\"] }",
                "more than one zone"},
        BadPart{"UnknownZone", "application { name: \"B\" zone: \"Internet\" }",
                "a.farm:8:31: error: application B names the zone 'Internet', which does not exist; did you mean "
                "'Intranet'?"},
        BadPart{"UnknownZoneOfARoute", "proxy { route { path: \"/B\" zone: \"Local\" } }",
                "names the zone 'Local', which does not exist"},
        BadPart{"UnknownDefaultZone", "proxy { default_zone: \"Local\" }",
                "a.farm:8:23: error: proxy proxy names the zone 'Local'"},
        BadPart{"UnknownOverride",
                "application { name: \"B\" zone: \"Global\" module { name: \"B\" zone_override: \"Q\" } }",
                "the zone 'Q'"},
        BadPart{"UnknownTarget", "zone { name: \"Z\" balancer { target: [\"FE1\", \"FE3\"] } }",
                "a.farm:8:45: error: balancer Z balancer names the server 'FE3'"},
        BadPart{"UnknownConsumer", "reference { consumer: \"AppZ\" producer: \"AppX\" }",
                "names the application 'AppZ'"},
        BadPart{"MissingProducer", "reference { consumer: \"AppX\" }",
                "a.farm:8:1: error: the reference AppX ->  names no application"},
        BadPart{"UnknownApplicationOfUsers", "users { name: \"U\" application: \"App\" open { rate: \"1/s\" } }",
                "names the application 'App'"},
        BadPart{"UnknownDatabase", "application { name: \"B\" zone: \"Global\" database: \"DC\" }",
                "did you mean 'DB'?"},
        BadPart{"UnknownEventNode", "event { at: \"1s\" node: \"FE3\" }",
                "a.farm:8:24: error: an event names the node 'FE3'"},
        BadPart{"UnknownDnsTarget", "dns { name: \"x.lan\" target: \"nowhere\" }", "names the node 'nowhere'"},
        BadPart{"UnknownSegmentInDns", "dns { name: \"x.lan\" target: \"FE1\" visible_from: \"DMZ\" }",
                "names the segment 'DMZ'"},
        BadPart{"LinkToNowhere", "link { from: \"FE1\" to: \"DMZ\" }", "names the node or segment 'DMZ'"},
        BadPart{"LinkToItself", "link { from: \"FE1\" to: \"FE1\" }", "leads from a place to itself"},
        BadPart{"TwoServersOfOneName", "server { name: \"FE1\" }",
                "a.farm:8:16: error: the name 'FE1' of server FE1 is taken by server FE1 in line 4"},
        BadPart{"DatabaseNamedLikeAServer", "database { name: \"FE1\" }", "is taken by server FE1 in line 4"},
        BadPart{"UsersNamedLikeABalancer",
                "users { name: \"Global balancer\" application: \"AppX\" open { rate: \"1/s\" } }",
                "the name 'Global balancer'"},
        BadPart{"TwoZonesOfOneName", "zone { name: \"Global\" }", "is taken by zone Global in line 2"},
        BadPart{"TwoApplicationsOfOneName", "application { name: \"AppX\" zone: \"Global\" }",
                "is taken by application AppX in line 7"},
        BadPart{"TwoObjectivesOfOneName",
                "slo { name: \"S\" utilisation_below: \"70%\" } slo { name: \"S\" utilisation_below: \"70%\" }",
                "is taken by slo S in line 8"},
        BadPart{"EmptyName", "server { name: \"\" }", "a.farm:8:16: error: a server without a name has an empty name"},
        BadPart{"MissingName", "server { }",
                "a.farm:8:1: error: a server without a name has an empty name; give it a name"},
        BadPart{"NameWithSpaces", "server { name: \" FE3\" }", "begins or ends with a space"},
        BadPart{"NameWithControlCharacters", "server { name: \"F\\x1b[31mE\" }", "holds control characters"},
        BadPart{"MemberTwice", "zone { name: \"Z\" member { server: \"FE1\" } member { server: \"FE1\" } }",
                "lists the server 'FE1' twice"},
        BadPart{"SharedPath", "application { name: \"B\" zone: \"Global\" module { name: \"M\" path: \"/appx\" } }",
                "the path '/appx' of application B belongs to application AppX already"}),
    [](const auto& test) { return test.param.name; });

INSTANTIATE_TEST_SUITE_P(
    Values, BadFarm,
    testing::Values(
        BadPart{"NegativeRate", "users { name: \"U\" application: \"AppX\" open { rate: \"-400/s\" } }",
                "a.farm:8:52: error: rate: '-400/s' is not a rate"},
        BadPart{"UnknownField", "server { name: \"FE3\" core: 4 }",
                "a.farm:8:22: error: a server has no field 'core'; did you mean 'cores'?"},
        BadPart{"UnknownWord", "zone { name: \"Z\" algorithm: ROUNDROBIN }",
                "a.farm:8:29: error: the field 'algorithm' does not know the value ROUNDROBIN; did you mean "
                "'ROUND_ROBIN'?"},
        BadPart{"TextForANumber", "server { name: \"FE3\" cores: \"four\" }",
                "a.farm:8:29: error: the field 'cores' needs a whole number"},
        BadPart{"FractionOfACore", "server { name: \"FE3\" cores: 2.5 }", "a whole number"},
        BadPart{"NumberForAText", "server { name: 3 }", "needs a text in quotes, found 3; write name: \"3\""},
        BadPart{"WordForAFlag", "server { name: \"FE3\" scheduler: yes }", "needs true or false, found yes"},
        BadPart{"ScalarForABlock", "application { name: \"B\" zone: \"Global\" work: 3 }",
                "the field 'work' needs a block"},
        BadPart{"BlockForAScalar", "server { name { } }", "the field 'name' needs a single value"},
        BadPart{"ListForOneValue", "server { name: [\"a\", \"b\"] }", "takes one value, not a list"},
        BadPart{"GivenTwice", "server { name: \"FE3\" cores: 1\ncores: 2 }",
                "a.farm:9:1: error: the field 'cores' of this server is given twice, first in line 8"},
        BadPart{"NoLoad", "users { name: \"U\" application: \"AppX\" }", "a.farm:8:1: error: these users have no load"},
        BadPart{"TwoLoads",
                "users { name: \"U\" application: \"AppX\" open { rate: \"1/s\" } closed { population: 1 } }",
                "are given at once"},
        BadPart{"OpenWithoutRate", "users { name: \"U\" application: \"AppX\" open { } }", "this open has no 'rate'"},
        BadPart{"ReplayWithoutLog", "users { name: \"U\" application: \"AppX\" replay { } }", "replay no log"},
        BadPart{"SessionsWithoutPages",
                "users { name: \"U\" application: \"AppX\" sessions { begin { rate: \"1/s\" } } }", "have no page"},
        BadPart{"MoreThanCertain",
                "users { name: \"U\" application: \"AppX\" sessions { begin { rate: \"1/s\" }\npage { name: \"A\" next "
                "{ page: "
                "\"A\" probability: 0.7 } next { page: \"A\" probability: 0.5 } } } }",
                "a.farm:9:1: error: the ways from page A have probabilities that add up to 1.2"},
        BadPart{"SessionThatNeverEnds",
                "users { name: \"U\" application: \"AppX\" sessions { begin { rate: \"1/s\" } page { name: \"A\" next "
                "{ page: "
                "\"B\" probability: 0.5 } }\npage { name: \"B\" next { page: \"B\" probability: 1 } } } }",
                "a.farm:9:1: error: who comes to page B never leaves"},
        BadPart{"EntriesThatAreTooFew",
                "users { name: \"U\" application: \"AppX\" sessions { begin { rate: \"1/s\" } page { name: \"A\" "
                "entry: 0.5 } } }",
                "the entries of users U add up to 0.5"},
        BadPart{"WayToNowhere",
                "users { name: \"U\" application: \"AppX\" sessions { begin { rate: \"1/s\" } page { name: \"Start\" "
                "next { page: "
                "\"Stat\" probability: 0.5 } } } }",
                "names the page 'Stat', which does not exist; did you mean 'Start'?"},
        BadPart{"CurveWithoutPoints",
                "users { name: \"U\" application: \"AppX\" open { rate: \"1/s\" curve { period: \"1d\" } } }",
                "the curve of users U has no points"},
        BadPart{
            "CurveThatGoesBack",
            "users { name: \"U\" application: \"AppX\" open { rate: \"1/s\" curve {\npoint { at: \"2h\" factor: 1 }\n"
            "point { at: \"1h\" factor: 1 } } } }",
            "a.farm:10:13: error: a point of the curve of users U is at 1h, before the one in front of it"},
        BadPart{
            "PointBeyondThePeriod",
            "users { name: \"U\" application: \"AppX\" open { rate: \"1/s\" curve { period: \"1h\" point { at: \"2h\" "
            "factor: 1 } } } }",
            "after the end of the period"},
        BadPart{"SmootherThanPoisson",
                "users { name: \"U\" application: \"AppX\" open { rate: \"1/s\" bursts { dispersion: 0.5 time_scale: "
                "\"1s\" "
                "} } }",
                "open.bursts.dispersion of users U is 0.5; it must be from 1"},
        BadPart{"HalfAPageInABatch",
                "users { name: \"U\" application: \"AppX\" open { rate: \"1/s\" batch { mean: 2.5 size: FIXED } } }",
                "cannot all have 2.5 pages"},
        BadPart{"RetryWithoutAnAttempt",
                "users { name: \"U\" application: \"AppX\" open { rate: \"1/s\" } retry { attempts: 0 } }",
                "retry.attempts of users U is 0; it must be from 1 to 100"},
        BadPart{"BackoffThatShrinks",
                "users { name: \"U\" application: \"AppX\" open { rate: \"1/s\" } retry { factor: 0.5 } }",
                "retry.factor of users U is 0.5; it must be from 1 to 100"},
        BadPart{
            "BudgetWithoutTime",
            "users { name: \"U\" application: \"AppX\" open { rate: \"1/s\" } retry { budget { window: \"0s\" } } }",
            "retry.budget.window"},
        BadPart{"AllWeightsZero", "zone { name: \"Z\" member { server: \"FE1\" weight: 0 } }",
                "have weight 0, so none gets a request"},
        BadPart{"PathWithoutSlash", "proxy { route { path: \"AppX\" zone: \"Global\" } }", "does not begin with '/'"},
        BadPart{"ObjectiveWithoutPromise", "slo { name: \"S\" }", "slo S promises nothing"},
        BadPart{"ShareAboveOne", "slo { name: \"S\" failures_below: \"120%\" }",
                "failures_below of slo S is 1.2; it must be from 0 to 1"},
        BadPart{"LawWithoutMean", "application { name: \"B\" zone: \"Global\" work { demand: \"pareto(3ms, 1)\" } }",
                "needs a tail index above 1"},
        BadPart{"EventWithoutTime", "event { node: \"FE1\" }", "this event has no 'at'"},
        BadPart{"PortZero", "link { from: \"FE1\" to: \"FE2\" open_port: [80, 0] }",
                "a.farm:8:46: error: open_port[1]"},
        BadPart{"SharedWithoutBandwidth", "link { from: \"FE1\" to: \"FE2\" sharing: FAIR }",
                "a.farm:8:39: error: nothing is ever short on the link FE1 - FE2"},
        BadPart{"SharedBandwidthOfNothing", "link { from: \"FE1\" to: \"FE2\" sharing: FAIR bandwidth: \"0\" }",
                "a.farm:8:55: error: a bandwidth of 0 means that nothing is ever short on the link FE1 - FE2"},
        BadPart{"EndlessRoundTrips", "proxy { capacity { connections { round_trips: 101 } } }",
                "capacity.connections.round_trips of proxy proxy is 101; it must be from 0 to 100"},
        BadPart{"NegativeKeepAlive", "proxy { capacity { connections { keep_alive: \"-1s\" } } }", "keep_alive"},
        BadPart{"NoPorts", "zone { name: \"Z\" balancer { port: [70000] } }", "it must be from 1 to 65535"}),
    [](const auto& test) { return test.param.name; });

INSTANTIATE_TEST_SUITE_P(
    Syntax, BadFarm,
    testing::Values(
        BadPart{"MissingBrace", "server { name: \"FE3\"\nserver { name: \"FE4\" cores: 0 }\n",
                "a.farm:8:8: error: the block that is opened here is not closed; found 'server'; add the missing '}'"},
        BadPart{"SurplusBrace", "server { name: \"FE3\" } }", "a.farm:8:24: error: '}' closes nothing"},
        BadPart{"OpenText", "server { name: \"FE3 }",
                "a.farm:8:16: error: the text that starts here has no closing quote"},
        BadPart{"NoValue", "server { name: }", "a.farm:8:16: error: the field 'name' needs a value, found '}'"},
        BadPart{"NoColon", "server { name \"FE3\" }", "has neither ':' and a value nor a block"},
        BadPart{"Stray", "server { name: \"FE3\" } @", "expected the name of a field, found '@'"},
        BadPart{"Extension", "[type.googleapis.com/x.Y] { a: 1 }",
                "extensions and Any values in brackets are no part of a farm"},
        BadPart{"OpenList", "link { from: \"FE1\" to: \"FE2\" open_port: [80 }",
                "a.farm:8:45: error: expected a value, found '}'"},
        BadPart{"BadEscape", "server { name: \"a\\qb\" }", "a.farm:8:18: error: unknown escape"},
        BadPart{"BrokenUtf8", "server { name: \"a\xFF\" }", "is not valid UTF-8"}),
    [](const auto& test) { return test.param.name; });

TEST(Problems, AllOfThemAreToldInOnePassInOrderOfTheirPlace) {
  const auto result = readText(
      "version: 1\n"
      "zone { name: \"Global\" member { server: \"FE9\" } }\n"
      "server { name: \"FE1\" memory: \"12 Gigs\" cores: -3 }\n"
      "users { name: \"U\" application: \"Nope\" open { rate: \"nan/s\" } }\n");
  std::vector<std::pair<int, int>> places;
  for (const Diagnostic& problem : result.problems()) places.emplace_back(problem.place.line, problem.place.column);
  EXPECT_TRUE(std::is_sorted(places.begin(), places.end()));
  EXPECT_EQ(places.size(), 5u) << complaints(result);
}

TEST(Problems, AMissingBraceDoesNotHideWhatFollows) {
  const std::string all = complaintsOf(kSmall +
                                       "server {\n"
                                       "  name: \"FE3\"\n"
                                       "server {\n"
                                       "  name: \"FE4\"\n"
                                       "  cores: 0\n"
                                       "}\n"
                                       "event { at: \"1s\" node: \"FE7\" }\n");
  EXPECT_THAT(all, HasSubstr("a.farm:8:8: error: the block that is opened here is not closed"));
  EXPECT_THAT(all, HasSubstr("a.farm:12:10: error: cores of server FE4 is 0"));
  EXPECT_THAT(all, HasSubstr("names the node 'FE7'"));
  EXPECT_THAT(all, Not(HasSubstr("has no field")));
}

TEST(Problems, ABadValueIsToldOnceNotTwice) {
  const std::string all = complaintsOf(kSmall + "application { name: \"B\" zone: Global }");
  EXPECT_EQ(std::count(all.begin(), all.end(), '\n'), 1) << all;
}

TEST(Problems, TheFirstFiftyAreShownAndTheRestCounted) {
  std::string text = kSmall;
  for (int i = 0; i < 60; ++i) text += "bad" + std::to_string(i) + ": 1\n";
  const auto result = readText(text);
  ASSERT_EQ(result.problems().size(), 51u);
  EXPECT_EQ(result.problems().back().what, "and 10 more problems");
}

TEST(Problems, HundredThousandUnknownNamesAreToldQuickly) {
  std::string text = "version: 1\n";
  for (int i = 0; i < 20000; ++i) text += "server { name: \"server-" + std::to_string(i) + "\" }\n";
  text += "zone { name: \"Z\"\n";
  for (int i = 0; i < 100000; ++i) text += "member { server: \"sever-" + std::to_string(i) + "\" }\n";
  text += "}\n";
  EXPECT_THAT(complaintsOf(text), HasSubstr("did you mean 'server-0'?"));
}

TEST(Problems, MissingVersionIsToldTogetherWithTheRest) {
  const std::string all = complaintsOf("server { name: \"FE1\" cores: 0 }");
  EXPECT_THAT(
      all,
      HasSubstr(
          "a.farm:1: error: the file does not say which format version it is in; write version: 1 as its first line"));
  EXPECT_THAT(all, HasSubstr("cores of server FE1 is 0"));
}

TEST(Problems, ANewerVersionIsTheOnlyComplaint) {
  EXPECT_EQ(complaintsOf("version: 7\nfuture_field: 1\n"),
            "a.farm:1:10: error: the farm is in format version 7, this program reads versions up to 1; "
            "update headroom, or save the farm in version 1 with the newer program\n");
  EXPECT_THAT(complaintsOf("version: 0\n"), HasSubstr("there is no format version 0; write version: 1"));
}

TEST(Problems, TransactionsNeedADatabaseThatIsNamedWhenThereAreSeveral) {
  const std::string work = " work { demand: \"1ms\" database_transactions: 1 database_demand: \"1ms\" } }";
  const std::string head = "version: 1 zone { name: \"G\" }\n";
  EXPECT_THAT(complaintsOf(head + "application { name: \"A\" zone: \"G\"" + work),
              HasSubstr("the farm has no database"));
  EXPECT_THAT(
      complaintsOf(head + "database { name: \"D\" } database { name: \"E\" } application { name: \"A\" zone: \"G\"" +
                   work),
      HasSubstr("does not say on which of the databases; write database: \"D\""));
  EXPECT_EQ(complaintsOf(head + "database { name: \"D\" } application { name: \"A\" zone: \"G\"" + work), "");
}

TEST(Problems, ASegmentThatOnlyLinksMentionIsFineWhenTwoLinksMeetThere) {
  EXPECT_EQ(complaintsOf(kSmall + "link { from: \"FE1\" to: \"Core\" } link { from: \"Core\" to: \"FE2\" }"), "");
}

TEST(Problems, ForeignContentIsToldInOneSentence) {
  EXPECT_EQ(complaintsOf(""),
            "a.farm: error: the file is empty; a farm begins with version: 1; make one with headroom new\n");
  EXPECT_EQ(complaintsOf(" \n\t\n"), complaintsOf(""));
  EXPECT_THAT(complaintsOf(std::string("\x7F"
                                       "ELF\x02\0\0\0",
                                       8)),
              HasSubstr("a.farm:1: error: the file holds NUL bytes, so it is not text"));
  EXPECT_THAT(complaintsOf("\x1F\x8B\x08 packed"), HasSubstr("packed with gzip; unpack it first"));
  EXPECT_THAT(complaints(load(HEADROOM_SOURCE_DIR)), HasSubstr("Is a directory"));
  EXPECT_THAT(complaints(load("/nowhere/a.farm")), HasSubstr("/nowhere/a.farm: error: cannot open the file"));
}

TEST(Problems, MessagesNeverCarryControlCharacters) {
  const std::string all = complaintsOf(kSmall + "server { name: \"\\x1b[31mred\\x07\" }\n\x01\x02 bad\x1B: 1\n");
  EXPECT_FALSE(all.empty());
  EXPECT_TRUE(std::none_of(all.begin(), all.end(), [](char c) {
    return c != '\n' && static_cast<unsigned char>(c) < 0x20;
  })) << all;
}

TEST(Validate, AFarmBuiltByHandIsCheckedLikeAFile) {
  farm::Farm farm = farmFrom(kSmall);
  EXPECT_TRUE(validate(farm).empty());
  farm.servers[0].cores = 0;
  farm.servers[1].speed = std::numeric_limits<double>::quiet_NaN();
  farm.applications[0].zone = "Nowhere";
  farm.applications[0].work.demand = Law{Law::Kind::Erlang, Duration::milliseconds(1), 2.5};
  EXPECT_EQ(validate(farm).size(), 4u);
}

}  // namespace
}  // namespace headroom::farm_file
