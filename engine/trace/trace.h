// Access logs as streams of requests, whatever wrote them.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/error.h"

namespace headroom::trace {

/// One logged request. Views last until the next record is read.
struct Record {
  std::int64_t stampNs = 0;                ///< As logged, nanoseconds since 1970 UTC.
  std::optional<std::int64_t> durationNs;  ///< Logged response time; never negative.
  std::int64_t arrivalNs = 0;              ///< stamp, minus the duration for logs stamped at the end.
  std::string_view client;
  std::string_view forwardedFor;  ///< X-Forwarded-For as logged, where the format has it; else empty.
  std::string_view method;        ///< Empty for a bad request line, and where the format has none.
  std::string_view target;        ///< As logged, with query where the format has it in one field.
  static constexpr int kNoStatus = -2;
  int status = kNoStatus;  ///< kNoStatus where there is none; -1 and 0 where the log says so (nothing was answered).
  std::optional<std::int64_t> bytes;
  std::int64_t queueNs = -1;    ///< Logged wait for a server; -1 where there is none.
  std::int64_t headNs = 0;      ///< From the stamp until the proxy had all of the request's head (HAProxy's TR).
  std::int64_t serviceNs = -1;  ///< Logged time at the server behind the proxy that wrote the log; -1: none, no answer.
  bool proxied = false;         ///< A proxy wrote the log: times are its own, `server` is who is behind it.
  std::string_view user;        ///< As logged, where the format has one; "-" for none.
  std::string_view cookie;      ///< Request cookies, "a=1; b=2", where the format has them.
  std::string_view agent;       ///< User agent, where the format has one.
  std::string_view server;      ///< Who answered: "backend/server" of a proxy, the computer of a web server.
  std::string_view tier;        ///< The front end of a proxy that has several.
  std::string_view capture;     ///< The request headers that HAProxy captured, as logged: "a|b".
  bool badRequestLine = false;
  bool wholeSecondStamp = true;  ///< The stamp has no fraction of a second.
  std::uint64_t line = 0;        ///< 1-based.
  std::size_t file = 0;          ///< Index of the file.
  std::uint32_t log = 0;         ///< Of the logs that a trace file was made of, which one; they follow each other.
};

/// The path of a target: without scheme, host, query and fragment. Empty when there is none ("*", "host:443", bad
/// request lines).
std::string_view pathOf(std::string_view target);

/// First path segment of a target without slashes, scheme, host and query: "AppX"; "(root)" for '/', "(none)"
/// otherwise.
std::string_view firstSegment(std::string_view target);
/// The same of what pathOf() said.
std::string_view firstSegmentOfPath(std::string_view path);

/// How sure the format of a file is: of the lines at its beginning, its middle and its end.
struct Detection {
  double share = 0;      ///< Lines that the format fits.
  std::string runnerUp;  ///< The format that fits most of the lines otherwise; empty: none does.
  double runnerUpShare = 0;
};

/// Running counts of a file, as `headroom trace --json` prints them. lines = blank + directives +
/// otherRecords + valid + malformed.
struct Counts {
  std::string file;
  std::string format;         ///< Its name; empty when nothing was understood.
  std::string timeSemantics;  ///< What its stamps mean when nobody says otherwise.
  bool ignoresCase = false;   ///< Who wrote it (IIS) serves /appx and /AppX alike.
  std::uint64_t lines = 0, blank = 0, directives = 0, otherRecords = 0, valid = 0, malformed = 0, badRequestLine = 0,
                backwardSteps = 0;
  std::vector<std::uint64_t> malformedLines;  ///< First forty.
  std::int64_t firstNs = 0, lastNs = 0;       ///< Smallest and largest stamp; valid > 0.
  std::uint64_t ignoredDurations = 0;         ///< Negative, not a number, or beyond a year.
  std::uint64_t carriageReturns = 0;          ///< Lines that end with CR LF.
  bool unterminated = false;                  ///< The last line has no LF.
  std::vector<std::string> offsets;           ///< Distances from UTC that stamps were logged with, "-0400"; sorted.
  std::uint64_t bytes = 0;                    ///< Of the file as it lies on disk, or read from a pipe.
  std::uint64_t unpackedBytes = 0;            ///< Of the lines, where the file is packed or no UTF-8; else 0.
  Detection detection;
  Diagnostics problems;  ///< Why none of its lines was understood; only with ReadOptions::countUnreadable.
  Diagnostics warnings;  ///< A cut gzip file, bytes behind it, seconds that were not used, …
};

/// How a file's time stamps are meant; Apache logs the start, nginx and IIS the end. Auto: IIS end, NCSA start (end
/// when it carries a request time).
enum class StampMeaning { Auto, Start, End };

/// Called now and then while a file is read; false stops the reading. `total` is the size of the file as it lies on
/// disk, 0 for a pipe.
using ReadProgress = std::function<bool(std::uint64_t bytesRead, std::uint64_t total)>;

/// What the user knows about the format. All empty: it is found from the lines.
struct FormatOptions {
  std::string name;     ///< As in Counts::format.
  std::string pattern;  ///< Verbatim Apache LogFormat or nginx log_format.
  std::string fields;   ///< Columns of a W3C log without #Fields.
  std::string jsonMap;  ///< "time=ts,client=request.ip,duration=took:ms": which key means what in JSON lines.
  std::string csvMap;   ///< "time=When,duration=Took:ms,status=5": which column of a table means what.
  std::string zone;     ///< Of stamps that name none; empty: UTC.
};

struct ReadOptions {
  FormatOptions format = {};
  StampMeaning stamps = StampMeaning::Auto;
  /// The rest of a longer line is skipped and the line counts as malformed.
  std::size_t maxLineBytes = std::size_t{1} << 20;
  ReadProgress progress = {};  ///< May be empty. Always called on the caller's thread.
  /// For summarise(): a log that can be opened but holds no request is counted, not refused; see Counts::problems.
  bool countUnreadable = false;
  /// Threads that may be used, the caller's included, by whoever reads whole logs (summaries, replays, calibrations),
  /// on large files only; read() itself uses one. The results are the same whatever their number.
  unsigned threads = 1;
};

/// Reads one file, plain or gzip, in bounded memory, calling `each` for every valid request in file order. Stops early
/// when `each` returns false. A file that cannot be opened, is a directory or has no recognisable line is a problem,
/// and so is one of which the best format fits less than half and another one nearly as much. A W3C log that holds its
/// header and nothing else is an idle server's: no problem, valid = 0. The format is found from the lines, never from
/// the name.
Result<Counts> read(const std::string& path, std::size_t fileIndex, const ReadOptions& options,
                    const std::function<bool(const Record&)>& each);

}  // namespace headroom::trace
