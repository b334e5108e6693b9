// NCSA common and combined log lines, as Apache, nginx and many others write them.
#pragma once

#include <cstdint>
#include <string>

#include "engine/trace/byte_scan.h"
#include "engine/trace/line_format.h"

namespace headroom::trace {

/// `host ident user [dd/Mon/yyyy:hh:mm:ss ±zzzz] "request" status bytes`, then optionally `"referer" "agent"` and more.
/// Tolerated: a virtual host in front, host lists, users with spaces, unescaped quotes in the request, a fraction of
/// the second, any fields behind. Of those, response times are recognised: see ncsa_tail.h.
class Ncsa final : public LineFormat {
 public:
  explicit Ncsa(std::string_view name) : forcedMicroseconds_(name == "combined-D") {}

  LineKind parse(std::string_view line, Parsed& parsed) override;
  FormatInfo format() const override;
  void beginSample() override { seen_ = {}; }
  std::string endSample() override;
  std::unique_ptr<LineFormat> fork() const override;
  void join(const LineFormat& fork) override;

 private:
  struct Seen {
    std::uint64_t common = 0, combined = 0, vhost = 0, microseconds = 0, timed = 0, ingress = 0, traefik = 0,
                  haproxy = 0;
    std::uint64_t bareNumbers = 0;       ///< Lines with one whole number behind everything: Apache's %D, or %T.
    std::uint64_t smallBareNumbers = 0;  ///< Of those, below a thousand.
    std::int64_t largestBareNumber = 0;
  };

  /// Reads `[…]` at `at` (the bracket); where the text behind it starts, or npos.
  std::size_t readStamp(std::string_view line, std::size_t at, Parsed& parsed);
  std::int64_t midnight(const char* date);
  void readTail(std::string_view rest, Parsed& parsed);

  Seen seen_;
  std::string server_;  ///< Of the latest line of HAProxy.
  bool forcedMicroseconds_;
  bool wholeSecondTail_ = false;  ///< The number behind the lines is %T: too coarse to be used.
  /// Whether the text of a stamp and its bracket is that of the line before: logs hold many lines a second.
  /// REQUIRES: kStampLength bytes.
  bool isLatestStamp(const char* text) const {
    constexpr std::size_t kRest = kStampLength - Bytes16::kSize;
    return Bytes16(text) == Bytes16(stampText_) && Bytes16(text + kRest) == Bytes16(stampText_ + kRest);
  }

  static constexpr std::size_t kStampLength = 27;  ///< 23/Nov/2026:00:43:45 +0000]
  char stampText_[kStampLength] = {};
  std::int64_t stampNs_ = 0;
  char dateText_[11] = {};
  std::int64_t dateNs_ = -1;
};

}  // namespace headroom::trace
