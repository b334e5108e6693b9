// Whatever the inspector takes is undone exactly, and survives being saved and read back.
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

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

bool isOpen(const Property& property, const farm::Farm& farm, const ObjectRef& ref) {
  return property.write && (!property.shown || property.shown(farm, ref));
}

/// The farm's objects and rows; of those of a kind that have the same fields to fill in, one.
ObjectRefs differentObjects(const farm::Farm& farm) {
  ObjectRefs refs = {ObjectRef{}};
  for (const ObjectRef& ref : diagramObjects(farm)) refs.push_back(ref);
  for (const ObjectRef& owner : ObjectRefs(refs)) {
    for (const ObjectType type : tablesOf(owner.type)) {
      for (const ObjectRef& row : rowsOf(farm, owner, type)) refs.push_back(row);
    }
  }
  std::set<std::pair<ObjectType, QStringList>> seen;
  std::erase_if(refs, [&](const ObjectRef& ref) {
    QStringList keys;
    for (const Property& property : propertiesOf(ref.type)) {
      if (isOpen(property, farm, ref)) keys << property.key;
    }
    return !seen.emplace(ref.type, keys).second;
  });
  return refs;
}

/// What somebody might enter there.
QStringList proposals(const Property& property, const farm::Farm& farm, const ObjectRef& ref) {
  if (property.entry == Entry::Flag) return {"true", "false"};
  if (property.choicesOf) return property.choicesOf(farm, ref);
  if (property.choices) return property.choices(farm);
  QStringList texts;
  if (ref.type == ObjectType::Link) {
    for (const std::string& node : farm::nodeNames(farm)) texts << QString::fromStdString(node);
  }
  return texts + QStringList{"",         "3",        "400",
                             "40%",      "45s",      "3GiB",
                             "50/s",     "/Some",    "Some",
                             "80, 443",  "10Mbit/s", "lognormal(12ms, 2)",
                             "a\nb",     "stock",    "2 servers in 30s",
                             "1.5",      "15s",      "8h 0.5",
                             "Home 100%"};
}

std::string placeOf(const ObjectRef& ref, const Property& property, const QString& text) {
  return ref.name + " [" + std::to_string(ref.index) + "] of kind " + std::to_string(static_cast<int>(ref.type)) +
         ": " + property.key.toStdString() + " = “" + text.toStdString() + "”";
}

std::size_t errorsOf(const farm::Farm& farm) {
  const Diagnostics problems = farm_file::validate(farm);
  return static_cast<std::size_t>(std::count_if(
      problems.begin(), problems.end(), [](const Diagnostic& each) { return each.severity == Severity::Error; }));
}

/// A value that the inspector takes for a field of an object.
struct Taken {
  ObjectRef object;
  const Property* property = nullptr;
  QStringList values;
  QStringList shown;  ///< What the field says then.
};

/// Tries every proposal by itself: a refusal changes nothing, what is taken is no error and is undone exactly.
Taken tryOut(const ObjectRef& object, const Property& property, const farm::Farm& farm, std::size_t errors) {
  Taken taken{object, &property, {}, {}};
  FarmDocument document;
  document.adopt(farm);
  for (const QString& text : proposals(property, farm, object)) {
    const auto outcome = document.perform(SetProperty(object, property.key, text));
    if (outcome.effect != FarmDocument::Effect::Changed) {
      EXPECT_EQ(outcome.effect == FarmDocument::Effect::Refused, !outcome.reason.isEmpty())
          << placeOf(object, property, text);
      continue;
    }
    EXPECT_LE(errorsOf(document.farm()), errors) << placeOf(object, property, text) << "\n"
                                                 << format(farm_file::validate(document.farm()).front());
    taken.values << text;
    const bool renamed = !exists(document.farm(), object);
    taken.shown << (renamed ? text : property.read(document.farm(), object));
    document.history().undo();
    EXPECT_TRUE(document.farm() == farm) << placeOf(object, property, text);
  }
  return taken;
}

std::vector<Taken> everythingTaken(const farm::Farm& farm) {
  const std::size_t errors = errorsOf(farm);
  std::vector<Taken> all;
  for (const ObjectRef& object : differentObjects(farm)) {
    for (const Property& property : propertiesOf(object.type)) {
      if (!isOpen(property, farm, object)) continue;
      Taken taken = tryOut(object, property, farm, errors);
      EXPECT_TRUE(!taken.values.isEmpty() || property.key == "name" || proposals(property, farm, object).size() < 2)
          << placeOf(object, property, "anything") << ": nothing was taken";
      if (!taken.values.isEmpty()) all.push_back(std::move(taken));
    }
  }
  return all;
}

void expectReadBack(const farm::Farm& farm, const std::string& place) {
  const std::string text = farm_file::write(farm, farm_file::Format::Text);
  const auto again = farm_file::read(text, farm_file::Format::Text, "again.farm", farm_file::Accept::Draft);
  ASSERT_TRUE(again.ok()) << place << "\n" << format(again.problems().front());
  EXPECT_EQ(farm_file::write(again->farm, farm_file::Format::Text), text) << place;
}

/// Sets the value with this number of every field, all in one farm, and reads that back. Those that are not taken in
/// such company, or are overwritten by others, are left over.
std::vector<std::pair<const Taken*, QString>> readBackTogether(const std::vector<Taken>& all, const farm::Farm& farm,
                                                               qsizetype number) {
  FarmDocument document;
  document.adopt(farm);
  for (const Taken& taken : all) {
    if (number >= taken.values.size() || taken.property->key == "name") continue;  // or others would not be found
    document.perform(SetProperty(taken.object, taken.property->key, taken.values[number]));
  }
  expectReadBack(document.farm(), "all fields, value " + std::to_string(number));
  std::vector<std::pair<const Taken*, QString>> left;
  for (const Taken& taken : all) {
    if (number >= taken.values.size()) continue;
    const bool isThere = exists(document.farm(), taken.object) &&
                         taken.property->read(document.farm(), taken.object) == taken.shown[number];
    if (!isThere) left.emplace_back(&taken, taken.values[number]);
  }
  return left;
}

TEST(PropertyRoundTrip, WhatIsTakenIsSoundIsUndoneAndReadBackAsItWas) {
  const farm::Farm farm = everyField();
  const std::vector<Taken> all = everythingTaken(farm);
  qsizetype taken = 0, most = 0;
  for (const Taken& each : all) {
    taken += each.values.size();
    most = std::max(most, each.values.size());
  }
  EXPECT_GT(taken, 300);
  qsizetype alone = 0;
  for (qsizetype number = 0; number < most; ++number) {
    for (const auto& [left, text] : readBackTogether(all, farm, number)) {
      farm::Farm copy = farm;
      ASSERT_EQ(SetProperty(left->object, left->property->key, text).apply(copy), QString());
      expectReadBack(copy, placeOf(left->object, *left->property, text));
      ++alone;
    }
  }
  EXPECT_LT(alone, taken / 2) << "most are read back together";
}

}  // namespace
}  // namespace headroom::gui::test
