// What every part of the mapping between messages and farm values uses; see mapping.cpp.
#pragma once

#include <optional>

#include "engine/farm/farm.h"
#include "headroom/v1/farm.pb.h"

namespace headroom::farm_file {

namespace v1 = headroom::v1;

/// Enumerations travel by number, so both lists must agree.
template <class Value>
constexpr bool same(Value value, int number) {
  return static_cast<int>(value) == number;
}

inline constexpr Law::Kind kWork = Law::Kind::Exponential;  // a bare demand or think time
inline const Duration kAlways = Duration::nanoseconds(-1);  // a default no value has: the field is always written

/// Without a product these values are the defaults, and a default is not kept apart from a field left out: the writer
/// leaves it out. With a product it is an override. A comment holds its field.
template <class T>
void dropDefault(std::optional<T>& value, const T& standard, const farm::Comments& comments, const std::string& key) {
  const bool commented = comments.count(key) > 0 || comments.count(key + "#") > 0;
  if (value == standard && !commented) value.reset();
}

}  // namespace headroom::farm_file
