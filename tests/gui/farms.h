// Farms that the tests of the desktop app work on.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "engine/farm_file/farm_file.h"
#include "gui/commands/add_edits.h"
#include "gui/document/farm_document.h"

namespace headroom::gui::test {

inline std::string scenario(const std::string& name) {
  return std::string(HEADROOM_SOURCE_DIR) + "/scenarios/" + name + "/" + name + ".farm";
}

inline farm::Farm load(const std::string& name) {
  const auto loaded = farm_file::load(scenario(name));
  EXPECT_TRUE(loaded.ok()) << (loaded.ok() ? "" : loaded.problems().front().what);
  return loaded ? loaded->farm : farm::Farm{};
}

/// Three servers, zone Global on all, Intranet on FE2 and FE3, with an explicit member list in both zones.
inline farm::Farm twoZones() {
  farm::Farm farm = load("intranet-zone");
  farm::Zone& global = farm.zones.front();
  global.includesAllServers = false;
  for (const char* name : {"FE1", "FE2", "FE3"}) {
    farm::ZoneMember member;
    member.server = name;
    global.members.push_back(member);
  }
  return farm;
}

/// Performs an edit and checks that undo and redo restore both sides exactly. Returns the farm after it.
inline farm::Farm performBothWays(FarmDocument& document, const FarmEdit& edit) {
  const farm::Farm before = document.farm();
  const int steps = document.history().count();
  const auto outcome = document.perform(edit);
  EXPECT_EQ(outcome.effect, FarmDocument::Effect::Changed) << outcome.reason.toStdString();
  const farm::Farm after = document.farm();
  EXPECT_FALSE(after == before);
  EXPECT_EQ(document.history().count(), steps + 1);
  EXPECT_FALSE(edit.text().isEmpty());
  document.history().undo();
  EXPECT_TRUE(document.farm() == before) << "undo of " << edit.text().toStdString();
  document.history().redo();
  EXPECT_TRUE(document.farm() == after) << "redo of " << edit.text().toStdString();
  return after;
}

}  // namespace headroom::gui::test
