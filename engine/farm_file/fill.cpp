#include "engine/farm_file/fill.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <charconv>
#include <cmath>
#include <limits>
#include <optional>

#include "engine/base/text.h"

namespace headroom::farm_file {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::EnumDescriptor;
using google::protobuf::EnumValueDescriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;
using Kind = WrittenValue::Kind;

std::string inWords(const Descriptor& type) {
  std::string words;
  for (const char c : type.name()) {
    if (c >= 'A' && c <= 'Z' && !words.empty()) words += ' ';
    words += toLower(std::string(1, c));
  }
  return words;
}

std::string withArticle(const std::string& words) {
  const bool vowel = words.find_first_of("aeio") == 0;
  return (vowel ? "an " : "a ") + words;
}

std::string didYouMean(const std::string& word, const std::vector<std::string>& known, const std::string& all) {
  const std::string near = nearest(word, known);
  return near.empty() ? all + joinWithAnd(known) : "did you mean '" + near + "'?";
}

std::string shown(const WrittenValue& value) {
  switch (value.kind) {
    case Kind::String:
      return "\"" + value.text.substr(0, 60) + "\"";
    case Kind::Number:
    case Kind::Word:
      return value.text.substr(0, 60);
    case Kind::Message:
      return "a block in braces";
    case Kind::List:
      return "a list";
    case Kind::Nothing:
      return "nothing";
  }
  return {};
}

/// A whole number, also in hexadecimal or octal as text format allows; nullopt when it is none or does not fit.
template <class T>
std::optional<T> wholeNumber(std::string_view text) {
  const bool negative = !text.empty() && text[0] == '-';
  if (negative) text.remove_prefix(1);
  int base = 10;
  if (text.size() > 2 && (text.substr(0, 2) == "0x" || text.substr(0, 2) == "0X")) {
    base = 16;
    text.remove_prefix(2);
  } else if (text.size() > 1 && text[0] == '0') {
    base = 8;
  }
  std::string digits = (negative ? "-" : "") + std::string(text);
  T value{};
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value, base);
  if (error == std::errc{} && end == digits.data() + digits.size()) return value;
  if (digits.find_first_of(".eE") == std::string::npos || base == 16) return std::nullopt;
  double real = 0;  // 4.0 and 1e3 are whole numbers too
  const auto [realEnd, realError] = std::from_chars(digits.data(), digits.data() + digits.size(), real);
  const bool exact = realError == std::errc{} && realEnd == digits.data() + digits.size() && std::trunc(real) == real &&
                     std::fabs(real) <= 9007199254740992.0 && (!std::is_unsigned_v<T> || real >= 0) &&
                     real >= static_cast<double>(std::numeric_limits<T>::min()) &&
                     real <= static_cast<double>(std::numeric_limits<T>::max());
  return exact ? std::optional<T>(static_cast<T>(real)) : std::nullopt;
}

std::optional<double> realNumber(std::string_view text) {
  if (text.size() > 1 && (text.back() == 'f' || text.back() == 'F') && text.find_first_of("xX") == text.npos)
    text.remove_suffix(1);
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || !std::isfinite(value)) return std::nullopt;
  return value;
}

class Filler {
 public:
  Filler(Places& places, Problems& problems) : places_(places), problems_(problems) {}

  void message(Message& message, const WrittenValue& written, Spot spot) {
    Place place;
    place.spot = spot;
    keep(place, "{", written.opening);
    keep(place, "}", written.closing);
    for (const WrittenField& field : written.fields) {
      if (!problems_.full()) this->field(message, field, place);
    }
    Place& kept = places_[&message];
    place.comments.merge(kept.comments);
    kept = std::move(place);
  }

 private:
  static void keep(Place& place, const std::string& key, const std::vector<std::string>& lines) {
    if (lines.empty()) return;
    auto& kept = place.comments[key];
    kept.insert(kept.end(), lines.begin(), lines.end());
  }

  void field(Message& message, const WrittenField& written, Place& place) {
    const FieldDescriptor* field = find(*message.GetDescriptor(), written);
    if (!field || written.value.kind == Kind::Nothing) return;
    const Reflection& reflection = *message.GetReflection();
    if (field->is_repeated()) {
      repeated(message, *field, written, place);
      return;
    }
    if (reflection.HasField(message, field)) return twice(message, *field, written, place);
    if (const auto* oneof = field->real_containing_oneof(); oneof && reflection.HasOneof(message, oneof)) {
      const FieldDescriptor* other = reflection.GetOneofFieldDescriptor(message, oneof);
      problems_.error(written.spot, "'" + field->name() + "' and '" + other->name() + "' are given at once",
                      "keep one of them");
      return;
    }
    place.fields[field->name()] = field->message_type() ? written.spot : written.value.spot;
    if (field->message_type()) {
      if (!isBlock(*field, written.value, written.spot)) return;
      Message& child = *reflection.MutableMessage(&message, field);
      comments(child, written);
      this->message(child, written.value, written.spot);
    } else {
      keep(place, field->name(), written.before);
      keep(place, field->name() + "#", written.value.behind);
      if (written.value.kind == Kind::List) return listForOne(*field, written);
      scalar(message, *field, written.value);
    }
  }

  const FieldDescriptor* find(const Descriptor& type, const WrittenField& written) {
    if (const FieldDescriptor* field = type.FindFieldByName(written.name)) return field;
    if (const FieldDescriptor* field = type.FindFieldByCamelcaseName(written.name))
      return field;  // JSON's other spelling
    std::vector<std::string> known;
    for (int i = 0; i < type.field_count(); ++i) known.push_back(type.field(i)->name());
    const std::string words = inWords(type);
    problems_.error(written.spot, withArticle(words) + " has no field '" + written.name + "'",
                    didYouMean(written.name, known, "its fields are "));
    return nullptr;
  }

  void twice(const Message& message, const FieldDescriptor& field, const WrittenField& written, const Place& place) {
    const std::string words = inWords(*message.GetDescriptor());
    if (isZoneOfApplication(field)) return inTwoZones(written.spot);
    std::string first;
    if (const auto it = place.fields.find(field.name()); it != place.fields.end() && it->second.line > 0) {
      first = ", first in line " + std::to_string(it->second.line);
    }
    problems_.error(written.spot, "the field '" + field.name() + "' of this " + words + " is given twice" + first,
                    "keep one of them");
  }

  static bool isZoneOfApplication(const FieldDescriptor& field) {
    return field.name() == "zone" && field.containing_type()->name() == "Application";
  }

  void inTwoZones(Spot spot) {
    problems_.error(spot, "the application is put into more than one zone",
                    "an application is in exactly one zone: keep one, and let other zones reach it by references",
                    "ZN03");
  }

  void listForOne(const FieldDescriptor& field, const WrittenField& written) {
    if (isZoneOfApplication(field)) return inTwoZones(written.spot);
    problems_.error(written.spot, "the field '" + field.name() + "' takes one value, not a list", "keep one value");
  }

  void comments(const Message& child, const WrittenField& written) {
    Place& place = places_[&child];
    keep(place, "", written.before);
    keep(place, "}#", written.value.behind);
  }

  bool isBlock(const FieldDescriptor& field, const WrittenValue& value, Spot spot) {
    if (value.kind == Kind::Message) return true;
    problems_.error(spot, "the field '" + field.name() + "' needs a block, found " + shown(value),
                    "write " + field.name() + " { ... }");
    return false;
  }

  void repeated(Message& message, const FieldDescriptor& field, const WrittenField& written, Place& place) {
    const Reflection& reflection = *message.GetReflection();
    const bool isList = written.value.kind == Kind::List;
    const std::size_t count = isList ? written.value.items.size() : 1;
    for (std::size_t i = 0; i < count && !problems_.full(); ++i) {
      const WrittenValue& value = isList ? written.value.items[i] : written.value;
      if (value.kind == Kind::Nothing) continue;
      const std::string name = field.name() + "[" + std::to_string(reflection.FieldSize(message, &field)) + "]";
      place.fields[name] = isList || !field.message_type() ? value.spot : written.spot;
      if (!field.message_type()) {
        scalar(message, field, value);
      } else if (isBlock(field, value, isList ? value.spot : written.spot)) {
        Message& child = *reflection.AddMessage(&message, &field);
        if (i == 0) comments(child, written);
        this->message(child, value, isList ? value.spot : written.spot);
      }
    }
    if (!field.message_type()) {
      keep(place, field.name(), written.before);
      keep(place, field.name() + "#", written.value.behind);
    }
  }

  void wrongType(const FieldDescriptor& field, const WrittenValue& value, const std::string& needs,
                 const std::string& example) {
    problems_.error(value.spot, "the field '" + field.name() + "' needs " + needs + ", found " + shown(value),
                    "write " + example);
  }

  void scalar(Message& message, const FieldDescriptor& field, const WrittenValue& value) {
    if (value.kind == Kind::List || value.kind == Kind::Message) {
      return wrongType(field, value, "a single value", field.name() + ": value");
    }
    switch (field.cpp_type()) {
      case FieldDescriptor::CPPTYPE_STRING:
        return text(message, field, value);
      case FieldDescriptor::CPPTYPE_BOOL:
        return flag(message, field, value);
      case FieldDescriptor::CPPTYPE_ENUM:
        return choice(message, field, value);
      case FieldDescriptor::CPPTYPE_DOUBLE:
        return real(message, field, value);
      case FieldDescriptor::CPPTYPE_INT32:
        return whole<std::int32_t>(message, field, value);
      case FieldDescriptor::CPPTYPE_INT64:
        return whole<std::int64_t>(message, field, value);
      default:
        return whole<std::uint64_t>(message, field, value);
    }
  }

  void text(Message& message, const FieldDescriptor& field, const WrittenValue& value) {
    const Reflection& reflection = *message.GetReflection();
    if (value.kind != Kind::String) {
      return wrongType(field, value, "a text in quotes", field.name() + ": \"" + value.text.substr(0, 60) + "\"");
    }
    if (!isUtf8(value.text)) {
      problems_.error(value.spot, "the field '" + field.name() + "' is not valid UTF-8: " + shown(value),
                      "save the file as UTF-8");
      return;
    }
    if (field.is_repeated()) {
      reflection.AddString(&message, &field, value.text);
    } else {
      reflection.SetString(&message, &field, value.text);
    }
  }

  void flag(Message& message, const FieldDescriptor& field, const WrittenValue& value) {
    const bool isTrue = value.kind == Kind::Word && value.text == "true";
    const bool isFalse = value.kind == Kind::Word && value.text == "false";
    if (!isTrue && !isFalse) return wrongType(field, value, "true or false", field.name() + ": true");
    message.GetReflection()->SetBool(&message, &field, isTrue);
  }

  void choice(Message& message, const FieldDescriptor& field, const WrittenValue& value) {
    const EnumDescriptor& type = *field.enum_type();
    const EnumValueDescriptor* found = nullptr;
    if (value.kind == Kind::Word || value.kind == Kind::String) found = type.FindValueByName(value.text);
    if (value.kind == Kind::Number) {
      if (const auto number = wholeNumber<int>(value.text)) found = type.FindValueByNumber(*number);
    }
    if (found) return message.GetReflection()->SetEnum(&message, &field, found);
    std::vector<std::string> known;
    for (int i = 0; i < type.value_count(); ++i) known.push_back(type.value(i)->name());
    problems_.error(value.spot, "the field '" + field.name() + "' does not know the value " + shown(value),
                    didYouMean(value.text, known, "it knows "));
  }

  void real(Message& message, const FieldDescriptor& field, const WrittenValue& value) {
    const auto number = value.kind == Kind::Number ? realNumber(value.text) : std::nullopt;
    if (!number) return wrongType(field, value, "a finite number", field.name() + ": 1.5");
    message.GetReflection()->SetDouble(&message, &field, *number);
  }

  template <class T>
  void whole(Message& message, const FieldDescriptor& field, const WrittenValue& value) {
    const bool wide = sizeof(T) == 8;  // JSON writes 64-bit numbers as texts
    const bool numeric = value.kind == Kind::Number || (wide && value.kind == Kind::String);
    const auto number = numeric ? wholeNumber<T>(value.text) : std::nullopt;
    if (!number) {
      const std::string range = std::is_unsigned_v<T> ? "0 to 18446744073709551615"
                                : wide                ? "-2^63 to 2^63 - 1"
                                                      : "-2147483648 to 2147483647";
      return wrongType(field, value, "a whole number (" + range + ")", field.name() + ": 4");
    }
    const Reflection& reflection = *message.GetReflection();
    if constexpr (std::is_same_v<T, std::int32_t>) {
      field.is_repeated() ? reflection.AddInt32(&message, &field, *number)
                          : reflection.SetInt32(&message, &field, *number);
    } else if constexpr (std::is_same_v<T, std::int64_t>) {
      reflection.SetInt64(&message, &field, *number);
    } else {
      reflection.SetUInt64(&message, &field, *number);
    }
  }

  Places& places_;
  Problems& problems_;
};

}  // namespace

void fill(Message& message, const WrittenValue& written, Places& places, Problems& problems) {
  Filler(places, problems).message(message, written, written.spot);
}

std::string typeInWords(const Message& message) {
  return inWords(*message.GetDescriptor());
}

}  // namespace headroom::farm_file
