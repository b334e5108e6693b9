#include "engine/base/law.h"

#include <array>
#include <charconv>
#include <cmath>
#include <limits>

#include "engine/base/quantity.h"
#include "engine/base/text.h"

namespace headroom {
namespace {

struct KindName {
  Law::Kind kind;
  std::string_view name;
  bool hasShape;
};

constexpr std::array<KindName, 7> kKinds{{{Law::Kind::Fixed, "fixed", false},
                                          {Law::Kind::Exponential, "exponential", false},
                                          {Law::Kind::Erlang, "erlang", true},
                                          {Law::Kind::Lognormal, "lognormal", true},
                                          {Law::Kind::Hyperexponential, "hyperexponential", true},
                                          {Law::Kind::Uniform, "uniform", true},
                                          {Law::Kind::Pareto, "pareto", true}}};

std::string_view shapeFault(Law::Kind kind, double shape) {
  if (!std::isfinite(shape)) return "needs a finite shape";
  switch (kind) {
    case Law::Kind::Erlang:
      return shape >= 1 && shape <= 1000 && shape == std::floor(shape) ? "" : "needs 1 to 1000 whole stages";
    case Law::Kind::Lognormal:
      return shape > 0 ? "" : "needs a squared coefficient of variation above 0";
    case Law::Kind::Hyperexponential:
      return shape >= 1 ? "" : "needs a squared coefficient of variation of 1 or more";
    case Law::Kind::Uniform:
      return shape >= 0 && shape <= 1 ? "" : "needs a half-width from 0 to 1 times the mean";
    case Law::Kind::Pareto:
      return shape > 1 ? "" : "needs a tail index above 1, else it has no mean";
    default:
      return "";
  }
}

Diagnostics refusedLaw(std::string_view text, std::string_view why) {
  return problem(
      "'" + std::string(text) + "' is not a law: " + std::string(why),
      "write a mean such as 11ms, or fixed(11ms), exponential(11ms), erlang(11ms, 4), lognormal(80ms, 1.44), "
      "hyperexponential(20ms, 4), uniform(10ms, 0.5), pareto(30ms, 2.5)");
}

}  // namespace

Result<Law> parseLaw(std::string_view text, Law::Kind bareKind) {
  const std::string_view body = trim(text);
  const auto open = body.find('(');
  if (open == std::string_view::npos) {
    const auto mean = parseDuration(body);
    if (!mean) return mean.problems();
    return Law{bareKind, *mean, 0.0};
  }
  if (body.back() != ')') return refusedLaw(text, "the closing parenthesis is missing");
  const std::string name = toLower(trim(body.substr(0, open)));
  const std::string_view arguments = body.substr(open + 1, body.size() - open - 2);
  const auto comma = arguments.find(',');
  for (const KindName& kind : kKinds) {
    if (kind.name != name) continue;
    if (kind.hasShape != (comma != std::string_view::npos)) {
      return refusedLaw(text, kind.hasShape ? "it needs a mean and a shape" : "it takes a mean only");
    }
    const auto mean = parseDuration(arguments.substr(0, comma));
    if (!mean) return mean.problems();
    Law law{kind.kind, *mean, 0.0};
    if (kind.hasShape) {
      const std::string_view shape = trim(arguments.substr(comma + 1));
      const auto [end, error] = std::from_chars(shape.data(), shape.data() + shape.size(), law.shape);
      if (error != std::errc{} || end != shape.data() + shape.size())
        return refusedLaw(text, "the shape is not a number");
      if (const auto fault = shapeFault(law.kind, law.shape); !fault.empty()) return refusedLaw(text, fault);
    }
    return law;
  }
  return refusedLaw(text, "unknown name '" + name + "'");
}

std::string formatLaw(const Law& law, Law::Kind bareKind) {
  const std::string mean = formatDuration(law.mean);
  if (law.kind == bareKind) return mean;
  for (const KindName& kind : kKinds) {
    if (kind.kind != law.kind) continue;
    return std::string(kind.name) + "(" + mean + (kind.hasShape ? ", " + formatNumber(law.shape) : "") + ")";
  }
  return mean;
}

double squaredVariation(const Law& law) {
  switch (law.kind) {
    case Law::Kind::Fixed:
      return 0;
    case Law::Kind::Exponential:
      return 1;
    case Law::Kind::Erlang:
      return 1 / law.shape;
    case Law::Kind::Lognormal:
    case Law::Kind::Hyperexponential:
      return law.shape;
    case Law::Kind::Uniform:
      return law.shape * law.shape / 3;
    case Law::Kind::Pareto:
      return law.shape > 2 ? 1 / (law.shape * (law.shape - 2)) : std::numeric_limits<double>::infinity();
  }
  return 0;
}

}  // namespace headroom
