// W3C extended log files as IIS writes them.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/trace/byte_scan.h"
#include "engine/trace/line_format.h"

namespace headroom::trace {

/// Follows the latest #Fields. Stamps are UTC and mean the end of the request; time-taken is in milliseconds
/// (in seconds where it has a decimal point, as the W3C draft and CloudFront write it).
class IisW3c final : public LineFormat {
 public:
  /// `fields`: the columns of a log that has no #Fields; may be empty.
  explicit IisW3c(std::string_view fields) {
    if (!fields.empty()) readFields(fields);
  }

  LineKind parse(std::string_view line, Parsed& parsed) override;
  FormatInfo format() const override { return {state_.httpErrors ? "httperr" : "iis-w3c", "end", true}; }
  void beginSample() override { beforeSample_ = state_; }
  std::string endSample() override;
  /// Without a date column the day follows from the lines before.
  std::unique_ptr<LineFormat> fork() const override { return needsOrder() ? nullptr : std::make_unique<IisW3c>(*this); }
  bool skim(std::string_view lines, std::size_t maxLineBytes) override;
  bool needsOrder() const override { return state_.columns.count > 0 && state_.columns.date == kAbsent; }
  void follow(const LineFormat& ahead) override { state_ = static_cast<const IisW3c&>(ahead).state_; }

 private:
  static constexpr std::size_t kMaxColumns = 16'384;
  static constexpr std::size_t kAbsent = static_cast<std::size_t>(-1);
  struct Columns {
    std::size_t count = 0;  ///< 0: no #Fields seen yet.
    std::size_t date = kAbsent, time = kAbsent, method = kAbsent, stem = kAbsent, client = kAbsent;
    std::size_t status = kAbsent, bytes = kAbsent, taken = kAbsent, forwarded = kAbsent;
    std::size_t user = kAbsent, cookie = kAbsent;
    std::size_t agent = kAbsent, computer = kAbsent, address = kAbsent, reason = kAbsent;
  };

  void fillOptional(std::string_view line, Record& record) const;
  void readDirective(std::string_view line);
  void readFields(std::string_view names);
  bool split(std::string_view line);
  bool splitAt(std::string_view line, char separator);
  std::string_view column(std::string_view line, std::size_t index) const;
  bool readStamp(std::string_view line, Parsed& parsed);
  void followMidnight(std::int64_t& stampNs);
  bool readStatusAndBytes(std::string_view line, Parsed& parsed) const;
  bool readDate(std::string_view text);

  struct State {
    Columns columns;
    std::int64_t directiveNs = -1;  ///< Midnight of the latest #Date.
    std::int64_t latestNs = -1;     ///< Stamp of the latest line that took its day from there.
    char separator = ' ';           ///< Or a tab, as CloudFront writes.
    bool httpErrors = false;        ///< The log of http.sys: what no worker process saw.
  };

  State state_, beforeSample_;
  /// Start of each column, one more behind the last, and room.
  std::vector<std::uint32_t> starts_;
  char timeText_[8] = {'0', '0', ':', '0', '0', ':', '0', '0'};  ///< Of the latest line, with its second of the day.
  std::int32_t seconds_ = 0;
  char dateText_[10] = {};
  std::int64_t dateNs_ = -1;  ///< Midnight of dateText_.
};

}  // namespace headroom::trace
