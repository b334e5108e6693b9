// Farms and helpers that the tests of this room share.
#pragma once

#include <gmock/gmock.h>

#include <string>

#include "engine/base/file.h"
#include "engine/farm_file/farm_file.h"

namespace headroom::farm_file {

inline std::string sourceFile(const std::string& relative) {
  return std::string(HEADROOM_SOURCE_DIR) + "/" + relative;
}

inline std::string contentOf(const std::string& relative) {
  const auto content = readFile(sourceFile(relative));
  EXPECT_TRUE(content.ok()) << relative;
  return content.ok() ? *content : std::string();
}

inline Result<Loaded> readText(const std::string& text) {
  return read(text, Format::Text, "a.farm");
}

/// The farm of a text that must be good.
inline farm::Farm farmFrom(const std::string& text) {
  const auto loaded = readText(text);
  for (const Diagnostic& problem : loaded.problems()) ADD_FAILURE() << format(problem);
  return loaded.ok() ? loaded->farm : farm::Farm{};
}

/// All problems as the command line shows them, one a line.
inline std::string complaints(const Result<Loaded>& result) {
  std::string all;
  for (const Diagnostic& problem : result.problems()) all += format(problem) + "\n";
  return all;
}

inline std::string complaintsOf(const std::string& text) {
  return complaints(readText(text));
}

/// A small good farm: two zones, two servers, one database. Parts can be put behind it.
inline const std::string kSmall =
    "version: 1\n"
    "zone { name: \"Global\" address: \"global.lan\" is_default: true includes_all_servers: true }\n"
    "zone { name: \"Intranet\" address: \"intranet.lan\" member { server: \"FE2\" } }\n"
    "server { name: \"FE1\" }\n"
    "server { name: \"FE2\" }\n"
    "database { name: \"DB\" }\n"
    "application { name: \"AppX\" zone: \"Global\" }\n";

}  // namespace headroom::farm_file
