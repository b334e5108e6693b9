// Every field of the schema against bad values: each must be refused at its own line.
#include <gmock/gmock.h>
#include <google/protobuf/descriptor.h>

#include <functional>
#include <set>
#include <sstream>

#include "headroom/v1/farm.pb.h"
#include "tests/farm_file/farms.h"

namespace headroom::farm_file {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;

std::vector<std::string> linesOf(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

std::string joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  return text;
}

struct ScalarLine {
  std::size_t index;
  std::string name;
  std::string value;
};

/// Lines of the form `name: value` of the farm that holds every field.
std::vector<ScalarLine> scalarLines(const std::vector<std::string>& lines) {
  std::vector<ScalarLine> found;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const auto colon = lines[i].find(": ");
    const auto start = lines[i].find_first_not_of(' ');
    if (colon == std::string::npos || lines[i][start] == '#' || lines[i].find('{') != std::string::npos) continue;
    found.push_back({i, lines[i].substr(start, colon - start), lines[i].substr(colon + 2)});
  }
  return found;
}

/// Puts each bad value in the line's place and expects a complaint about just that line.
void expectRefused(std::vector<std::string> lines, const ScalarLine& line, const std::vector<std::string>& badValues) {
  const std::string old = lines[line.index];
  const std::string head = old.substr(0, old.find(": ") + 2);
  for (const std::string& bad : badValues) {
    lines[line.index] = head + bad;
    const auto result = readText(joined(lines));
    ASSERT_FALSE(result.ok()) << lines[line.index] << " in line " << line.index + 1;
    const Diagnostic& first = result.problems().front();
    EXPECT_EQ(first.place.line, static_cast<int>(line.index) + 1) << lines[line.index] << "\n" << complaints(result);
    EXPECT_EQ(first.place.column, static_cast<int>(head.size()) + 1) << lines[line.index];
  }
}

bool isNumber(const std::string& value) {
  return value.find_first_not_of("-+.0123456789") == std::string::npos;
}

bool isQuantity(const std::string& name) {
  static const std::set<std::string> kNames{"demand",
                                            "database_demand",
                                            "think",
                                            "rate",
                                            "interval",
                                            "memory",
                                            "request_size",
                                            "response_size",
                                            "timeout",
                                            "latency",
                                            "bandwidth",
                                            "response_below",
                                            "failures_below",
                                            "utilisation_below",
                                            "at",
                                            "warm_up",
                                            "measured",
                                            "injection",
                                            "retire_after",
                                            "every",
                                            "memory_limit",
                                            "memory_at_start",
                                            "memory_growth",
                                            "startup",
                                            "idle_timeout",
                                            "duration",
                                            "module_load",
                                            "backoff",
                                            "longest",
                                            "jitter",
                                            "share",
                                            "window",
                                            "after",
                                            "probability",
                                            "per_second",
                                            "period",
                                            "time_scale",
                                            "mtbf",
                                            "mttr",
                                            "half",
                                            "boot",
                                            "drain",
                                            "stabilisation",
                                            "tolerance",
                                            "target_utilisation",
                                            "above",
                                            "cold_start",
                                            "open",
                                            "database_writes",
                                            "database_write_demand",
                                            "failover",
                                            "hit_ratio",
                                            "access",
                                            "detour_after"};
  return kNames.count(name) > 0;
}

TEST(EveryField, StandsInTheFarmThatIsSaidToHoldThemAll) {
  const std::string text = contentOf("tests/farm_file/data/every-field.farm");
  std::set<const Descriptor*> seen;
  const std::function<void(const Descriptor&)> visit = [&](const Descriptor& type) {
    if (!seen.insert(&type).second) return;
    for (int i = 0; i < type.field_count(); ++i) {
      const FieldDescriptor& field = *type.field(i);
      EXPECT_THAT(text, testing::ContainsRegex("(^|\n) *" + field.name() + "(:| \\{)")) << type.full_name();
      if (field.message_type()) visit(*field.message_type());
    }
  };
  visit(*headroom::v1::Farm::descriptor());
  EXPECT_GT(seen.size(), 25u);
}

TEST(EveryField, IsDifferentFromItsDefault) {
  // A field at its default would be left out by the writer.
  const auto fields = [](const std::string& text) { return scalarLines(linesOf(text)).size(); };
  const std::string text = contentOf("tests/farm_file/data/every-field.farm");
  headroom::v1::Farm message;
  ASSERT_TRUE(message.ParseFromString(write(farmFrom(text), Format::Binary)));
  EXPECT_EQ(fields(message.DebugString()), fields(text) + 7);  // DebugString writes lists as one line an element
}

TEST(EveryField, ThatIsANumberRefusesWhatIsNoneOrOutOfRange) {
  const auto lines = linesOf(contentOf("tests/farm_file/data/every-field.farm"));
  int tried = 0;
  for (const ScalarLine& line : scalarLines(lines)) {
    if (!isNumber(line.value)) continue;
    std::vector<std::string> bad{"nan", "inf", "-inf", "1e400", "\"four\"", "four", "1e300", "12ms"};
    if (line.name != "x" && line.name != "y") bad.insert(bad.end(), {"-1", "-0.5"});
    if (line.name == "version") bad = {"nan", "\"1\"", "-1", "0", "2", "1.5"};
    expectRefused(lines, line, bad);
    ++tried;
  }
  EXPECT_GT(tried, 40);
}

TEST(EveryField, ThatIsAQuantityRefusesABadOne) {
  const auto lines = linesOf(contentOf("tests/farm_file/data/every-field.farm"));
  int tried = 0;
  for (const ScalarLine& line : scalarLines(lines)) {
    if (!isQuantity(line.name)) continue;
    expectRefused(lines, line,
                  {"\"nan\"", "\"-1ms\"", "\"inf\"", "\"12 parsecs\"", "\"\"", "\"1e400s\"", "\"0x10ms\"",
                   "\"12ms and more\"", "12", "\"-5%\"", "\"-1kB\"", "\"-3/s\""});
    ++tried;
  }
  EXPECT_GT(tried, 20);
}

TEST(EveryField, ThatIsAChoiceRefusesUnknownWords) {
  const auto lines = linesOf(contentOf("tests/farm_file/data/every-field.farm"));
  for (const ScalarLine& line : scalarLines(lines)) {
    const bool choice =
        line.value.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ_47") == std::string::npos && !isNumber(line.value);
    if (choice) expectRefused(lines, line, {"NOT_A_WORD", "99", "-1", "1.5", "true"});
  }
}

TEST(EveryField, ThatIsAFlagRefusesAnythingElse) {
  const auto lines = linesOf(contentOf("tests/farm_file/data/every-field.farm"));
  for (const ScalarLine& line : scalarLines(lines)) {
    if (line.value == "true" || line.value == "false")
      expectRefused(lines, line, {"yes", "1", "\"true\"", "TRUE", "maybe"});
  }
}

}  // namespace
}  // namespace headroom::farm_file
