#include <algorithm>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "engine/results/json_shape.h"

namespace headroom::results {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kMostProblems = 50;

/// Where in which file we are reading, and what was wrong so far.
class Reading {
 public:
  explicit Reading(std::string file) : file_(std::move(file)) {}

  void wrong(const std::string& path, const std::string& what, const std::string& remedy = {}) {
    if (problems_.size() >= kMostProblems) return;
    problems_.push_back({Severity::Error,
                         {file_, 0, 0},
                         path + " " + what,
                         remedy.empty() ? "write the results again with this program" : remedy,
                         {}});
  }
  const Diagnostics& problems() const { return problems_; }

 private:
  std::string file_;
  Diagnostics problems_;
};

void decode(const Json& node, double& value, const std::string& path, Reading& reading) {
  if (node.is_null()) {
    value = std::numeric_limits<double>::quiet_NaN();
  } else if (node.is_number()) {
    value = node.get<double>();
  } else {
    reading.wrong(path, "is not a number");
  }
}

void decode(const Json& node, std::uint64_t& value, const std::string& path, Reading& reading) {
  if (node.is_number_unsigned()) {
    value = node.get<std::uint64_t>();
  } else {
    reading.wrong(path, "is not a whole number from 0 to 18446744073709551615");
  }
}

void decode(const Json& node, int& value, const std::string& path, Reading& reading) {
  if (node.is_number_integer() && node >= std::numeric_limits<int>::min() && node <= std::numeric_limits<int>::max()) {
    value = node.get<int>();
  } else {
    reading.wrong(path, "is not a whole number that fits");
  }
}

void decode(const Json& node, bool& value, const std::string& path, Reading& reading) {
  if (node.is_boolean()) {
    value = node.get<bool>();
  } else {
    reading.wrong(path, "is neither true nor false");
  }
}

void decode(const Json& node, std::string& value, const std::string& path, Reading& reading) {
  if (node.is_string()) {
    value = node.get<std::string>();
  } else {
    reading.wrong(path, "is not a text");
  }
}

void decode(const Json& node, SloVerdict::Verdict& value, const std::string& path, Reading& reading) {
  using enum SloVerdict::Verdict;
  if (node == "met" || node == "missed" || node == "not_shown") {
    value = node == "met" ? Met : node == "missed" ? Missed : NotShown;
  } else {
    reading.wrong(path, "is not one of met, missed and not_shown");
  }
}

void decode(const Json& node, Estimate& value, const std::string& path, Reading& reading);
template <class T>
void decode(const Json& node, std::vector<T>& value, const std::string& path, Reading& reading);
template <class T>
void decode(const Json& node, std::optional<T>& value, const std::string& path, Reading& reading);
template <class T>
requires std::is_class_v<T>
void decode(const Json& node, T& value, const std::string& path, Reading& reading);

/// Hands the keys of one object to its members. A missing key leaves the member as it is: later versions may add keys.
struct Reader {
  const Json& node;
  const std::string& path;
  Reading& reading;
  template <class T>
  void operator()(const char* key, T& value) {
    const auto found = node.find(key);
    if (found != node.end()) decode(*found, value, path.empty() ? key : path + "." + key, reading);
  }
  template <class T>
  void whereSet(const char* key, std::optional<T>& value) {
    (*this)(key, value);
  }
};

void decode(const Json& node, Estimate& value, const std::string& path, Reading& reading) {
  if (!node.is_object())
    return reading.wrong(path, "is not an estimate such as {\"mean\": 1, \"low\": 0.9, \"high\": 1.1, \"count\": 10}");
  Reader at{node, path, reading};
  at("mean", value.mean);
  at("low", value.low);
  at("high", value.high);
  at("count", value.count);
  at("why", value.why);
  if (value.why == kNoInterval) value.why.clear();
}

template <class T>
void decode(const Json& node, std::vector<T>& value, const std::string& path, Reading& reading) {
  if (!node.is_array()) return reading.wrong(path, "is not a list");
  value.clear();
  value.reserve(node.size());
  for (std::size_t i = 0; i < node.size(); ++i) {
    decode(node[i], value.emplace_back(), path + "[" + std::to_string(i) + "]", reading);
  }
}

template <class T>
void decode(const Json& node, std::optional<T>& value, const std::string& path, Reading& reading) {
  value.reset();
  if (!node.is_null()) decode(node, value.emplace(), path, reading);
}

template <class T>
requires std::is_class_v<T>
void decode(const Json& node, T& value, const std::string& path, Reading& reading) {
  if (!node.is_object()) return reading.wrong(path, "is not an object");
  Reader at{node, path, reading};
  describe(at, value);
  if constexpr (std::is_same_v<T, Series>) {
    if (value.times.size() != value.values.size()) reading.wrong(path, "has not as many times as values");
  }
}

SourcePlace placeOf(std::string_view text, std::size_t byte, const std::string& file) {
  const std::string_view before = text.substr(0, std::min(text.size(), byte > 0 ? byte - 1 : 0));
  const auto lines = std::count(before.begin(), before.end(), '\n');
  const std::size_t lineStart = before.rfind('\n') == std::string_view::npos ? 0 : before.rfind('\n') + 1;
  return {file, static_cast<int>(lines) + 1, static_cast<int>(before.size() - lineStart) + 1};
}

Result<Json> parse(std::string_view text, const std::string& file) {
  if (text.find_first_not_of(" \t\r\n") == std::string_view::npos) {
    return problem("the results file is empty", "name a file written by `headroom run --json`", {file, 0, 0});
  }
  try {
    Json node = Json::parse(text);
    if (node.is_object()) return node;
    return problem("this JSON is not an object", "name a file written by `headroom run --json`", {file, 1, 1});
  } catch (const Json::parse_error& error) {
    return problem("this is not JSON", "name a file written by `headroom run --json`", placeOf(text, error.byte, file));
  } catch (const Json::exception&) {  // a number beyond the range of any type
    return problem("a number of this JSON is out of range", "write the results again with this program", {file, 0, 0});
  }
}

/// Whether the document says that it is of the schema, in a version that this program knows.
bool announces(const Json& node, const char* schema, Reading& reading) {
  const auto name = node.find("schema");
  if (name == node.end() || *name != schema) {
    reading.wrong("schema", std::string("is not \"") + schema + "\"", "name a file written by `headroom run --json`");
    return false;
  }
  const auto version = node.find("version");
  if (version == node.end() || !version->is_number_integer() || *version < 1) {
    reading.wrong("version", "is not a version number");
    return false;
  }
  if (*version > kFormatVersion) {
    reading.wrong("version",
                  "is " + version->dump() + ", newer than this program reads (" + std::to_string(kFormatVersion) + ")",
                  "use the program version that wrote the file, or a newer one");
    return false;
  }
  return true;
}

template <class T>
Result<T> read(const Json& node, const char* schema, const std::string& file) {
  Reading reading(file);
  T value;
  if (announces(node, schema, reading)) decode(node, value, {}, reading);
  if (!reading.problems().empty()) return reading.problems();
  return value;
}

}  // namespace

Result<RunResult> fromJson(std::string_view json, const std::string& file) {
  const Result<Json> node = parse(json, file);
  if (!node) return node.problems();
  return read<RunResult>(*node, kRunSchema, file);
}

Result<PlanResult> planFromJson(std::string_view json, const std::string& file) {
  const Result<Json> node = parse(json, file);
  if (!node) return node.problems();
  const auto schema = node->find("schema");
  const bool run = schema != node->end() && *schema == kRunSchema;
  if (!run) return read<PlanResult>(*node, kPlanSchema, file);
  const auto plan = node->find("plan");
  if (plan != node->end() && plan->is_object()) return read<PlanResult>(*plan, kPlanSchema, file);
  return problem("these results carry no plan", "write one with `headroom plan --json`", {file, 0, 0});
}

}  // namespace headroom::results
