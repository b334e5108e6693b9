// A farm with at least one of everything that has properties.
#pragma once

#include "gui/commands/property_edits.h"
#include "tests/gui/farms.h"

namespace headroom::gui::test {

inline farm::Farm everything() {
  FarmDocument document;
  document.adopt(twoZones());
  for (const Item item : {Item::Note}) document.perform(AddObject(item, std::nullopt));
  document.perform(AddRow({ObjectType::Server, "FE1"}, ObjectType::Pool));
  document.perform(AddRow({ObjectType::Application, "AppX"}, ObjectType::Module));
  for (const ObjectType type : {ObjectType::DnsRecord, ObjectType::FailureDomain, ObjectType::Event,
                                ObjectType::Background, ObjectType::Deployment})
    document.perform(AddRow({}, type));
  document.perform(AddObject(Item::Users, std::nullopt));
  document.perform(SetProperty({ObjectType::Users, "Users"}, "load", "sessions"));
  return document.farm();
}

}  // namespace headroom::gui::test
