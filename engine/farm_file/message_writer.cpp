#include "engine/farm_file/message_writer.h"

#include <google/protobuf/descriptor.h>

#include <algorithm>
#include <cassert>

namespace headroom::farm_file {

using google::protobuf::FieldDescriptor;

const FieldDescriptor* MessageWriter::field(const char* name) const {
  const FieldDescriptor* field = message_.GetDescriptor()->FindFieldByName(name);
  assert(field && "the mapping names a field that the schema does not have");
  return field;
}

bool MessageWriter::isKept(const std::string& name) const {
  if (std::find(required_.begin(), required_.end(), name) != required_.end()) return true;
  if (!comments_) return false;
  const std::string key = keyOf(name);
  if (comments_->count(key) > 0 || comments_->count(key + "#") > 0) return true;
  const auto inside = comments_->lower_bound(key + ".");
  return inside != comments_->end() && inside->first.compare(0, key.size() + 1, key + ".") == 0;
}

void MessageWriter::setText(const char* name, const std::string& text) {
  reflection().SetString(&message_, field(name), text);
}

void MessageWriter::setChoice(const char* name, int number) {
  reflection().SetEnumValue(&message_, field(name), number);
}

void MessageWriter::text(const char* name, const std::string& value, const std::string& standard) {
  if (value != standard || isKept(name)) setText(name, value);
}

void MessageWriter::flag(const char* name, bool value, bool standard) {
  if (value != standard || isKept(name)) reflection().SetBool(&message_, field(name), value);
}

void MessageWriter::number(const char* name, double value, double standard) {
  if (value != standard || isKept(name)) reflection().SetDouble(&message_, field(name), value);
}

void MessageWriter::duration(const char* name, Duration value, Duration standard) {
  if (value != standard || isKept(name)) setText(name, formatDuration(value));
}

void MessageWriter::duration(const char* name, const std::optional<Duration>& value) {
  if (value) setText(name, formatDuration(*value));
}

void MessageWriter::flag(const char* name, std::optional<bool> value) {
  if (value) reflection().SetBool(&message_, field(name), *value);
}

void MessageWriter::number(const char* name, std::optional<double> value) {
  if (value) reflection().SetDouble(&message_, field(name), *value);
}

void MessageWriter::whole(const char* name, std::optional<int> value) {
  if (value) reflection().SetInt32(&message_, field(name), *value);
}

void MessageWriter::law(const char* name, const Law& value, Law::Kind bareKind) {
  if (value.isZero() && !isKept(name)) return;
  setText(name, value.isZero() ? "0s" : formatLaw(value, bareKind));
}

void MessageWriter::law(const char* name, const std::optional<Law>& value, Law::Kind bareKind) {
  if (value) setText(name, value->isZero() ? "0s" : formatLaw(*value, bareKind));
}

void MessageWriter::rate(const char* name, Rate value, Rate standard) {
  if (value != standard || isKept(name)) setText(name, formatRate(value));
}

void MessageWriter::bytes(const char* name, std::int64_t value, std::int64_t standard) {
  if (value != standard || isKept(name)) setText(name, formatBytes(value));
}

void MessageWriter::bandwidth(const char* name, double value, double standard) {
  if (value != standard || isKept(name)) setText(name, formatBandwidth(value));
}

void MessageWriter::fraction(const char* name, const std::optional<double>& value) {
  if (value) setText(name, formatFraction(*value));
}

void MessageWriter::fraction(const char* name, double value, double standard) {
  if (value != standard || isKept(name)) setText(name, formatFraction(value));
}

void MessageWriter::texts(const char* name, const std::vector<std::string>& values) {
  for (const std::string& value : values) reflection().AddString(&message_, field(name), value);
}

void MessageWriter::wholes(const char* name, const std::vector<int>& values, const std::vector<int>& standard) {
  if (values == standard && !isKept(name)) return;
  for (const int value : values) reflection().AddInt32(&message_, field(name), value);
}

/// Whether what a comment key hangs on is in the message: a field, or something inside a nested one (which settles its
/// own).
bool MessageWriter::isThere(const std::string& key) const {
  const std::string name = key.substr(0, key.find_first_of(".#"));
  const FieldDescriptor* field = message_.GetDescriptor()->FindFieldByName(name);
  if (!field) return false;
  return field->is_repeated() ? reflection().FieldSize(message_, field) > 0 : reflection().HasField(message_, field);
}

MessageWriter::~MessageWriter() {
  if (!comments_) return;
  Place& place = (*places_)[&message_];
  std::vector<std::string> orphans;
  const std::string inside = prefix_.empty() ? "" : prefix_ + ".";
  for (const auto& [key, lines] : *comments_) {
    if (!prefix_.empty() && (key == prefix_ || key == prefix_ + "#")) {
      place.comments[key == prefix_ ? "" : "}#"] = lines;
      continue;
    }
    if (key.compare(0, inside.size(), inside) != 0) continue;
    const std::string own = key.substr(inside.size());
    if (own.empty() || own == "{" || own == "}" || own == "}#") {
      place.comments[own] = lines;
    } else if (!isThere(own)) {
      orphans.insert(orphans.end(), lines.begin(), lines.end());
    } else if (own.find('.') == std::string::npos) {
      place.comments[own] = lines;
    }
  }
  if (orphans.empty()) return;
  auto& end = place.comments["}"];
  end.insert(end.begin(), orphans.begin(), orphans.end());
}

}  // namespace headroom::farm_file
