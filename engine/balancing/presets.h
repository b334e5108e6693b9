// What a product does when nobody says otherwise: the presets, as data with their sources.
#pragma once

#include <span>
#include <string_view>

#include "engine/farm/farm.h"

namespace headroom::balancing {

/// How well a preset value stands on its source.
enum class Standing {
  Documented,   ///< The source states this value.
  Approximate,  ///< The source states something that this value comes close to.
  Unverified,   ///< Known from use; no document of the vendor was at hand that states it.
};

/// One default of one product.
struct PresetValue {
  std::string_view setting;  ///< As in the balancer block of a farm file: "health_check.interval".
  std::string_view value;   ///< As a farm file writes it; "none" where there is no limit, "off" where a feature is off.
  std::string_view source;  ///< Document and section.
  Standing standing = Standing::Documented;
};

struct Preset {
  farm::Product product = farm::Product::Unspecified;
  std::string_view word;     ///< In a farm file: "HAPROXY".
  std::string_view name;     ///< For people: "HAProxy".
  std::string_view version;  ///< Which the sources speak of.
  std::string_view remark;   ///< What the preset takes for given; may be empty.
  std::span<const PresetValue> values;
};

/// One preset for every product but Unspecified, in the order of the enumeration.
std::span<const Preset> presets();

/// Nullptr for Unspecified.
const Preset* presetOf(farm::Product product);

/// The value a product has for a setting; nullptr where it says nothing of its own.
const PresetValue* presetValue(farm::Product product, std::string_view setting);

/// "HAProxy"; "Headroom" for Unspecified.
std::string_view productName(farm::Product product);

}  // namespace headroom::balancing
