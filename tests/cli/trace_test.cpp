// What is in a log, and logs written to files of our own.
#include <nlohmann/json.hpp>

#include "tests/cli/cli_fixture.h"

namespace headroom::cli {
namespace {

using testing::HasSubstr;
using testing::Not;
using Json = nlohmann::json;

class TraceCommand : public Cli {
 protected:
  /// Ten requests a second for a minute, of twenty clients; every tenth answer is a 503.
  std::string log() const {
    std::string text;
    for (int i = 0; i < 600; ++i) {
      const int second = i / 10;
      text += "10.0.0." + std::to_string(i % 20) + " - bob [23/Nov/2026:10:00:" + (second < 10 ? "0" : "") +
              std::to_string(second) + " +0000] \"GET /Shop/Home?card=4711 HTTP/1.1\" " +
              (i % 10 == 0 ? "503" : "200") + " 100 \"-\" \"Mozilla/5.0 (X11; secret)\" rt=0.030\n";
    }
    return file("access.log", text);
  }
  Json facts(const std::vector<std::string>& arguments) {
    std::vector<std::string> all = {"trace", "--json"};
    all.insert(all.end(), arguments.begin(), arguments.end());
    const Answer answer = headroom(all);
    EXPECT_EQ(answer.code, 0) << answer.err;
    return answer.code == 0 ? Json::parse(answer.out) : Json();
  }
};

TEST_F(TraceCommand, ExportsWithoutPeopleAndSaysWhatIsGone) {
  const Answer answer = headroom({"trace", log(), "--export", path("out.hrt")});
  ASSERT_EQ(answer.code, 0) << answer.err;
  EXPECT_THAT(answer.out, HasSubstr("Wrote 600 requests"));
  EXPECT_THAT(answer.out, HasSubstr("client addresses                             600  by pseudonyms"));
  EXPECT_THAT(answer.out, HasSubstr("query strings                                600  by pseudonyms"));
  EXPECT_THAT(answer.out, HasSubstr("user agents                                  600  by \"browser\" or \"robot\""));
  const Json before = facts({path("access.log")}), after = facts({path("out.hrt")});
  for (const char* key : {"valid", "status", "methods", "clients_distinct", "segments_top", "peak_minute",
                          "duration_ms", "bytes_sum", "robots", "first_utc", "time_semantics"})
    EXPECT_EQ(after[key], before[key]) << key;
  ASSERT_EQ(headroom({"trace", path("out.hrt"), "--export", path("out.csv"), "--keep-identities"}).code, 0);
  const std::string rows = contentOf("out.csv");
  for (const char* person : {"10.0.0.", "bob", "4711", "X11"}) EXPECT_THAT(rows, Not(HasSubstr(person)));
}

TEST_F(TraceCommand, AFileThatCannotBeWrittenIsAFailureAndALogThatCannotBeReadIsBadInput) {
  const std::string from = log();
  EXPECT_EQ(headroom({"trace", from, "--export", path("no/folder.hrt")}).code, 4);
  EXPECT_EQ(headroom({"trace", from, "--export", path("no/folder.csv")}).code, 4);
  EXPECT_EQ(headroom({"trace", path("missing.log"), "--export", path("out.hrt")}).code, 3);
}

TEST_F(TraceCommand, KeepsIdentitiesWhenAsked) {
  const Answer answer = headroom({"trace", log(), "--export", path("out.csv"), "--keep-identities"});
  EXPECT_THAT(answer.out, HasSubstr("Identities are kept"));
  EXPECT_THAT(contentOf("out.csv"), HasSubstr("10.0.0.7,,bob,Mozilla/5.0 (X11; secret)"));
}

TEST_F(TraceCommand, OneKeyGivesOneSetOfPseudonyms) {
  const std::string from = log();
  for (const char* name : {"a.csv", "b.csv"}) headroom({"trace", from, "--export", path(name), "--key", "s3cret"});
  headroom({"trace", from, "--export", path("c.csv"), "--key", "other"});
  headroom({"trace", from, "--export", path("d.csv")});
  headroom({"trace", from, "--export", path("e.csv")});
  EXPECT_EQ(contentOf("a.csv"), contentOf("b.csv"));
  EXPECT_NE(contentOf("a.csv"), contentOf("c.csv"));
  EXPECT_NE(contentOf("d.csv"), contentOf("e.csv"));
}

TEST_F(TraceCommand, ExportsWhatTheFiltersChoose) {
  const Answer answer =
      headroom({"trace", log(), "--status", "5xx", "--from", "10:00:30", "--json", "--export", path("out.hrt")});
  const Json json = Json::parse(answer.out);
  EXPECT_EQ(json["schema"], "headroom.export");
  EXPECT_EQ(json["requests"], 30);
  EXPECT_EQ(json["replaced"]["clients"], 30);
  EXPECT_EQ(facts({path("out.hrt")})["status"], (Json{{"503", 30}}));
}

TEST_F(TraceCommand, ChoosesAClient) {
  EXPECT_EQ(facts({log(), "--client", "10.0.0.7"})["selected"], 30);
  EXPECT_EQ(facts({path("access.log"), "--client", "10.0.0.77"})["selected"], 0);
}

TEST_F(TraceCommand, ReplaysAnExportLikeItsLog) {
  const std::string farm = file("f.farm", farmText()), from = log();
  ASSERT_EQ(headroom({"trace", from, "--export", path("out.hrt"), "--keep-identities"}).code, 0);
  for (const std::vector<std::string>& more :
       {std::vector<std::string>(), {"--jitter", "5"}, {"--scale-users", "1.5"}}) {
    std::vector<std::string> direct = {"replay", farm, from, "--json"},
                             packed = {"replay", farm, path("out.hrt"), "--json"};
    direct.insert(direct.end(), more.begin(), more.end());
    packed.insert(packed.end(), more.begin(), more.end());
    Json a = Json::parse(headroom(direct).out), b = Json::parse(headroom(packed).out);
    EXPECT_EQ(a["log"]["notes"], b["log"]["notes"]);
    for (Json* one : {&a, &b}) {
      one->erase("log");  // names the file
      (*one)["fingerprint_parts"].erase("results");
    }
    EXPECT_EQ(a, b);
  }
}

TEST_F(TraceCommand, SaysHowWholeSecondsWereSpread) {
  const std::string farm = file("f.farm", farmText());
  EXPECT_THAT(headroom({"replay", farm, log()}).out, HasSubstr("spread evenly"));
  EXPECT_THAT(headroom({"replay", farm, path("access.log"), "--jitter", "5"}).out, HasSubstr("by seed 5"));
}

TEST_F(TraceCommand, RefusesWhatMakesNoSense) {
  const std::string from = log();
  const std::vector<std::vector<std::string>> wrong = {
      {"--export", path("out.txt")},
      {"--export", path("a.hrt"), "--keep-identities", "--key", "k"},
      {"--key", "k"},
      {"--keep-identities"},
      {"--csv-map", "when=Time"},
      {"--max-malformed", "NaN"},
      {"--max-malformed", "-nan"},
      {"--status", "4"},
      {"--status", "404,oops"},
      {"--status", "404,"},
      {"--export", from.substr(0, from.size() - 3) + "hrt", "--format", "no"}};
  for (const auto& options : wrong) {
    std::vector<std::string> arguments = {"trace", from};
    arguments.insert(arguments.end(), options.begin(), options.end());
    EXPECT_EQ(headroom(arguments).code, 2) << options[0];
  }
  ASSERT_EQ(headroom({"trace", from, "--export", path("own.hrt")}).code, 0);
  EXPECT_EQ(headroom({"trace", path("own.hrt"), "--export", path("own.hrt")}).code, 2);  // over its own input
  EXPECT_EQ(facts({path("own.hrt")})["valid"], 600);
  EXPECT_THAT(filesInFolder(), testing::ElementsAre("access.log", "own.hrt"));  // nothing half-written is left
}

TEST_F(TraceCommand, ReadsTablesByAMap) {
  const std::string table =
      file("t.csv", "When;Where;Code\n2026-11-23 10:00:00;/Shop;200\n2026-11-23 10:00:01;/Shop;404\n");
  const Json json = facts({table, "--csv-map", "time=When,target=Where,status=Code"});
  EXPECT_EQ(json["format"], "csv");
  EXPECT_EQ(json["status"], (Json{{"200", 1}, {"404", 1}}));
  EXPECT_THAT(headroom({"trace", table, "--csv-map", "when=When"}).err,
              HasSubstr("--csv-map: \"when=When\" is no mapping"));
}

TEST_F(TraceCommand, KnowsTwoTiersInFilesOfTheirOwn) {
  std::string front, back;
  for (int i = 0; i < 100; ++i) {
    const std::string at = "[23/Nov/2026:10:00:" + std::string(i < 50 ? "0" : "1") + std::to_string(i % 10) + ".";
    const std::string ms = std::to_string(100 + i);
    const std::string path = " \"GET /Shop/" + std::to_string(i) + " HTTP/1.1\"\n";
    front += "10.0.0.1:4711 " + at + ms + "] www to_zone/z 0/0/1/39/41 200 100 - - ---- 1/1/0/0/0 0/0" + path;
    back += "10.0.0.9:4711 " + at + ms + "] zone Global/FE1 0/10/1/20/31 200 100 - - ---- 1/1/0/0/0 0/0" + path;
  }
  const std::string a = file("front.log", front), b = file("back.log", back);
  const Json both = facts({a, b});
  EXPECT_EQ(both["counted_twice"], true);
  EXPECT_EQ(both["tiers"], (Json{{"www", 100}, {"zone", 100}}));
  EXPECT_FALSE(facts({a}).contains("counted_twice"));
  EXPECT_THAT(headroom({"trace", a, b}).out, HasSubstr("Two tiers"));
}

}  // namespace
}  // namespace headroom::cli
