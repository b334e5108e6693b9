// One side of the mapping between messages and farm values: from a filled message to the value.
#pragma once

#include <google/protobuf/message.h>

#include <optional>
#include <string>
#include <type_traits>
#include <variant>
#include <vector>

#include "engine/base/law.h"
#include "engine/base/quantity.h"
#include "engine/farm_file/places.h"

namespace headroom::farm_file {

template <class T>
concept HasOrigin = requires(T& value) {
  value.origin;
  value.comments;
};

/// Reads the fields of one message by name. The functions have the same names and parameters as MessageWriter's, so
/// that one `exchange(x, value, standard)` serves both ways; `standard` (the default) only matters for writing. What
/// cannot be understood is reported and leaves the default.
class MessageReader {
 public:
  MessageReader(const google::protobuf::Message& message, const Places& places, Problems& problems)
      : MessageReader(message, places, problems, {}, nullptr, nullptr, {}) {}

  void text(const char* name, std::string& value, const std::string& standard = {});
  void flag(const char* name, bool& value, bool standard);
  void number(const char* name, double& value, double standard);
  void duration(const char* name, Duration& value, Duration standard);
  /// Values without a default: nullopt where the field is not there.
  void duration(const char* name, std::optional<Duration>& value);
  void flag(const char* name, std::optional<bool>& value);
  void number(const char* name, std::optional<double>& value);
  void whole(const char* name, std::optional<int>& value);
  void law(const char* name, Law& value, Law::Kind bareKind);
  void law(const char* name, std::optional<Law>& value, Law::Kind bareKind);
  void rate(const char* name, Rate& value, Rate standard);
  void bytes(const char* name, std::int64_t& value, std::int64_t standard);
  void bandwidth(const char* name, double& value, double standard);
  void fraction(const char* name, std::optional<double>& value);
  void fraction(const char* name, double& value, double standard);
  void texts(const char* name, std::vector<std::string>& values);
  void wholes(const char* name, std::vector<int>& values, const std::vector<int>& standard);

  template <class T>
  void whole(const char* name, T& value, T) {
    if (!has(name)) return;
    if constexpr (std::is_same_v<T, int>) {
      value = reflection().GetInt32(message_, field(name));
    } else if constexpr (std::is_same_v<T, std::int64_t>) {
      value = reflection().GetInt64(message_, field(name));
    } else {
      value = reflection().GetUInt64(message_, field(name));
    }
  }

  /// An enumeration whose numbers are those of the schema.
  template <class T>
  void choice(const char* name, T& value, T) {
    if (has(name)) value = static_cast<T>(choiceNumber(name));
  }

  template <class T>
  void choice(const char* name, std::optional<T>& value) {
    if (has(name)) value = static_cast<T>(choiceNumber(name));
  }

  template <class T>
  void object(const char* name, T& value, const T& standard) {
    if (!has(name)) return;
    MessageReader child = nested(name, reflection().GetMessage(message_, field(name)), -1, HasOrigin<T>);
    exchange(child, value, standard);
  }

  template <class T>
  void optional(const char* name, std::optional<T>& value) {
    if (!has(name)) return;
    value.emplace();
    MessageReader child = nested(name, reflection().GetMessage(message_, field(name)), -1, HasOrigin<T>);
    exchange(child, *value, T{});
  }

  template <class T, class Variant>
  void alternative(const char* name, Variant& value) {
    if (!has(name)) return;
    MessageReader child = nested(name, reflection().GetMessage(message_, field(name)), -1, false);
    exchange(child, value.template emplace<T>(), T{});
  }

  template <class T>
  void objects(const char* name, std::vector<T>& values) {
    const T standard{};
    const int count = reflection().FieldSize(message_, &fieldOf(name));
    values.resize(static_cast<std::size_t>(count));
    for (int i = 0; i < count; ++i) {
      MessageReader child = nested(name, reflection().GetRepeatedMessage(message_, field(name), i), i, true);
      exchange(child, values[static_cast<std::size_t>(i)], standard);
    }
  }

  /// Hands over where the object stands and its comments. Comes first in the exchange of an object that has them.
  void place(farm::Origin& origin, farm::Comments& comments);

  /// Reports the fields that must be there and are not.
  void required(const char* name, const char* example);
  /// Reports that none of the fields of a oneof is there. `example`: what to write.
  void requiredOneOf(const char* oneof, const char* example);

 private:
  MessageReader(const google::protobuf::Message& message, const Places& places, Problems& problems, std::string path,
                farm::Origin* origin, farm::Comments* comments, std::string prefix);

  const google::protobuf::Reflection& reflection() const { return *message_.GetReflection(); }
  const google::protobuf::FieldDescriptor& fieldOf(const char* name) const;
  const google::protobuf::FieldDescriptor* field(const char* name) const { return &fieldOf(name); }
  bool has(const char* name) const;
  /// Number of an enumeration's value in the schema.
  int choiceNumber(const char* name) const;
  std::string string(const char* name) const;
  /// `own`: the child keeps its own places; else they go to this object's under `name.`.
  MessageReader nested(const char* name, const google::protobuf::Message& child, int index, bool own);
  /// Takes over the places and comments of this message, which belong to the owner, under `prefix.`.
  void adopt(const std::string& prefix);
  /// Of the field, else of the message; without a line for binary files.
  Spot spotOf(const std::string& name) const;
  /// Problems of parsing one field, with its place.
  void report(const char* name, const Diagnostics& problems);
  /// Reads text with `parse`; a problem is reported and leaves the value.
  template <class T, class Parse>
  void parsed(const char* name, T& value, Parse parse);

  const google::protobuf::Message& message_;
  const Places& places_;
  Problems& problems_;
  std::string path_;
  farm::Origin* origin_;
  farm::Comments* comments_;
  std::string prefix_;
};

}  // namespace headroom::farm_file
