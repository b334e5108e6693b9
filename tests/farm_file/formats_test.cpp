#include <gmock/gmock.h>
#include <google/protobuf/text_format.h>

#include <algorithm>
#include <filesystem>

#include "headroom/v1/farm.pb.h"
#include "tests/farm_file/farms.h"

namespace headroom::farm_file {
namespace {

using testing::HasSubstr;

std::string jsonComplaints(const std::string& json) {
  return complaints(read(json, Format::Json, "a.json"));
}
std::string binaryComplaints(const headroom::v1::Farm& message) {
  return complaints(read(message.SerializeAsString(), Format::Binary, "a.pb"));
}

farm::Farm withoutComments(farm::Farm farm) {
  return read(write(farm, Format::Binary), Format::Binary, "a.pb")->farm;
}

TEST(Json, NothingOfAFarmIsLost) {
  const farm::Farm farm = withoutComments(farmFrom(contentOf("tests/farm_file/data/every-field.farm")));
  const auto back = read(write(farm, Format::Json), Format::Json, "a.json");
  ASSERT_TRUE(back.ok()) << complaints(back);
  EXPECT_EQ(back->farm, farm);
  EXPECT_EQ(write(back->farm, Format::Json), write(farm, Format::Json));
}

TEST(Json, BothSpellingsOfFieldNamesAreRead) {
  const auto loaded =
      read(R"({"version": 1, "environment": {"hostName": "a.lan"}, "zone": [{"name": "G", "is_default": true}]})",
           Format::Json, "a.json");
  ASSERT_TRUE(loaded.ok()) << complaints(loaded);
  EXPECT_EQ(loaded->farm.environment.hostName, "a.lan");
  EXPECT_TRUE(loaded->farm.zones.at(0).isDefault);
}

TEST(Json, SemanticProblemsHaveLineAndColumn) {
  const std::string all =
      jsonComplaints("{\"version\": 1,\n \"server\": [\n  {\"name\": \"FE1\", \"cores\": -1},\n  {\"nme\": \"FE2\"}]}");
  EXPECT_THAT(all, HasSubstr("a.json:3:28: error: cores of server FE1 is -1"));
  EXPECT_THAT(all, HasSubstr("a.json:4:4: error: a server has no field 'nme'; did you mean 'name'?"));
}

TEST(Json, AFieldGivenTwiceIsNotPickedInSilence) {
  EXPECT_THAT(jsonComplaints("{\"version\": 1,\n\"name\": \"a\", \"name\": \"b\"}"),
              HasSubstr("a.json:2:14: error: the field 'name' of this farm is given twice"));
}

TEST(Json, NullMeansNotGiven) {
  const auto loaded = read(R"({"version": 1, "name": null, "server": null})", Format::Json, "a.json");
  ASSERT_TRUE(loaded.ok()) << complaints(loaded);
  EXPECT_TRUE(loaded->farm.servers.empty());
}

struct BadJson {
  std::string name;
  std::string text;
  std::string complaint;
};
void PrintTo(const BadJson& bad, std::ostream* out) {
  *out << bad.text;
}

class JsonSyntax : public testing::TestWithParam<BadJson> {};

TEST_P(JsonSyntax, FaultsHaveTheirPlace) {
  EXPECT_THAT(jsonComplaints(GetParam().text), HasSubstr(GetParam().complaint));
}

INSTANTIATE_TEST_SUITE_P(
    All, JsonSyntax,
    testing::Values(
        BadJson{"TrailingComma", "{\"version\": 1,}",
                "a.json:1:15: error: expected the name of a field in double quotes, found '}'"},
        BadJson{"NoColon", "{\"version\" 1}", "a.json:1:12: error: expected ':' after the name 'version', found '1'"},
        BadJson{"BareMinus", "{\"version\": -}", "'-' is not a JSON number"},
        BadJson{"LeadingZero", "{\"version\": 01}", "'01' is not a JSON number"},
        BadJson{"NotANumber", "{\"version\": NaN}", "expected a value, found 'N'"},
        BadJson{"RawLineEnd", "{\"version\": 1, \"name\": \"a\nb\"}", "a control character stands inside a text"},
        BadJson{"HalfASurrogate", "{\"version\": 1, \"name\": \"\\ud800\"}", "the escape names no character"},
        BadJson{"OpenText", "{\"version\": 1, \"name\": \"a", "has no closing quote"},
        BadJson{"OpenObject", "{\"version\": 1", "expected ',' or '}', found the end of the file"},
        BadJson{"AList", "[1]", "a farm is a JSON object in braces"},
        BadJson{"Twice", "{\"version\": 1} {}", "expected the end of the file"},
        BadJson{"Newer", "{\"version\": 9, \"x\": 1}", "a.json:1:13: error: the farm is in format version 9"}),
    [](const auto& test) { return test.param.name; });

TEST(Json, PairsOfSurrogatesAreOneCharacter) {
  const auto loaded = read("{\"version\": 1, \"name\": \"\\ud83d\\ude00\"}", Format::Json, "a.json");
  ASSERT_TRUE(loaded.ok()) << complaints(loaded);
  EXPECT_EQ(loaded->farm.name, "😀");
}

TEST(Binary, SemanticProblemsHaveTheirFieldPath) {
  headroom::v1::Farm message;
  message.set_version(1);
  message.add_server()->set_name("FE1");
  auto* zone = message.add_zone();
  zone->set_name("Z");
  zone->add_member()->set_server("FE1");
  zone->add_member()->set_server("FE9");
  auto* application = message.add_application();
  application->set_name("A");
  application->set_zone("Z");
  application->mutable_work()->set_demand("11");
  const std::string all = binaryComplaints(message);
  EXPECT_THAT(all, HasSubstr("a.pb: error: zone[0].member[1].server: zone Z names the server 'FE9', which does not "
                             "exist; did you mean 'FE1'?"));
  EXPECT_THAT(all, HasSubstr("a.pb: error: application[0].work.demand: '11' is not a duration"));
}

TEST(Binary, UnknownFieldsAndValuesAreTold) {
  headroom::v1::Farm message;
  message.set_version(1);
  auto* server = message.add_server();
  server->set_name("FE1");
  server->set_discipline(static_cast<headroom::v1::Server_Discipline>(42));
  server->GetReflection()->MutableUnknownFields(server)->AddVarint(99, 1);
  const std::string all = binaryComplaints(message);
  EXPECT_THAT(all, HasSubstr("server[0]: the server has an unknown field with number 99"));
  EXPECT_THAT(all, HasSubstr("server[0].discipline: there is no value with number 42"));
}

TEST(Binary, ANewerVersionIsTheOnlyComplaint) {
  headroom::v1::Farm message;
  message.set_version(2);
  message.GetReflection()->MutableUnknownFields(&message)->AddVarint(99, 1);
  EXPECT_EQ(binaryComplaints(message),
            "a.pb: error: the farm is in format version 2, this program reads versions up to 1; "
            "update headroom, or save the farm in version 1 with the newer program\n");
}

TEST(Binary, DamageIsToldWithPathAndByte) {
  headroom::v1::Farm message;
  message.set_version(1);
  message.add_server()->set_name("FE1");
  std::string bytes = message.SerializeAsString();
  bytes.resize(bytes.size() - 1);
  EXPECT_THAT(complaints(read(bytes, Format::Binary, "a.pb")),
              HasSubstr("server[0]: it claims 5 bytes where 4 are left (byte 3)"));
}

TEST(Binary, IsTheSameEachTime) {
  const farm::Farm farm = farmFrom(contentOf("tests/farm_file/data/every-field.farm"));
  EXPECT_EQ(write(farm, Format::Binary), write(farm, Format::Binary));
}

/// protobuf's own reader is the judge of what text format means.
TEST(TextFormat, ProtobufReadsTheCanonicalTextAsTheSameMessage) {
  std::vector<std::string> files{"tests/farm_file/data/every-field.farm"};
  for (const auto& entry : std::filesystem::directory_iterator(sourceFile("scenarios"))) {
    if (!entry.is_directory()) continue;
    const std::string name = entry.path().filename().string();
    files.push_back("scenarios/" + name + "/" + name + ".farm");
  }
  ASSERT_GT(files.size(), 7u);
  for (const std::string& file : files) {
    const farm::Farm farm = farmFrom(contentOf(file));
    headroom::v1::Farm byText;
    ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(write(farm, Format::Text), &byText)) << file;
    headroom::v1::Farm byBytes;
    ASSERT_TRUE(byBytes.ParseFromString(write(withoutComments(farm), Format::Binary)));
    std::string one;
    std::string other;
    google::protobuf::TextFormat::PrintToString(byText, &one);
    google::protobuf::TextFormat::PrintToString(byBytes, &other);
    EXPECT_EQ(one, other) << file;
  }
}

TEST(TextFormat, WhatProtobufPrintsIsRead) {
  const farm::Farm farm = withoutComments(farmFrom(contentOf("tests/farm_file/data/every-field.farm")));
  headroom::v1::Farm message;
  ASSERT_TRUE(message.ParseFromString(write(farm, Format::Binary)));
  std::string printed;
  google::protobuf::TextFormat::PrintToString(message, &printed);
  EXPECT_EQ(farmFrom(printed), farm);
}

TEST(Document, ItsExamplesAreFarms) {
  const std::string document = contentOf("docs/formats/farm.md");
  int examples = 0;
  for (const auto& [fence, format] :
       {std::pair{"```textproto\n", Format::Text}, std::pair{"```json\n", Format::Json}}) {
    const auto start = document.find(fence);
    ASSERT_NE(start, std::string::npos);
    const auto begin = start + std::string(fence).size();
    const auto result = read(document.substr(begin, document.find("```", begin) - begin), format, "farm.md");
    EXPECT_TRUE(result.ok()) << complaints(result);
    ++examples;
  }
  EXPECT_EQ(examples, 2);
}

TEST(Document, MentionsEveryField) {
  const std::string document = contentOf("docs/formats/farm.md");
  std::vector<const google::protobuf::Descriptor*> types{headroom::v1::Farm::descriptor()};
  for (std::size_t i = 0; i < types.size(); ++i) {
    for (int f = 0; f < types[i]->field_count(); ++f) {
      const auto* field = types[i]->field(f);
      const bool mentioned = document.find("`" + field->name() + "`") != std::string::npos ||
                             document.find(field->name() + ": ") != std::string::npos;
      EXPECT_TRUE(mentioned) << field->full_name();
      const auto* type = field->message_type();
      if (type && std::find(types.begin(), types.end(), type) == types.end()) types.push_back(type);
    }
  }
}

}  // namespace
}  // namespace headroom::farm_file
