// W3C extended log files as IIS writes them.
#pragma once

#include <array>
#include <cstdint>

#include "engine/trace/line_format.h"

namespace headroom::trace {

/// Follows the latest #Fields. Stamps are UTC and mean the end of the request; time-taken is in milliseconds
/// (in seconds where it has a decimal point, as the W3C draft and CloudFront write it).
class IisW3c final : public LineFormat {
 public:
  LineKind parse(std::string_view line, Parsed& parsed) override;
  LogFormat format() const override { return LogFormat::IisW3c; }
  void beginSample() override { beforeSample_ = state_; }
  std::string endSample() override;

 private:
  static constexpr std::size_t kMaxColumns = 96;
  static constexpr std::size_t kAbsent = static_cast<std::size_t>(-1);
  struct Columns {
    std::size_t count = 0;  ///< 0: no #Fields seen yet.
    std::size_t date = kAbsent, time = kAbsent, method = kAbsent, stem = kAbsent, client = kAbsent;
    std::size_t status = kAbsent, bytes = kAbsent, taken = kAbsent, forwarded = kAbsent;
  };

  void readDirective(std::string_view line);
  void readFields(std::string_view names);
  bool split(std::string_view line);
  std::string_view column(std::string_view line, std::size_t index) const;
  bool readStamp(std::string_view line, Parsed& parsed);
  bool readStatusAndBytes(std::string_view line, Parsed& parsed) const;
  bool readDate(std::string_view text);

  struct State {
    Columns columns;
    std::int64_t directiveNs = -1;  ///< Midnight of the latest #Date.
  };

  State state_, beforeSample_;
  std::array<std::uint32_t, kMaxColumns + 2> starts_{};  ///< Start of each column; one more behind the last.
  char dateText_[10] = {};
  std::int64_t dateNs_ = -1;  ///< Midnight of dateText_.
};

}  // namespace headroom::trace
