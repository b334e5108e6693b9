// The other side of the mapping: from a farm value to a message that holds only what differs from the defaults.
#pragma once

#include <google/protobuf/message.h>

#include <optional>
#include <string>
#include <type_traits>
#include <variant>
#include <vector>

#include "engine/farm_file/message_reader.h"

namespace headroom::farm_file {

/// Sets the fields of one message by name. A field that has its default is left out, unless it is required or a comment
/// hangs on it.
/// Comments go to `places` (nullptr: they are dropped); those whose field is gone move before the end of their object.
class MessageWriter {
 public:
  MessageWriter(google::protobuf::Message& message, Places* places) : MessageWriter(message, places, nullptr, {}) {}
  MessageWriter(const MessageWriter&) = delete;
  MessageWriter& operator=(const MessageWriter&) = delete;
  /// Settles the comments.
  ~MessageWriter();

  void text(const char* name, const std::string& value, const std::string& standard = {});
  void flag(const char* name, bool value, bool standard);
  void number(const char* name, double value, double standard);
  void duration(const char* name, Duration value, Duration standard);
  void duration(const char* name, const std::optional<Duration>& value);
  void flag(const char* name, std::optional<bool> value);
  void number(const char* name, std::optional<double> value);
  void whole(const char* name, std::optional<int> value);
  void law(const char* name, const Law& value, Law::Kind bareKind);
  void law(const char* name, const std::optional<Law>& value, Law::Kind bareKind);
  void rate(const char* name, Rate value, Rate standard);
  void bytes(const char* name, std::int64_t value, std::int64_t standard);
  void bandwidth(const char* name, double value, double standard);
  void fraction(const char* name, const std::optional<double>& value);
  void fraction(const char* name, double value, double standard);
  void texts(const char* name, const std::vector<std::string>& values);
  void wholes(const char* name, const std::vector<int>& values, const std::vector<int>& standard);

  template <class T>
  void whole(const char* name, T value, T standard) {
    if (value == standard && !isKept(name)) return;
    if constexpr (std::is_same_v<T, int>) {
      reflection().SetInt32(&message_, field(name), value);
    } else if constexpr (std::is_same_v<T, std::int64_t>) {
      reflection().SetInt64(&message_, field(name), value);
    } else {
      reflection().SetUInt64(&message_, field(name), value);
    }
  }

  template <class T>
  void choice(const char* name, T value, T standard) {
    if (value != standard || isKept(name)) setChoice(name, static_cast<int>(value));
  }

  template <class T>
  void choice(const char* name, const std::optional<T>& value) {
    if (value) setChoice(name, static_cast<int>(*value));
  }

  template <class T>
  void object(const char* name, T& value, const T& standard) {
    if constexpr (!HasOrigin<T>) {
      if (value == standard && !isKept(name)) return;
    } else {
      if (value == standard) return;  // its comments are part of the value
    }
    child(name, *reflection().MutableMessage(&message_, field(name)), value, standard);
  }

  template <class T>
  void optional(const char* name, std::optional<T>& value) {
    if (value) child(name, *reflection().MutableMessage(&message_, field(name)), *value, T{});
  }

  template <class T, class Variant>
  void alternative(const char* name, Variant& value) {
    if (T* chosen = std::get_if<T>(&value))
      child(name, *reflection().MutableMessage(&message_, field(name)), *chosen, T{});
  }

  template <class T>
  void objects(const char* name, std::vector<T>& values) {
    for (T& value : values) child(name, *reflection().AddMessage(&message_, field(name)), value, T{});
  }

  /// The comments to be given back; places mean nothing to a writer.
  void place(farm::Origin&, farm::Comments& comments) { comments_ = places_ ? &comments : nullptr; }
  /// Such a field is written whatever its value: a draft with one that is zero must be readable again. REQUIRES: before
  /// the field is set.
  void required(const char* name, const char*) { required_.emplace_back(name); }
  void requiredOneOf(const char*, const char*) {}

 private:
  MessageWriter(google::protobuf::Message& message, Places* places, const farm::Comments* comments, std::string prefix)
      : message_(message), places_(places), comments_(comments), prefix_(std::move(prefix)) {}

  template <class T>
  void child(const char* name, google::protobuf::Message& message, T& value, const T& standard) {
    MessageWriter writer(message, places_, HasOrigin<T> ? nullptr : comments_, HasOrigin<T> ? "" : prefix_ + name);
    exchange(writer, value, standard);
  }

  const google::protobuf::Reflection& reflection() const { return *message_.GetReflection(); }
  const google::protobuf::FieldDescriptor* field(const char* name) const;
  /// Whether the field is required, or a comment of this object hangs on it or on anything inside it.
  bool isKept(const std::string& name) const;
  void setText(const char* name, const std::string& text);
  void setChoice(const char* name, int number);
  /// The field's name among the owner's comments: "work.demand".
  std::string keyOf(const std::string& name) const { return prefix_.empty() ? name : prefix_ + "." + name; }
  /// Whether the message holds the field that a comment's key names, so that the comment can stand at it.
  bool isThere(const std::string& key) const;

  google::protobuf::Message& message_;
  Places* places_;
  const farm::Comments* comments_;
  std::vector<std::string> required_;
  std::string prefix_;  ///< Of an object whose comments live with its owner: "work".
};

}  // namespace headroom::farm_file
