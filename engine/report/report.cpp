#include "engine/report/report.h"

#include "engine/base/file.h"
#include "engine/base/text.h"
#include "engine/report/compose.h"
#include "engine/report/html.h"
#include "engine/report/pdf.h"

namespace headroom::report {
namespace {

std::string trimmedEnd(std::string text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) text.pop_back();
  return text;
}

/// The results of the run with the plan and the findings as further keys: still a results file, so that it can be read
/// back.
std::string toJson(const Study& study) {
  std::string run = trimmedEnd(results::toJson(study.run));
  run.pop_back();  // the closing brace
  run = trimmedEnd(run);
  if (study.plan) run += ",\n\"plan\": " + trimmedEnd(results::toJson(*study.plan));
  run += ",\n\"findings\": " + trimmedEnd(lint::toJson(study.findings));
  return run + "\n}\n";
}

std::string toCsv(const Study& study) {
  return results::toCsv(study.run) + (study.plan ? results::toCsv(*study.plan, false) : std::string());
}

}  // namespace

std::string toHtml(const Study& study) {
  return renderHtml(compose(study));
}

Result<std::string> toPdf(const Study& study) {
  return renderPdf(compose(study));
}

Outcome write(const Study& study, const std::string& path) {
  const std::size_t dot = path.find_last_of("./");
  const std::string ending = dot == std::string::npos || path[dot] == '/' ? std::string() : toLower(path.substr(dot));
  if (ending == ".html" || ending == ".htm") return writeFileAtomically(path, toHtml(study));
  if (ending == ".json") return writeFileAtomically(path, toJson(study));
  if (ending == ".csv") return writeFileAtomically(path, toCsv(study));
  if (ending == ".pdf") {
    const Result<std::string> pdf = toPdf(study);
    return pdf ? writeFileAtomically(path, *pdf) : Outcome(pdf.problems());
  }
  return problem(
      ending.empty() ? "the report's file name has no ending" : "a report cannot be written as '" + ending + "'",
      "name a file that ends in .html, .pdf, .json or .csv", {path, 0, 0});
}

}  // namespace headroom::report
