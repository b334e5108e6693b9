// The seam between reading lines and understanding them: one implementation a family of formats.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/trace/trace.h"

namespace headroom::trace {

enum class LineKind {
  Valid,
  Directive,
  Other,  ///< A record of another kind in a stream of mixed records; no request and nothing wrong.
  Malformed
};

/// What a format is called and whether its stamps are the "start" or the "end" of a request.
struct FormatInfo {
  std::string name;
  std::string stamps;
  bool ignoresCase = false;  ///< Whoever wrote the log serves /appx and /AppX alike.
};

/// Where the format cannot say who wrote the log.
constexpr char kStartOrEnd[] = "start-or-end (Apache: start, nginx: end)";

/// What a line says. `record.arrivalNs`, `line` and `file` are the reader's to fill.
struct Parsed {
  Record record;
  bool endStamped = false;       ///< The stamp is the end of the request unless the user says otherwise.
  bool durationIgnored = false;  ///< A duration stands there and makes no sense.
  std::string_view offset;       ///< The stamp's distance from UTC as NCSA writes it, "-0400"; else empty.
};

/// Understands the lines of one file. Keeps state from line to line (W3C directives, cached dates); one object a file.
class LineFormat {
 public:
  virtual ~LineFormat() = default;

  /// Reads one line without its end; never blank. `parsed` comes freshly made and is meaningless unless the answer is
  /// Valid.
  virtual LineKind parse(std::string_view line, Parsed& parsed) = 0;

  /// The format by what was read so far. REQUIRES: a valid line or a directive was seen.
  virtual FormatInfo format() const = 0;

  /// Lines from here on are looked at ahead of their turn.
  virtual void beginSample() {}
  /// Back to where beginSample() was called, keeping what the sample taught. The answer is a remark for the user about
  /// that, or empty.
  virtual std::string endSample() { return {}; }

  /// A reader for another thread that goes on from here. Where a line means what the lines before it say (dates that
  /// follow midnight, the hour that autumn repeats) there is none: nullptr.
  virtual std::unique_ptr<LineFormat> fork() const { return nullptr; }
  /// Adds what a fork has counted.
  virtual void join(const LineFormat&) {}
  /// Takes over what some whole lines change for those behind them, without reading them for requests. Lines of more
  /// than `maxLineBytes` change nothing. True when something changed.
  virtual bool skim(std::string_view, std::size_t) { return false; }
  /// Whether, by what was skimmed, from here on a line means what the lines before it say.
  virtual bool needsOrder() const { return false; }
  /// Goes on where `ahead` is.
  virtual void follow(const LineFormat&) {}
};

/// What a file without one valid line looks like, as a sentence with what to do about it.
struct Lookalike {
  std::string what;
  std::string remedy;
};
Lookalike describeUnreadable(const std::vector<std::string>& firstLines);

}  // namespace headroom::trace
