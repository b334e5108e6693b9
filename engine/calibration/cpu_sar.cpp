// sysstat: the text of `sar -u` and the table of `sadf -d`.
#include <algorithm>

#include "engine/base/text.h"
#include "engine/calibration/cpu_table.h"
#include "engine/trace/civil_time.h"

namespace headroom::calibration {
namespace {

using Words = std::vector<std::string>;

Words wordsOf(std::string_view line, std::string_view separators) {
  Words words;
  while (true) {
    const std::size_t from = line.find_first_not_of(separators);
    if (from == std::string_view::npos) return words;
    line.remove_prefix(from);
    const std::size_t end = std::min(line.find_first_of(separators), line.size());
    words.emplace_back(line.substr(0, end));
    line.remove_prefix(end);
  }
}

std::size_t placeOf(const Words& words, std::string_view word) {
  return static_cast<std::size_t>(std::find(words.begin(), words.end(), word) - words.begin());
}

/// Reads both shapes line by line; they share the names of their columns.
class SarReader {
 public:
  SarReader(const CpuOptions& options, CpuFaults& faults) : clock_(options, 0), faults_(faults) {}

  CpuTable read(std::string_view text) {
    table_.format = "sar";
    table_.percent = true;
    table_.zone = zoneText(clock_.offsetNs());
    while (!text.empty()) {
      const std::size_t end = std::min(text.find('\n'), text.size());
      ++number_;
      line(trim(text.substr(0, end)));
      text.remove_prefix(std::min(end + 1, text.size()));
    }
    if (head_.empty()) faults_.refuse(1, "there is no line with the column %idle", "export with sar -u");
    return std::move(table_);
  }

 private:
  void line(std::string_view text) {
    if (text.empty() || text.starts_with("Average:") || text.find("RESTART") != std::string_view::npos) return;
    semicolons_ = text.find(';') != std::string_view::npos;
    Words words = wordsOf(text, semicolons_ ? ";" : " \t");
    if (words.front() == "Linux") return begin(words);
    if (text.find("%idle") != std::string_view::npos) {
      if (words.front().starts_with('#')) words.front() = std::string(trim(std::string_view(words.front()).substr(1)));
      head_ = std::move(words);
      return;
    }
    if (!head_.empty()) values(words);
  }

  /// "Linux 6.1.0 (fe1) 11/23/2026 _x86_64_ (4 CPU)"
  void begin(const Words& words) {
    dateNs_.reset();
    rolls_ = 0;
    previous_ = -1;
    machine_.clear();
    for (const std::string& word : words) {
      if (machine_.empty() && word.starts_with('(') && word.ends_with(')')) machine_ = word.substr(1, word.size() - 2);
      std::string date = word;
      if (date.size() == 8 && date[2] == '/') date.insert(6, "20");
      if (!dateNs_) dateNs_ = date.find('-') == 4 ? trace::parseUtc(date) : localDay(date);
    }
    if (!dateNs_) faults_.refuse(number_, "the line of the machine has no date", "export with LC_ALL=C");
  }

  static std::optional<std::int64_t> localDay(const std::string& date) {
    return date.find_first_of("/.") == std::string::npos ? std::nullopt : CpuClock({}, 0).read(date + " 00:00:00");
  }

  std::optional<std::int64_t> stampOf(const Words& words, bool half) {
    if (semicolons_) {
      const std::size_t place = placeOf(head_, "timestamp");
      return place < words.size() ? clock_.read(words[place]) : std::nullopt;
    }
    if (!dateNs_) return std::nullopt;
    auto ofDay = trace::parseTimeOfDay(words.front());
    if (!ofDay) return std::nullopt;
    constexpr std::int64_t kHalfDay = trace::kSecondsPerDay / 2 * trace::kNsPerSecond;
    if (half) ofDay = *ofDay % kHalfDay + (words[1] == "PM" ? kHalfDay : 0);
    if (*ofDay + kHalfDay < previous_) ++rolls_;
    previous_ = *ofDay;
    return *dateNs_ + rolls_ * 2 * kHalfDay + *ofDay - clock_.offsetNs();
  }

  /// The columns from "CPU" on stand at the end of both the header and the values, whatever the time looks like.
  void values(const Words& words) {
    const std::size_t behind = head_.size() - placeOf(head_, "CPU");
    if (words.size() < behind || placeOf(head_, "CPU") == head_.size())
      return faults_.leaveOut(number_, 0, "the line has too few columns");
    const std::size_t first = words.size() - behind;
    if (words[first] != "all" && words[first] != "-1") return;  // single processors
    const bool half = words.size() > 1 && (words[1] == "AM" || words[1] == "PM");
    const auto stamp = stampOf(words, half);
    if (!stamp) return faults_.leaveOut(number_, 1, "'" + printable(words.front().substr(0, 40)) + "' is no time");
    double busy = 100;
    for (const std::string_view idle : {"%idle", "%iowait", "%steal"}) {
      const std::size_t place = placeOf(head_, idle);
      if (place == head_.size()) continue;
      const auto value = readNumber(words[first + place - placeOf(head_, "CPU")]);
      if (!value || !(*value >= 0) || *value > 100.5)
        return faults_.leaveOut(number_, 0, std::string(idle) + " is no share of 100");
      busy -= *value;
    }
    const std::size_t host = placeOf(head_, "hostname");
    column(semicolons_ && host < words.size() ? words[host] : machine_)
        .values.push_back({*stamp, std::max(0.0, busy), number_});
  }

  CpuTable::Column& column(const std::string& name) {
    for (CpuTable::Column& column : table_.columns) {
      if (column.name == name) return column;
    }
    table_.columns.push_back({name, {}});
    return table_.columns.back();
  }

  CpuClock clock_;
  CpuFaults& faults_;
  CpuTable table_;
  Words head_;
  bool semicolons_ = false;
  std::string machine_;
  std::optional<std::int64_t> dateNs_;
  std::int64_t previous_ = -1, rolls_ = 0;
  int number_ = 0;
};

}  // namespace

bool looksLikeSar(std::string_view text) {
  const std::string_view head = text.substr(0, 2000);
  return head.find("%idle") != std::string_view::npos;
}

CpuTable readSar(std::string_view text, const CpuOptions& options, CpuFaults& faults) {
  return SarReader(options, faults).read(text);
}

}  // namespace headroom::calibration
