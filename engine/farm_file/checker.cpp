#include "engine/farm_file/checker.h"

#include "engine/base/quantity.h"
#include "engine/base/text.h"
#include "engine/farm_file/limits.h"

namespace headroom::farm_file {
namespace {

constexpr std::size_t kLongestName = 256;
constexpr int kMostHints = 50;  // looking for the nearest name costs time; more are never shown

std::string sample(const Names& names) {
  static constexpr std::size_t kShown = 8;
  if (names.ordered.empty()) return "the farm has no " + names.kind + " yet";
  std::vector<std::string> some(names.ordered.begin(), names.ordered.begin() + static_cast<std::ptrdiff_t>(std::min(
                                                                                   kShown, names.ordered.size())));
  if (names.ordered.size() > kShown) some.push_back(std::to_string(names.ordered.size() - kShown) + " more");
  return "the farm has " + joinWithAnd(some);
}

}  // namespace

Spot Checker::spotOf(const Subject& subject, const std::string& field) const {
  const auto found = subject.origin->fields.find(field);
  return found != subject.origin->fields.end() ? found->second : subject.origin->object;
}

std::string Checker::placed(const Subject& subject, const std::string& field, Spot spot, std::string what) const {
  if (!showPaths_ || spot.line > 0) return what;
  std::string path = subject.path;
  if (!field.empty()) path += (path.empty() ? "" : ".") + field;
  return path.empty() ? what : path + ": " + what;
}

void Checker::error(const Subject& subject, const std::string& field, std::string what, std::string remedy,
                    std::string rule) {
  const Spot spot = spotOf(subject, field);
  problems_.error(spot, placed(subject, field, spot, std::move(what)), std::move(remedy), std::move(rule));
}

void Checker::deceptive(const Subject& subject, const std::string& field, std::string what, std::string remedy) {
  const Spot spot = spotOf(subject, field);
  problems_.deceptive(spot, placed(subject, field, spot, std::move(what)), std::move(remedy));
}

void Checker::warning(const Subject& subject, const std::string& field, std::string what, std::string remedy) {
  const Spot spot = spotOf(subject, field);
  problems_.warning(spot, placed(subject, field, spot, std::move(what)), std::move(remedy));
}

void Checker::range(const Subject& subject, const std::string& field, double value, double low, double high) {
  if (value >= low && value <= high) return;  // false for NaN
  error(subject, field, field + " of " + subject.words + " is " + formatNumber(value),
        "it must be from " + formatNumber(low) + " to " + formatNumber(high));
}

void Checker::above(const Subject& subject, const std::string& field, double value, double low, double high) {
  if (value > low && value <= high) return;
  error(subject, field, field + " of " + subject.words + " is " + formatNumber(value),
        "it must be above " + formatNumber(low) + " and at most " + formatNumber(high));
}

void Checker::atLeast(const Subject& subject, const std::string& field, Duration value, Duration low) {
  if (value >= low) return;
  error(subject, field, field + " of " + subject.words + " is " + formatNumber(value.toSeconds()) + "s",
        low.ns() > 1   ? "it must be at least " + formatDuration(low)
        : low.ns() > 0 ? "it must be longer than 0s"
                       : "it must not be negative");
}

void Checker::position(const Subject& subject, const std::optional<farm::Position>& position) {
  if (!position) return;
  range(subject, "position.x", position->x, -kMost, kMost);
  range(subject, "position.y", position->y, -kMost, kMost);
}

void Checker::law(const Subject& subject, const std::string& field, const Law& law) {
  if (law.isZero()) return;
  if (law.mean.ns() > 0) {
    const auto readBack = parseLaw(formatLaw(law, Law::Kind::Fixed), Law::Kind::Fixed);
    if (readBack) return;
    error(subject, field, field + " of " + subject.words + ": " + readBack.problems().front().what,
          readBack.problems().front().remedy);
    return;
  }
  atLeast(subject, field, law.mean, Duration{});
}

void Checker::name(const Subject& subject, const std::string& field, const std::string& name) {
  if (trim(name).empty()) {
    error(subject, field, subject.words + " has an empty " + field, "give it a " + field);
    return;
  }
  if (trim(name).size() != name.size()) {
    error(subject, field, "the " + field + " '" + name + "' begins or ends with a space", "remove the space");
  }
  word(subject, field, name);
}

void Checker::word(const Subject& subject, const std::string& field, const std::string& text) {
  if (text.size() > kLongestName) {
    error(subject, field,
          "the " + field + " '" + text.substr(0, 40) + "...' is " + std::to_string(text.size()) + " bytes long",
          "use at most 256 bytes");
  } else if (printable(text) != text) {
    deceptive(subject, field, "the " + field + " '" + text + "' holds control characters or broken UTF-8",
              "remove them");
  }
}

void Checker::unique(Scope& scope, const Subject& subject, const std::string& field, const std::string& name,
                     const std::string& scopeWords) {
  if (name.empty()) return;
  const auto [first, inserted] = scope.emplace(name, subject);
  if (inserted) return;
  std::string other = first->second.words;
  if (const Spot spot = spotOf(first->second, field); spot.line > 0) other += " in line " + std::to_string(spot.line);
  error(subject, field, "the name '" + name + "' of " + subject.words + " is taken by " + other,
        "rename one: " + scopeWords);
}

void Checker::uniqueNode(Scope& nodes, const Subject& subject, const std::string& name) {
  unique(nodes, subject, "name", name, "users, proxy, balancers, servers and databases share one set of names");
}

void Checker::nodeName(Scope& nodes, const Subject& subject, const std::string& name) {
  this->name(subject, "name", name);
  uniqueNode(nodes, subject, name);
}

void Checker::refers(const Subject& subject, const std::string& field, const std::string& value, const Names& names,
                     bool optional) {
  if (value.empty()) {
    if (!optional)
      error(subject, field, subject.words + " names no " + names.kind,
            "write " + field.substr(0, field.find('[')) + ": \"...\"");
    return;
  }
  if (names.set.count(value) > 0) return;
  const std::string near = ++hints_ <= kMostHints && value.size() <= kLongestName ? nearest(value, names.ordered) : "";
  error(subject, field, subject.words + " names the " + names.kind + " '" + value + "', which does not exist",
        near.empty() ? sample(names) : "did you mean '" + near + "'?");
}

}  // namespace headroom::farm_file
