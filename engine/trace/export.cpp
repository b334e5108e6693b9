#include "engine/trace/export.h"

#include "engine/base/text.h"
#include "engine/trace/request_sink.h"

namespace headroom::trace {
namespace {

bool isTable(const std::string& path) {
  return path.ends_with(".csv");
}

Result<std::unique_ptr<RequestSink>> openSink(const std::string& path, bool identitiesKept) {
  return isTable(path) ? csvSink(path) : traceFileSink(path, identitiesKept);
}

class Exporter {
 public:
  Exporter(RequestSink& sink, const ExportOptions& options) : sink_(sink), options_(options) {
    if (options.pseudonyms) anonymiser_.emplace(*options.pseudonyms);
  }

  /// False when nothing more can be written; see problems().
  bool take(const Record& record) {
    if (options_.selects && !options_.selects(record)) return true;
    Outcome added = sink_.add(anonymiser_ ? anonymiser_->apply(record) : record);
    if (!added) problems_ = added.problems();
    ++requests_;
    wholeSeconds_ += record.wholeSecondStamp ? 1 : 0;
    return added.ok();
  }

  const Diagnostics& problems() const { return problems_; }

  ExportFacts facts() const {
    ExportFacts facts;
    facts.requests = requests_;
    facts.wholeSeconds = wholeSeconds_;
    if (anonymiser_) facts.replaced = anonymiser_->replaced();
    return facts;
  }

 private:
  RequestSink& sink_;
  const ExportOptions& options_;
  std::optional<Anonymiser> anonymiser_;
  std::uint64_t requests_ = 0, wholeSeconds_ = 0;
  Diagnostics problems_;
};

/// Every log, but none after a stop or when nothing can be written any more.
Diagnostics readAll(const std::vector<std::string>& logs, const ExportOptions& options, Exporter& exporter,
                    std::vector<Counts>& counts) {
  bool stopped = false;
  ReadOptions reading = options.reading;
  if (options.reading.progress) {
    reading.progress = [&](std::uint64_t done, std::uint64_t total) {
      stopped = !options.reading.progress(done, total);
      return !stopped;
    };
  }
  Diagnostics problems;
  for (std::size_t i = 0; i < logs.size() && !stopped; ++i) {
    Result<Counts> one = read(logs[i], i, reading, [&](const Record& record) { return exporter.take(record); });
    if (!exporter.problems().empty()) return exporter.problems();
    problems.insert(problems.end(), one.problems().begin(), one.problems().end());
    if (one) counts.push_back(std::move(*one));
  }
  return problems;
}

}  // namespace

bool isExportName(const std::string& path) {
  return path.ends_with(".hrt") || isTable(path);
}

Result<ExportFacts> exportRequests(const std::vector<std::string>& logs, const std::string& path,
                                   const ExportOptions& options) {
  Result<std::unique_ptr<RequestSink>> sink = openSink(path, !options.pseudonyms);
  if (!sink) return sink.problems();
  Exporter exporter(**sink, options);
  std::vector<Counts> counts;
  if (Diagnostics problems = readAll(logs, options, exporter, counts); !problems.empty()) return problems;
  ExportFacts facts = exporter.facts();
  if (facts.requests == 0)
    return problem(options.selects ? "no request of the logs is selected" : "the logs hold no request",
                   "nothing was written; choose other logs or filters");
  Result<std::uint64_t> bytes = (*sink)->finish(counts);
  if (!bytes) return bytes.problems();
  facts.bytes = *bytes;
  facts.file = path;
  facts.logs = std::move(counts);
  return facts;
}

}  // namespace headroom::trace
