// The capacity report: one content, several papers.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/base/error.h"
#include "engine/farm/farm.h"
#include "engine/lint/lint.h"
#include "engine/results/results.h"

namespace headroom::report {

/// Everything a report says. Missing parts leave their section out and say so.
struct Study {
  farm::Farm farm;
  results::RunResult run;
  std::optional<results::PlanResult> plan;
  std::vector<lint::Finding> findings;
  std::string title;  ///< Empty: "Capacity of <farm>".
  std::string author;
  std::string date;  ///< ISO date printed on the report; the caller decides, so that equal input gives equal bytes.
};

std::string toHtml(const Study& study);
/// PDF of the same content, A4.
Result<std::string> toPdf(const Study& study);

/// Writes `path` atomically; the format follows the ending: .html, .pdf, .json, .csv.
Outcome write(const Study& study, const std::string& path);

}  // namespace headroom::report
