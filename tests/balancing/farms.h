// Farms of this room's tests, written as users write them.
#pragma once

#include <gmock/gmock.h>

#include <string>

#include "engine/farm_file/farm_file.h"

namespace headroom::tests {

/// The farm of a text that must be good.
inline farm::Farm farmOf(const std::string& text) {
  const auto loaded = farm_file::read(text, farm_file::Format::Text, "a.farm");
  for (const Diagnostic& problem : loaded.problems()) ADD_FAILURE() << format(problem);
  return loaded.ok() ? loaded->farm : farm::Farm{};
}

/// A farm with one zone "Z" of three servers behind the balancer of this text. The text begins in line 3.
inline std::string zoneText(const std::string& balancer, const std::string& members = R"(member { server: "A" }
member { server: "B" }
member { server: "C" })") {
  return "version: 1\nzone { name: \"Z\" balancer {\n" + balancer + "\n}\n" + members +
         "\n}\nserver { name: \"A\" address: \"10.0.0.1:80\" } server { name: \"B\" } server { name: \"C\" }\n";
}

inline farm::Farm zoneWith(const std::string& balancer) {
  return farmOf(zoneText(balancer));
}

/// A farm whose proxy has this text; the zones X, Y and D (its default) exist. The text begins in line 3.
inline std::string proxyText(const std::string& proxy) {
  std::string text = "version: 1\nproxy { default_zone: \"D\"\n" + proxy + "\n}\n";
  for (const char* zone : {"X", "Y", "D"}) {
    text += "zone { name: \"" + std::string(zone) + "\" member { server: \"A\" } }\n";
  }
  return text + "server { name: \"A\" }\n";
}

}  // namespace headroom::tests
