// Whoever answers the reference cases: the analytic room, a simulator.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/base/error.h"
#include "tests/accuracy/case_file.h"

namespace headroom::accuracy {

struct Figure {
  double value = 0;
  std::string fate;           ///< Of a traced request that did not complete.
  bool approximates = false;  ///< Says itself that it is no exact answer of the model.
  std::string method;
};

struct Answers {
  std::vector<std::optional<Figure>> figures;  ///< One for each of the case's expectations, in their order.
  Diagnostics problems;                        ///< Why some are missing.
};

/// Whether a figure reproduces a reference.
struct Verdict {
  bool passed = false;
  double relativeError = 0;
  double tolerance = 0;  ///< Relative; absolute for a printed figure.
  std::string why;       ///< Of a failure.
};

class Answerer {
 public:
  virtual ~Answerer() = default;
  virtual std::string name() const = 0;
  /// Whether the case asks something of this answerer.
  virtual bool isAsked(const AccuracyCase& c) const = 0;
  virtual Answers answer(const AccuracyCase& c) const = 0;
  virtual Verdict judge(const AccuracyCase& c, const Expected& e, const std::optional<Figure>& figure) const = 0;
};

class AnalyticAnswerer : public Answerer {
 public:
  std::string name() const override { return "analytic"; }
  bool isAsked(const AccuracyCase& c) const override { return c.analytic != AccuracyCase::Analytic::None; }
  Answers answer(const AccuracyCase& c) const override;
  /// An exact answer within 1e-9 or ten times the precision of the reference, an approximation within the tolerance of
  /// its case, a printed figure within 1.01 units of its last place. An exact case must not be answered by an
  /// approximation.
  Verdict judge(const AccuracyCase& c, const Expected& e, const std::optional<Figure>& figure) const override;
};

}  // namespace headroom::accuracy
