#include "engine/farm_file/message_reader.h"

#include <google/protobuf/descriptor.h>

#include <cassert>

#include "engine/farm_file/fill.h"

namespace headroom::farm_file {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

MessageReader::MessageReader(const Message& message, const Places& places, Problems& problems, std::string path,
                             farm::Origin* origin, farm::Comments* comments, std::string prefix)
    : message_(message),
      places_(places),
      problems_(problems),
      path_(std::move(path)),
      origin_(origin),
      comments_(comments),
      prefix_(std::move(prefix)) {}

const FieldDescriptor& MessageReader::fieldOf(const char* name) const {
  const FieldDescriptor* field = message_.GetDescriptor()->FindFieldByName(name);
  assert(field && "the mapping names a field that the schema does not have");
  return *field;
}

bool MessageReader::has(const char* name) const {
  return reflection().HasField(message_, field(name));
}

int MessageReader::choiceNumber(const char* name) const {
  return reflection().GetEnumValue(message_, field(name));
}

std::string MessageReader::string(const char* name) const {
  return reflection().GetString(message_, field(name));
}

MessageReader MessageReader::nested(const char* name, const Message& child, int index, bool own) {
  std::string path = path_ + name + (index >= 0 ? "[" + std::to_string(index) + "]" : "") + ".";
  if (own) return MessageReader(child, places_, problems_, std::move(path), nullptr, nullptr, {});
  MessageReader reader(child, places_, problems_, std::move(path), origin_, comments_, prefix_ + name + ".");
  reader.adopt(prefix_ + name);
  return reader;
}

void MessageReader::place(farm::Origin& origin, farm::Comments& comments) {
  origin_ = &origin;
  comments_ = &comments;
  const auto it = places_.find(&message_);
  if (it == places_.end()) return;
  origin.object = it->second.spot;
  origin.fields = it->second.fields;
  comments = it->second.comments;
}

void MessageReader::adopt(const std::string& name) {
  const auto it = places_.find(&message_);
  if (it == places_.end()) return;
  if (origin_) {
    for (const auto& [fieldName, spot] : it->second.fields) origin_->fields[name + "." + fieldName] = spot;
  }
  if (!comments_) return;
  for (const auto& [key, lines] : it->second.comments) {
    (*comments_)[key.empty() ? name : key == "}#" ? name + "#" : name + "." + key] = lines;
  }
}

Spot MessageReader::spotOf(const std::string& name) const {
  const auto it = places_.find(&message_);
  if (it == places_.end()) return {};
  const auto field = it->second.fields.find(name);
  return field == it->second.fields.end() ? it->second.spot : field->second;
}

void MessageReader::report(const char* name, const Diagnostics& problems) {
  const Spot spot = spotOf(name);
  const std::string where = spot.line > 0 ? std::string(name) : path_ + name;
  for (const Diagnostic& problem : problems) problems_.error(spot, where + ": " + problem.what, problem.remedy);
}

template <class T, class Parse>
void MessageReader::parsed(const char* name, T& value, Parse parse) {
  if (!has(name)) return;
  const auto result = parse(string(name));
  if (result) {
    value = *result;
  } else {
    report(name, result.problems());
  }
}

void MessageReader::text(const char* name, std::string& value, const std::string&) {
  if (has(name)) value = string(name);
}

void MessageReader::flag(const char* name, bool& value, bool) {
  if (has(name)) value = reflection().GetBool(message_, field(name));
}

void MessageReader::number(const char* name, double& value, double) {
  if (has(name)) value = reflection().GetDouble(message_, field(name));
}

void MessageReader::duration(const char* name, Duration& value, Duration) {
  parsed(name, value, parseDuration);
}

void MessageReader::duration(const char* name, std::optional<Duration>& value) {
  parsed(name, value, parseDuration);
}

void MessageReader::flag(const char* name, std::optional<bool>& value) {
  if (has(name)) value = reflection().GetBool(message_, field(name));
}

void MessageReader::number(const char* name, std::optional<double>& value) {
  if (has(name)) value = reflection().GetDouble(message_, field(name));
}

void MessageReader::whole(const char* name, std::optional<int>& value) {
  if (has(name)) value = reflection().GetInt32(message_, field(name));
}

void MessageReader::law(const char* name, Law& value, Law::Kind bareKind) {
  parsed(name, value, [&](const std::string& written) { return parseLaw(written, bareKind); });
  if (value.isZero()) value = Law{};  // nothing is nothing, whatever its law
}

void MessageReader::law(const char* name, std::optional<Law>& value, Law::Kind bareKind) {
  parsed(name, value, [&](const std::string& written) { return parseLaw(written, bareKind); });
  if (value && value->isZero()) value = Law{};
}

void MessageReader::rate(const char* name, Rate& value, Rate) {
  parsed(name, value, parseRate);
}

void MessageReader::bytes(const char* name, std::int64_t& value, std::int64_t) {
  parsed(name, value, parseBytes);
}

void MessageReader::bandwidth(const char* name, double& value, double) {
  parsed(name, value, parseBandwidth);
}

void MessageReader::fraction(const char* name, std::optional<double>& value) {
  parsed(name, value, parseFraction);
}

void MessageReader::fraction(const char* name, double& value, double) {
  parsed(name, value, parseFraction);
}

void MessageReader::texts(const char* name, std::vector<std::string>& values) {
  const int count = reflection().FieldSize(message_, field(name));
  values.clear();
  for (int i = 0; i < count; ++i) values.push_back(reflection().GetRepeatedString(message_, field(name), i));
}

void MessageReader::wholes(const char* name, std::vector<int>& values, const std::vector<int>&) {
  const int count = reflection().FieldSize(message_, field(name));
  if (count == 0) return;  // absent: the default stays
  values.clear();
  for (int i = 0; i < count; ++i) values.push_back(reflection().GetRepeatedInt32(message_, field(name), i));
}

void MessageReader::required(const char* name, const char* example) {
  if (has(name)) return;
  const auto it = places_.find(&message_);
  if (it != places_.end() && it->second.fields.count(name) > 0) return;  // there, but refused already
  const Spot spot = it == places_.end() ? Spot{} : it->second.spot;
  const std::string where = spot.line > 0 ? "this " + typeInWords(message_) : path_.substr(0, path_.size() - 1);
  problems_.error(spot, where + " has no '" + name + "'", std::string("write ") + example);
}

void MessageReader::requiredOneOf(const char* oneof, const char* example) {
  const auto* descriptor = message_.GetDescriptor()->FindOneofByName(oneof);
  if (reflection().HasOneof(message_, descriptor)) return;
  const auto it = places_.find(&message_);
  const Spot spot = it == places_.end() ? Spot{} : it->second.spot;
  const std::string where = spot.line > 0 ? "these " + typeInWords(message_) : path_.substr(0, path_.size() - 1);
  problems_.error(spot, where + " have no " + oneof, std::string("write ") + example);
}

}  // namespace headroom::farm_file
