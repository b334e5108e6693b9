#include <gmock/gmock.h>
#include <sys/stat.h>
#include <unistd.h>

#include <clocale>
#include <filesystem>
#include <regex>

#include "tests/farm_file/farms.h"

namespace headroom::farm_file {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string canonical(const std::string& text) {
  return write(farmFrom(text), Format::Text);
}

TEST(Writing, CanonicalTextStaysAsItIs) {
  for (const char* name : {"scenarios/intranet-zone/intranet-zone.farm", "scenarios/dmz-farm/dmz-farm.farm"}) {
    const std::string text = contentOf(name);
    EXPECT_EQ(canonical(text), text) << name;
  }
}

TEST(Writing, NothingOfAFarmIsLost) {
  const farm::Farm farm = farmFrom(contentOf("tests/farm_file/data/every-field.farm"));
  EXPECT_EQ(farmFrom(write(farm, Format::Text)), farm);
}

TEST(Writing, ADraftWithAFieldOfZeroCanBeReadAgain) {
  const std::string text = contentOf("tests/farm_file/data/every-field.farm");
  const std::regex field(R"((\w+): ("[0-9][^"]*"|"\w+\([^"]*"|-?[0-9.]+))");
  int drafts = 0;
  for (auto at = std::sregex_iterator(text.begin(), text.end(), field); at != std::sregex_iterator(); ++at) {
    const std::string value = (*at)[2];
    const std::string zero = value.find("/s") != std::string::npos  ? "\"0/s\""
                             : value.find('%') != std::string::npos ? "\"0%\""
                             : value.front() == '"'                 ? "\"0s\""
                                                                    : "0";
    std::string changed = text;
    changed.replace(static_cast<std::size_t>(at->position(2)), value.size(), zero);
    const auto draft = read(changed, Format::Text, "draft.farm", Accept::Draft);
    if (!draft) continue;
    ++drafts;
    for (const Format format : {Format::Text, Format::Json, Format::Binary}) {
      const auto again = read(write(draft->farm, format), format, "again", Accept::Draft);
      ASSERT_TRUE(again.ok()) << (*at)[0] << ": " << headroom::format(again.problems().front());
      EXPECT_EQ(hashOf(again->farm), hashOf(draft->farm)) << (*at)[0];
    }
  }
  EXPECT_GT(drafts, 100);
}

TEST(Writing, DefaultsAreLeftOutAndFieldsComeInTheOrderOfTheFormat) {
  EXPECT_EQ(canonical("server { cores: 4 name: \"FE1\" speed: 1 } name: \"x\" version: 1"),
            "version: 1\nname: \"x\"\n\nserver { name: \"FE1\" }\n");
}

TEST(Writing, QuantitiesComeInTheirShortestExactUnit) {
  const std::string text =
      canonical(kSmall +
                "link { from: \"FE1\" to: \"FE2\" latency: \"0.15ms\" bandwidth: \"1000Mbit/s\" }\n"
                "event { at: \"90s\" node: \"FE1\" }\n"
                "server { name: \"S\" memory: \"32000 B\" }\n"
                "slo { name: \"s\" failures_below: \"0.001\" response_below: \"1500ms\" }\n");
  EXPECT_THAT(text, HasSubstr("latency: \"150us\" bandwidth: \"1Gbit/s\""));
  EXPECT_THAT(text, HasSubstr("at: \"90s\""));
  EXPECT_THAT(text, HasSubstr("memory: \"32kB\""));
  EXPECT_THAT(text, HasSubstr("response_below: \"1.5s\" failures_below: \"0.1%\""));
}

TEST(Writing, WithoutAProductHeadroomsDefaultsAreLeftOut) {
  const std::string text = canonical(
      "version: 1 zone { name: \"Z\" algorithm: ROUND_ROBIN member { server: \"S\" } balancer { "
      "health_check { kind: HTTP interval: \"2s\" fall: 3 rise: 2 } } } server { name: \"S\" }");
  EXPECT_THAT(text, Not(HasSubstr("algorithm")));
  EXPECT_THAT(text, HasSubstr("health_check { kind: HTTP }")) << "a check that nobody asked for sees the machine only";
}

TEST(Writing, WithAProductTheSameValuesAreOverrides) {
  const std::string text = canonical(
      "version: 1 zone { name: \"Z\" algorithm: ROUND_ROBIN member { server: \"S\" } balancer { product: F5 "
      "health_check { kind: HTTP interval: \"2s\" fall: 3 rise: 2 } } } server { name: \"S\" }");
  EXPECT_THAT(text, HasSubstr("algorithm: ROUND_ROBIN"));
  EXPECT_THAT(text, HasSubstr("health_check { kind: HTTP interval: \"2s\" fall: 3 rise: 2 }"));
  EXPECT_EQ(canonical(text), text);
}

TEST(Writing, AFieldThatIsLeftOutStaysLeftOut) {
  const farm::Farm farm = farmFrom(
      "version: 1 zone { name: \"Z\" member { server: \"S\" } balancer { product: HAPROXY retries: 0 } } server { "
      "name: "
      "\"S\" }");
  const farm::Balancer& balancer = *farm.zones[0].balancer;
  EXPECT_EQ(balancer.retries, 0) << "an override, though nothing is retried";
  EXPECT_FALSE(balancer.queueTimeout);
  EXPECT_FALSE(balancer.healthCheck.kind);
  EXPECT_THAT(write(farm, Format::Text), HasSubstr("balancer { product: HAPROXY retries: 0 }"));
}

TEST(Writing, NeighboursAreWrittenAlike) {
  const std::string text = canonical("version: 1\nserver { name: \"A\" }\nserver {\n  # why\n  name: \"B\"\n}\n");
  EXPECT_THAT(text, HasSubstr("server {\n  name: \"A\"\n}\n\nserver {\n  # why\n  name: \"B\"\n}\n"));
}

TEST(Writing, OddTextSurvives) {
  farm::Farm farm = farmFrom(kSmall);
  farm.description = "quote \" backslash \\ tab \t line\n bell \x07 snow ☃ rtl \xE2\x80\xAE";
  const std::string text = write(farm, Format::Text);
  EXPECT_THAT(text, HasSubstr("snow ☃"));
  EXPECT_THAT(text, Not(HasSubstr("\x07")));
  EXPECT_THAT(text, Not(HasSubstr("\xE2\x80\xAE")));
  EXPECT_EQ(farmFrom(text).description, farm.description);
}

TEST(Writing, AForeignLocaleChangesNothing) {
  const farm::Farm farm = farmFrom(contentOf("tests/farm_file/data/every-field.farm"));
  const std::string text = write(farm, Format::Text);
  const std::string old = std::setlocale(LC_ALL, nullptr);
  for (const char* name : {"de_DE.UTF-8", "C.UTF-8"}) {
    if (!std::setlocale(LC_ALL, name)) continue;
    EXPECT_EQ(write(farm, Format::Text), text) << name;
    EXPECT_EQ(farmFrom(text), farm) << name;
  }
  std::setlocale(LC_ALL, old.c_str());
}

TEST(Comments, AllKindsSurvive) {
  const std::string text =
      "# Of the file,\n"
      "# in two lines.\n"
      "\n"
      "# Behind a blank line.\n"
      "version: 1  # behind a field\n"
      "# before a field\n"
      "name: \"x\"\n"
      "\n"
      "# before a block\n"
      "server {  # behind the brace\n"
      "  name: \"FE1\"\n"
      "  cores: 8  # eight\n"
      "  # before the end\n"
      "}  # behind the end\n"
      "\n"
      "application {\n"
      "  name: \"A\"\n"
      "  zone: \"G\"\n"
      "  # before the work\n"
      "  work {\n"
      "    # before the demand\n"
      "    demand: \"11ms\"  # measured\n"
      "  }\n"
      "}\n"
      "# at the end\n";
  std::string zoned = text;
  zoned.insert(zoned.find("# before a block"), "zone { name: \"G\" }\n\n");
  EXPECT_EQ(canonical(zoned), zoned);
}

TEST(Comments, FollowTheirObjectWhenTheOrderChanges) {
  EXPECT_EQ(canonical("# file\nversion: 1\n# the server\nserver { name: \"FE1\" }\n# the zone\nzone { name: \"G\" }\n"),
            "# file\nversion: 1\n\n# the zone\nzone { name: \"G\" }\n\n# the server\nserver { name: \"FE1\" }\n");
}

TEST(Comments, KeepAFieldThatHasItsDefault) {
  EXPECT_THAT(canonical("version: 1\nserver {\n  name: \"FE1\"\n  cores: 4  # four are enough\n}\n"),
              HasSubstr("  cores: 4  # four are enough\n"));
}

TEST(Comments, OfAFieldThatIsGoneMoveToTheEndOfTheirObject) {
  farm::Farm farm = farmFrom(
      "version: 1\nslo {\n  name: \"S\"\n  # why a tenth\n  failures_below: \"10%\"\n  utilisation_below: "
      "\"70%\"\n}\n");
  farm.slos[0].failuresBelow.reset();
  EXPECT_EQ(write(farm, Format::Text),
            "version: 1\n\nslo {\n  name: \"S\"\n  utilisation_below: \"70%\"\n  # why a tenth\n}\n");
}

TEST(Comments, GoWithADeletedObject) {
  farm::Farm farm = farmFrom("version: 1\n# one\nserver { name: \"A\" }\n# two\nserver { name: \"B\" }\n");
  farm.servers.erase(farm.servers.begin());
  EXPECT_EQ(write(farm, Format::Text), "version: 1\n\n# two\nserver { name: \"B\" }\n");
}

class Saving : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = testing::TempDir() + "/farmXXXXXX";
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }
  std::string inFolder(const std::string& name) const { return folder_ + "/" + name; }
  static std::string content(const std::string& path) { return readFile(path).value(); }
  std::string folder_;
};

TEST_F(Saving, WithoutAnEditLeavesEvenTheLayoutAlone) {
  const std::string text = kSmall + "\n\nserver   {name:\"FE3\",cores:4} # odd layout\n";
  const std::string path = inFolder("a.farm");
  ASSERT_TRUE(writeFileAtomically(path, text).ok());
  ASSERT_TRUE(save(load(path)->farm, path).ok());
  EXPECT_EQ(content(path), text);
}

TEST_F(Saving, AnEditChangesOnlyItsLines) {
  const std::string path = inFolder("a.farm");
  const std::string text = contentOf("scenarios/intranet-zone/intranet-zone.farm");
  ASSERT_TRUE(writeFileAtomically(path, text).ok());
  farm::Farm farm = load(path)->farm;
  farm.databases[0].cores = 16;
  ASSERT_TRUE(save(farm, path).ok());
  std::string expected = text;
  expected.replace(expected.find("cores: 8"), 8, "cores: 16");
  EXPECT_EQ(content(path), expected);
}

TEST_F(Saving, EveryFormatGivesTheFarmBack) {
  farm::Farm farm = farmFrom(kSmall);
  for (const char* name : {"a.farm", "a.json", "a.pb", "a.farmpb"}) {
    ASSERT_TRUE(save(farm, inFolder(name)).ok());
    const auto loaded = load(inFolder(name));
    ASSERT_TRUE(loaded.ok()) << complaints(loaded);
    EXPECT_EQ(loaded->farm, farm) << name;
  }
}

TEST_F(Saving, ToAPlaceThatDoesNotExistIsAProblem) {
  const Outcome outcome = save(farmFrom(kSmall), inFolder("missing/a.farm"));
  ASSERT_FALSE(outcome.ok());
  EXPECT_THAT(format(outcome.problems()[0]), HasSubstr("missing/a.farm: error: cannot write the file"));
}

}  // namespace
}  // namespace headroom::farm_file
