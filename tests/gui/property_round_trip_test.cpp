// Whatever the inspector takes is undone exactly, and survives being saved and read back.
#include <gtest/gtest.h>

#include "gui/commands/property.h"
#include "gui/commands/property_edits.h"
#include "tests/gui/farms.h"

namespace headroom::gui::test {
namespace {

/// A farm that says something about every field there is.
farm::Farm everyField() {
  const auto loaded = farm_file::load(std::string(HEADROOM_SOURCE_DIR) + "/tests/farm_file/data/every-field.farm",
                                      farm_file::Accept::Draft);
  EXPECT_TRUE(loaded.ok());
  return loaded ? loaded->farm : farm::Farm{};
}

ObjectRefs allObjects(const farm::Farm& farm) {
  ObjectRefs refs = {ObjectRef{}};
  for (const ObjectRef& ref : diagramObjects(farm)) refs.push_back(ref);
  for (const ObjectRef& owner : ObjectRefs(refs)) {
    for (const ObjectType type : tablesOf(owner.type)) {
      for (const ObjectRef& row : rowsOf(farm, owner, type)) refs.push_back(row);
    }
  }
  return refs;
}

/// What somebody might enter there.
QStringList proposals(const Property& property, const farm::Farm& farm, const ObjectRef& ref) {
  if (property.entry == Entry::Flag) return {"true", "false"};
  if (property.choicesOf) return property.choicesOf(farm, ref);
  if (property.choices) return property.choices(farm);
  return {"",         "3",         "7",
          "0.25",     "40%",       "1.5",
          "2s",       "45s",       "3min",
          "20ms",     "64kB",      "3GiB",
          "50/s",     "900/min",   "/Some",
          "Some",     "some.host", "80, 81",
          "10Mbit/s", "exp(30ms)", "lognormal(12ms, 2)",
          "a\nb",     "1, 2",      "09:00 50%",
          "stock",    "10.0.0.9",  "2 servers in 30s"};
}

std::string placeOf(const ObjectRef& ref, const Property& property, const QString& text) {
  return ref.name + " [" + std::to_string(ref.index) + "] of kind " + std::to_string(static_cast<int>(ref.type)) +
         ": " + property.key.toStdString() + " = “" + text.toStdString() + "”";
}

/// The farm as the file says it.
farm::Farm readBack(const farm::Farm& farm, const std::string& place) {
  const std::string text = farm_file::write(farm, farm_file::Format::Text);
  const auto again = farm_file::read(text, farm_file::Format::Text, "again.farm", farm_file::Accept::Draft);
  EXPECT_TRUE(again.ok()) << place << "\n" << (again.ok() ? "" : format(again.problems().front()));
  return again ? again->farm : farm::Farm{};
}

TEST(PropertyRoundTrip, WhatIsTakenIsUndoneAndReadBackAsItWas) {
  const farm::Farm farm = everyField();
  std::size_t taken = 0;
  for (const ObjectRef& ref : allObjects(farm)) {
    for (const Property& property : propertiesOf(ref.type)) {
      if (!property.write || (property.shown && !property.shown(farm, ref))) continue;
      bool any = false;
      for (const QString& text : proposals(property, farm, ref)) {
        FarmDocument document;
        document.adopt(farm);
        const auto outcome = document.perform(SetProperty(ref, property.key, text));
        if (outcome.effect != FarmDocument::Effect::Changed) continue;
        any = true;
        ++taken;
        const std::string place = placeOf(ref, property, text);
        const std::string saved = farm_file::write(document.farm(), farm_file::Format::Text);
        EXPECT_EQ(farm_file::write(readBack(document.farm(), place), farm_file::Format::Text), saved) << place;
        document.history().undo();
        EXPECT_TRUE(document.farm() == farm) << place;
      }
      EXPECT_TRUE(any || property.key == "name" || proposals(property, farm, ref).size() < 2)
          << placeOf(ref, property, "anything") << ": nothing was taken";
    }
  }
  EXPECT_GT(taken, 300u);
}

}  // namespace
}  // namespace headroom::gui::test
