#include "engine/balancing/values.h"

#include <array>
#include <cassert>
#include <charconv>

#include "engine/base/quantity.h"

namespace headroom::balancing {
namespace {

// In the order of the enumerations.
constexpr std::array<std::string_view, 3> kChecks = {"NONE", "TCP", "HTTP"};
constexpr std::array<std::string_view, 4> kPassive = {"NONE", "FAILURES", "OBSERVE", "OUTLIER"};
constexpr std::array<std::string_view, 4> kOnError = {"FASTINTER", "FAIL_CHECK", "SUDDEN_DEATH", "MARK_DOWN"};
constexpr std::array<std::string_view, 3> kPersistence = {"NONE", "COOKIE", "SOURCE"};
constexpr std::array<std::string_view, 2> kLayers = {"L4", "L7"};

template <class Words, class Value>
std::string wordOf(const Words& words, Value value) {
  return std::string(words.at(static_cast<std::size_t>(value)));
}

template <class Words, class Value>
void readWord(const Words& words, std::string_view text, Value& value) {
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words[i] == text) {
      value = static_cast<Value>(i);
      return;
    }
  }
  assert(false && "a preset has a word that its setting does not know");
}

}  // namespace

std::string written(const std::string& value) {
  return value;
}
std::string written(int value) {
  return std::to_string(value);
}
std::string written(bool value) {
  return value ? "true" : "false";
}
std::string written(double value) {
  return formatFraction(value);
}
std::string written(Duration value) {
  return value == Duration{} ? "none" : formatDuration(value);
}
std::string written(farm::HealthCheck::Kind value) {
  return wordOf(kChecks, value);
}
std::string written(farm::PassiveCheck::Kind value) {
  return wordOf(kPassive, value);
}
std::string written(farm::PassiveCheck::OnError value) {
  return wordOf(kOnError, value);
}
std::string written(farm::Persistence::Kind value) {
  return wordOf(kPersistence, value);
}
std::string written(farm::Layer value) {
  return wordOf(kLayers, value);
}

void read(std::string_view text, std::string& value) {
  value = text;
}
void read(std::string_view text, int& value) {
  [[maybe_unused]] const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  assert(error == std::errc() && end == text.data() + text.size());
}
void read(std::string_view text, bool& value) {
  assert(text == "true" || text == "false");
  value = text == "true";
}
void read(std::string_view text, double& value) {
  const auto parsed = parseFraction(text);
  assert(parsed.ok());
  if (parsed) value = *parsed;
}
void read(std::string_view text, Duration& value) {
  value = Duration{};
  if (text == "none") return;
  const auto parsed = parseDuration(text);
  assert(parsed.ok());
  if (parsed) value = *parsed;
}
void read(std::string_view text, farm::HealthCheck::Kind& value) {
  readWord(kChecks, text, value);
}
void read(std::string_view text, farm::PassiveCheck::Kind& value) {
  readWord(kPassive, text, value);
}
void read(std::string_view text, farm::PassiveCheck::OnError& value) {
  readWord(kOnError, text, value);
}
void read(std::string_view text, farm::Persistence::Kind& value) {
  readWord(kPersistence, text, value);
}
void read(std::string_view text, farm::Layer& value) {
  readWord(kLayers, text, value);
}

}  // namespace headroom::balancing
