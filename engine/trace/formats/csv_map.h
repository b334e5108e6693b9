// Which column of a table means what.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/error.h"
#include "engine/trace/formats/json_keys.h"

namespace headroom::trace {

/// The columns of one table that have a meaning. A header's names are known as the keys of JSON are, and by the user's
/// map ("time=When,status=5"), which may also name columns by numbers from 1.
class CsvColumns {
 public:
  static constexpr std::size_t kMost = 256;

  explicit CsvColumns(const std::string& map);

  /// Whether the map names columns by number alone, so that no header is needed.
  bool numbered() const { return numbered_; }

  /// Takes the names of a header; false when they name no time and no status.
  bool takeHeader(const std::string_view* names, std::size_t count);
  /// Takes the numbers of the map for a table without a header.
  void takeNumbers(std::size_t count);

  std::size_t count() const { return count_; }
  /// Index of the column for a slot, or kMost.
  std::size_t at(JsonSlot slot) const { return columns_[static_cast<std::size_t>(slot)].column; }
  const JsonKey& key(JsonSlot slot) const { return columns_[static_cast<std::size_t>(slot)].key; }

 private:
  struct Column {
    std::size_t column = kMost;
    JsonKey key;
  };
  void offer(std::size_t column, const JsonKey& key);

  JsonKeys keys_;
  bool numbered_ = false;
  std::size_t count_ = 0;
  std::array<Column, static_cast<std::size_t>(JsonSlot::kCount)> columns_;
};

/// What is wrong with a map, before any table is read.
Diagnostics checkCsvMap(const std::string& map);

}  // namespace headroom::trace
