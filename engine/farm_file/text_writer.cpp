#include "engine/farm_file/text_writer.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <algorithm>
#include <string_view>

#include "engine/base/quantity.h"
#include "engine/base/text.h"
#include "engine/farm_file/text_lexer.h"

namespace headroom::farm_file {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

constexpr std::size_t kLineWidth = 140;
constexpr std::size_t kNestedWidth = 100;  // of a line that holds braces within braces

/// A text in quotes. Everything that is not a harmless character is escaped, so that the file stays one line of
/// readable UTF-8.
std::string quoted(const std::string& text) {
  std::string escaped;
  for (const char c : text) {
    switch (c) {
      case '"':
        escaped += "\\\"";
        break;
      case '\\':
        escaped += "\\\\";
        break;
      case '\n':
        escaped += "\\n";
        break;
      case '\t':
        escaped += "\\t";
        break;
      case '\r':
        escaped += "\\r";
        break;
      default:
        escaped += c;
    }
  }
  return "\"" + printable(escaped) + "\"";
}

class TextWriter {
 public:
  explicit TextWriter(const Places& places) : places_(places) {}

  std::string farm(const Message& message) {
    lines(commentsOf(message, ""));
    body(message, true);
    lines(commentsOf(message, "}"));
    return std::move(out_);
  }

 private:
  const std::vector<std::string>& commentsOf(const Message& message, const std::string& key) const {
    static const std::vector<std::string> kNone;
    const auto place = places_.find(&message);
    if (place == places_.end()) return kNone;
    const auto found = place->second.comments.find(key);
    return found == place->second.comments.end() ? kNone : found->second;
  }

  void indent() { out_.append(static_cast<std::size_t>(depth_) * 2, ' '); }

  void lines(const std::vector<std::string>& comments) {
    for (const std::string& comment : comments) {
      if (comment != kBlankLine) {
        indent();
        out_ += '#' + comment;
      }
      out_ += '\n';
    }
  }

  /// Ends the line, with the comments that stand behind it.
  void endLine(const std::vector<std::string>& comments) {
    bool first = true;
    for (const std::string& comment : comments) {
      if (!first) {  // a second one cannot stand on the same line
        out_ += '\n';
        indent();
      }
      out_ += first ? "  #" : "#";
      out_ += comment;
      first = false;
    }
    out_ += '\n';
  }

  std::string scalar(const Message& message, const FieldDescriptor& field, int index) const {
    const Reflection& r = *message.GetReflection();
    const bool one = !field.is_repeated();
    switch (field.cpp_type()) {
      case FieldDescriptor::CPPTYPE_STRING:
        return quoted(one ? r.GetString(message, &field) : r.GetRepeatedString(message, &field, index));
      case FieldDescriptor::CPPTYPE_BOOL:
        return r.GetBool(message, &field) ? "true" : "false";
      case FieldDescriptor::CPPTYPE_ENUM: {
        const int number = r.GetEnumValue(message, &field);
        const auto* value = field.enum_type()->FindValueByNumber(number);
        return value ? value->name() : std::to_string(number);
      }
      case FieldDescriptor::CPPTYPE_DOUBLE:
        return formatNumber(r.GetDouble(message, &field));
      case FieldDescriptor::CPPTYPE_INT32:
        return std::to_string(one ? r.GetInt32(message, &field) : r.GetRepeatedInt32(message, &field, index));
      case FieldDescriptor::CPPTYPE_INT64:
        return std::to_string(r.GetInt64(message, &field));
      default:
        return std::to_string(r.GetUInt64(message, &field));
    }
  }

  std::string scalarField(const Message& message, const FieldDescriptor& field) const {
    if (!field.is_repeated()) return field.name() + ": " + scalar(message, field, -1);
    const int count = message.GetReflection()->FieldSize(message, &field);
    if (count == 1) return field.name() + ": " + scalar(message, field, 0);
    std::string text = field.name() + ": [";
    for (int i = 0; i < count; ++i) text += (i > 0 ? ", " : "") + scalar(message, field, i);
    return text + "]";
  }

  std::vector<const FieldDescriptor*> fieldsOf(const Message& message) const {
    std::vector<const FieldDescriptor*> present;  // in the order of the schema
    for (int i = 0; i < message.GetDescriptor()->field_count(); ++i) {
      const FieldDescriptor* field = message.GetDescriptor()->field(i);
      const Reflection& r = *message.GetReflection();
      if (field->is_repeated() ? r.FieldSize(message, field) > 0 : r.HasField(message, field)) present.push_back(field);
    }
    return present;
  }

  std::vector<const Message*> childrenOf(const Message& message, const FieldDescriptor& field) const {
    const Reflection& r = *message.GetReflection();
    std::vector<const Message*> children;
    if (!field.is_repeated()) return {&r.GetMessage(message, &field)};
    for (int i = 0; i < r.FieldSize(message, &field); ++i)
      children.push_back(&r.GetRepeatedMessage(message, &field, i));
    return children;
  }

  /// `{ a: 1 b: 2 }`, or empty when the message does not fit into `room` characters or has comments inside.
  std::string oneLine(const Message& message, std::size_t room) const {
    if (const auto place = places_.find(&message); place != places_.end()) {
      for (const auto& [key, comments] : place->second.comments) {
        if (!key.empty() && key != "}#" && !comments.empty()) return {};
      }
    }
    std::string text = "{";
    bool nested = false;
    for (const FieldDescriptor* field : fieldsOf(message)) {
      const std::string part = field->message_type() ? onlyChild(message, *field, room) : scalarField(message, *field);
      if (part.empty()) return {};
      nested = nested || field->message_type();
      text += ' ' + part;
      if (text.size() > room) return {};
    }
    text += text.size() > 1 ? " }" : "}";
    const std::size_t limit = nested ? room - std::min(room, kLineWidth - kNestedWidth) : room;
    return text.size() > limit ? std::string() : text;
  }

  std::string onlyChild(const Message& message, const FieldDescriptor& field, std::size_t room) const {
    const std::vector<const Message*> children = childrenOf(message, field);
    if (children.size() != 1 || !commentsOf(*children[0], "").empty() || !commentsOf(*children[0], "}#").empty())
      return {};
    const std::string inner = oneLine(*children[0], room);
    return inner.empty() ? inner : field.name() + ' ' + inner;
  }

  void body(const Message& message, bool top) {
    const FieldDescriptor* last = nullptr;
    for (const FieldDescriptor* field : fieldsOf(message)) {
      if (!field->message_type()) {
        lines(commentsOf(message, field->name()));
        indent();
        out_ += scalarField(message, *field);
        endLine(commentsOf(message, field->name() + "#"));
        last = field;
        continue;
      }
      const std::vector<const Message*> children = childrenOf(message, *field);
      const bool small = allSmall(children, field->name());
      for (const Message* child : children) {
        const bool gap = top && last && (last != field || !small || !commentsOf(*child, "").empty());
        if (gap) out_ += '\n';
        block(*child, field->name(), small);
        last = field;
      }
    }
  }

  std::size_t roomFor(const std::string& name) const {
    return kLineWidth - static_cast<std::size_t>(depth_) * 2 - name.size() - 1;
  }

  /// Neighbours look alike: either all stand on one line each, or all are blocks.
  bool allSmall(const std::vector<const Message*>& messages, const std::string& name) const {
    return std::none_of(messages.begin(), messages.end(),
                        [&](const Message* m) { return oneLine(*m, roomFor(name)).empty(); });
  }

  void block(const Message& message, const std::string& name, bool small) {
    lines(commentsOf(message, ""));
    indent();
    out_ += name + ' ';
    if (small) {
      out_ += oneLine(message, roomFor(name));
    } else {
      out_ += '{';
      endLine(commentsOf(message, "{"));
      ++depth_;
      body(message, false);
      lines(commentsOf(message, "}"));
      --depth_;
      indent();
      out_ += '}';
    }
    endLine(commentsOf(message, "}#"));
  }

  const Places& places_;
  std::string out_;
  int depth_ = 0;
};

}  // namespace

std::string canonicalText(const Message& message, const Places& places) {
  return TextWriter(places).farm(message);
}

}  // namespace headroom::farm_file
