// Requests of logs written to a file of our own, without the people behind them.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "engine/trace/anonymise.h"
#include "engine/trace/trace.h"

namespace headroom::trace {

struct ExportOptions {
  ReadOptions reading;
  std::function<bool(const Record&)> selects;  ///< Empty: all.
  std::optional<HashKey> pseudonyms;           ///< Empty: identities are kept.
};

struct ExportFacts {
  std::string file;
  std::vector<Counts> logs;
  std::uint64_t requests = 0;                    ///< Written.
  std::uint64_t bytes = 0;                       ///< Size of the file.
  std::uint64_t wholeSeconds = 0;                ///< Requests whose stamps have no fraction of a second.
  std::optional<Anonymiser::Replaced> replaced;  ///< Absent when identities were kept.
};

/// Whether a name says what kind of file is meant: .hrt (a trace file) or .csv.
bool isExportName(const std::string& path);

/// Writes the requests in the order of the logs, each log after the other. Bounded memory. All unreadable logs are
/// problems at once; no request at all is one too. After a problem the file is as it was before.
Result<ExportFacts> exportRequests(const std::vector<std::string>& logs, const std::string& path,
                                   const ExportOptions& options);

/// What was written and what was taken out, for a terminal or as JSON (docs/formats/trace-file.md).
std::string toText(const ExportFacts& facts);
std::string toJson(const ExportFacts& facts);

}  // namespace headroom::trace
