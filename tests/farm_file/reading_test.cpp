#include <gmock/gmock.h>

#include "tests/farm_file/farms.h"

namespace headroom::farm_file {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

TEST(ReadingText, EveryFieldArrivesInTheFarm) {
  const farm::Farm farm = farmFrom(contentOf("tests/farm_file/data/every-field.farm"));
  EXPECT_EQ(farm.name, "every-field");
  EXPECT_EQ(farm.description, "Line one\nline \"two\"");
  EXPECT_FALSE(farm.environment.https);
  ASSERT_TRUE(farm.proxy);
  EXPECT_EQ(farm.proxy->layer, farm::Layer::L4);
  EXPECT_EQ(farm.proxy->capacity.demand, (Law{Law::Kind::Lognormal, Duration::microseconds(200), 1.44}));
  EXPECT_EQ(farm.proxy->routes.at(0).match, farm::Route::Match::Exact);
  EXPECT_EQ(farm.proxy->position, (farm::Position{100.5, -20}));
  const farm::Zone& zone = farm.zones.at(0);
  EXPECT_EQ(zone.algorithm, farm::Algorithm::LeastConnections);
  EXPECT_EQ(zone.members.at(0).weight, 2);
  EXPECT_EQ(zone.balancer->healthCheck.kind, farm::HealthCheck::Kind::Tcp);
  EXPECT_THAT(zone.balancer->ports, testing::ElementsAre(80, 8443));
  const farm::Server& server = farm.servers.at(0);
  EXPECT_EQ(server.memoryBytes, std::int64_t{12} << 30);
  EXPECT_EQ(server.discipline, farm::Discipline::Fifo);
  EXPECT_EQ(server.pools.at(0).queueLimit, 2000);
  EXPECT_EQ(farm.databases.at(0).connectionPool, 50);
  EXPECT_EQ(farm.applications.at(0).work.databaseTransactions, 1.5);
  EXPECT_EQ(farm.applications.at(0).responseBytes, 30000);
  EXPECT_FALSE(farm.references.at(0).synchronous);
  EXPECT_EQ(farm.references.at(0).work->databaseDemand, (Law{Law::Kind::Fixed, Duration::milliseconds(6), 0}));
  EXPECT_EQ(std::get<farm::OpenLoad>(farm.users.at(0).load).rate.perSecond, 400);
  EXPECT_EQ(std::get<farm::ClosedLoad>(farm.users.at(1).load).population, 400);
  EXPECT_THAT(std::get<farm::ReplayLoad>(farm.users.at(3).load).logs, testing::ElementsAre("a.log", "b.log.gz"));
  EXPECT_EQ(farm.links.at(0).bandwidthBitsPerSecond, 1e9);
  EXPECT_EQ(farm.slos.at(0).failuresBelow, 0.001);
  EXPECT_EQ(farm.events.at(0).at, Duration::wholeSeconds(60));
  EXPECT_EQ(farm.assumptions.at(0).standing, farm::Assumption::Standing::Fitted);
  EXPECT_EQ(farm.run.seed, 18446744073709551615u);
  EXPECT_EQ(farm.run.warmUp, Duration::wholeSeconds(30));
}

TEST(ReadingText, WhatIsNotWrittenHasItsDefault) {
  const farm::Farm farm = farmFrom(kSmall);
  EXPECT_EQ(farm.servers.at(0).cores, 4);
  EXPECT_TRUE(farm.servers.at(0).scheduler);
  EXPECT_TRUE(farm.environment.https);
  EXPECT_EQ(farm.run, farm::RunSettings{});
  EXPECT_FALSE(farm.proxy);
}

TEST(ReadingText, ABareDemandIsExponentialAndALatencyFixed) {
  const farm::Farm farm = farmFrom(kSmall + "application { name: \"B\" zone: \"Global\" work { demand: \"11ms\" } }");
  EXPECT_EQ(farm.applications.at(1).work.demand, (Law{Law::Kind::Exponential, Duration::milliseconds(11), 0}));
}

TEST(ReadingText, ObjectsAndFieldsKnowTheirPlace) {
  const farm::Farm farm = farmFrom(
      "version: 1\n"
      "zone {\n"
      "  name: \"Global\"   address: \"g.lan\"\n"
      "  member { server: \"FE1\" }\n"
      "}\n"
      "server { name: \"FE1\" }\n"
      "application { name: \"A\" zone: \"Global\" work { demand: \"1ms\" } }\n");
  const farm::Origin& zone = farm.zones.at(0).origin;
  EXPECT_EQ(zone.object.line, 2);
  EXPECT_EQ(zone.object.column, 1);
  EXPECT_EQ(zone.fields.at("address").line, 3);
  EXPECT_EQ(zone.fields.at("address").column, 29);
  EXPECT_EQ(zone.fields.at("member[0]").line, 4);
  EXPECT_EQ(farm.zones.at(0).members.at(0).origin.fields.at("server").column, 20);
  EXPECT_EQ(farm.applications.at(0).origin.fields.at("work.demand").column, 55);
}

TEST(ReadingText, ColumnsCountCharactersNotBytes) {
  EXPECT_THAT(complaintsOf("version: 1\nname: \"größer\" nmae: 1\n"),
              HasSubstr("a.farm:2:16: error: a farm has no field 'nmae'"));
}

TEST(ReadingText, AllSpellingsOfTextFormatAreUnderstood) {
  const farm::Farm farm = farmFrom(
      "version: 0x1; name: 'two ' \"pieces \\u00e9\\x41\\101\",\n"
      "server: < name: 'FE1' cores: 010 speed: 1.5f >\n"
      "server: [{ name: 'FE2' }, { name: 'FE3' }]\n"
      "zone { name: 'G' member: { server: 'FE1' } balancer { port: [80] port: 443 } }");
  EXPECT_EQ(farm.name, "two pieces éAA");
  EXPECT_EQ(farm.servers.size(), 3u);
  EXPECT_EQ(farm.servers.at(0).cores, 8);
  EXPECT_EQ(farm.servers.at(0).speed, 1.5);
  EXPECT_THAT(farm.zones.at(0).balancer->ports, testing::ElementsAre(80, 443));
}

TEST(ReadingText, WindowsLineEndsAndByteOrderMarkAreHarmless) {
  std::string text = kSmall;
  for (std::size_t at = 0; (at = text.find('\n', at)) != std::string::npos; at += 2) text.replace(at, 1, "\r\n");
  EXPECT_EQ(farmFrom("\xEF\xBB\xBF" + text), farmFrom(kSmall));
}

TEST(ReadingText, APoolThatNoServerHasIsAWarningOnly) {
  const auto loaded = readText(kSmall + "application { name: \"B\" zone: \"Global\" pool: \"Special\" }\n");
  ASSERT_TRUE(loaded.ok()) << complaints(loaded);
  ASSERT_EQ(loaded->warnings.size(), 1u);
  EXPECT_EQ(loaded->warnings[0].severity, Severity::Warning);
  EXPECT_THAT(format(loaded->warnings[0]), HasSubstr("a.farm:8:46: warning: no server has the pool 'Special'"));
}

TEST(ReadingText, AGoodFarmHasNoWarnings) {
  EXPECT_THAT(readText(kSmall)->warnings, IsEmpty());
}

TEST(ReadingText, TheFarmRemembersItsFile) {
  const auto loaded = load(sourceFile("tests/farm_file/data/every-field.farm"));
  ASSERT_TRUE(loaded.ok());
  EXPECT_EQ(loaded->farm.file, sourceFile("tests/farm_file/data/every-field.farm"));
}

TEST(FormatOf, FollowsTheEndingOfTheName) {
  EXPECT_EQ(formatOf("a.farm"), Format::Text);
  EXPECT_EQ(formatOf("a.JSON"), Format::Json);
  EXPECT_EQ(formatOf("dir.json/a.pb"), Format::Binary);
  EXPECT_EQ(formatOf("a.farmpb"), Format::Binary);
  EXPECT_EQ(formatOf("json"), Format::Text);
}

}  // namespace
}  // namespace headroom::farm_file
