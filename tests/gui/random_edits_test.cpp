// Model against model: long random sequences of edits, undos and redos beside saved copies of the farm.
#include <gtest/gtest.h>

#include <memory>
#include <random>

#include "gui/commands/connect_edits.h"
#include "gui/commands/delete_objects.h"
#include "gui/commands/fragment.h"
#include "gui/commands/naming.h"
#include "gui/commands/place_objects.h"
#include "gui/commands/property.h"
#include "gui/commands/property_edits.h"
#include "gui/commands/rename_object.h"
#include "tests/gui/farms.h"

namespace headroom::gui::test {
namespace {

class Monkey {
 public:
  Monkey(unsigned seed, FarmDocument& document) : dice_(seed), document_(document) {}

  std::unique_ptr<FarmEdit> edit() {
    switch (roll(8)) {
      case 0:
        return std::make_unique<AddObject>(paletteItems()[roll(paletteItems().size())], place(), anyZone());
      case 1:
        return std::make_unique<DeleteObjects>(ObjectRefs{anyObject()});
      case 2:
        return std::make_unique<RenameObject>(anyObject(), "N" + std::to_string(roll(40)));
      case 3:
        return std::make_unique<MoveObjects>(Placement{{anyObject(), place()}});
      case 4:
        return setSomething();
      case 5:
        return connectSomething();
      case 6:
        return addSomeRow();
      default: {
        const ObjectRefs some = {anyObject(), anyObject(), anyObject()};
        return std::make_unique<PasteFragment>(fragmentOf(document_.farm(), some), farm::Position{20, 20});
      }
    }
  }
  std::size_t roll(std::size_t sides) { return sides == 0 ? 0 : dice_() % sides; }

 private:
  farm::Position place() { return {static_cast<double>(roll(800)), static_cast<double>(roll(600))}; }
  ObjectRef anyObject() {
    const ObjectRefs all = diagramObjects(document_.farm());
    return all.empty() ? ObjectRef{} : all[roll(all.size())];
  }
  std::string anyZone() {
    const auto& zones = document_.farm().zones;
    return zones.empty() || roll(2) == 0 ? std::string() : zones[roll(zones.size())].name;
  }
  std::unique_ptr<FarmEdit> setSomething() {
    static const QStringList texts = {"3",  "12ms", "true",        "false",    "8GiB", "25/s",
                                      "/x", "",     "round robin", "nonsense", "0.4"};
    const ObjectRef object = anyObject();
    const Properties& properties = propertiesOf(object.type);
    const Property& property = properties[roll(properties.size())];
    QString text = texts[static_cast<qsizetype>(roll(static_cast<std::size_t>(texts.size())))];
    if (property.choices && roll(3) > 0) {
      const QStringList choices = property.choices(document_.farm());
      if (!choices.isEmpty()) text = choices[static_cast<qsizetype>(roll(static_cast<std::size_t>(choices.size())))];
    }
    if (!property.write) return std::make_unique<DeleteObjects>(ObjectRefs{});
    return std::make_unique<SetProperty>(object, property.key, text, roll(2) ? "g" : "");
  }
  std::unique_ptr<FarmEdit> connectSomething() {
    Connection connection = roll(4) == 0 ? linkBetween(document_.farm(), anyObject(), anyObject())
                                         : connectionBetween(document_.farm(), anyObject(), anyObject());
    if (connection.edit) return std::move(connection.edit);
    return std::make_unique<DeleteObjects>(ObjectRefs{});
  }
  std::unique_ptr<FarmEdit> addSomeRow() {
    const ObjectRef owner = roll(2) ? anyObject() : ObjectRef{};
    const auto tables = tablesOf(owner.type);
    if (tables.empty()) return std::make_unique<DeleteObjects>(ObjectRefs{});
    return std::make_unique<AddRow>(owner, tables[roll(tables.size())]);
  }

  std::mt19937 dice_;
  FarmDocument& document_;
};

class RandomEdits : public ::testing::TestWithParam<unsigned> {};

TEST_P(RandomEdits, UndoAndRedoAlwaysMeetTheSavedCopies) {
  FarmDocument document;
  document.adopt(GetParam() % 2 ? twoZones() : farm::Farm{});
  Monkey monkey(GetParam(), document);
  std::vector<farm::Farm> copies = {document.farm()};  // by index of the history
  for (int turn = 0; turn < 250; ++turn) {
    const std::size_t what = monkey.roll(10);
    if (what < 2 && document.history().canUndo()) {
      document.history().undo();
    } else if (what == 2 && document.history().canRedo()) {
      document.history().redo();
    } else {
      const int index = document.history().index();
      const auto edit = monkey.edit();
      const auto outcome = document.perform(*edit);
      if (outcome.effect != FarmDocument::Effect::Changed) {
        ASSERT_TRUE(document.farm() == copies[static_cast<std::size_t>(index)]) << edit->text().toStdString();
        continue;
      }
      copies.resize(static_cast<std::size_t>(document.history().index()));
      copies.push_back(document.farm());
    }
    ASSERT_TRUE(document.farm() == copies[static_cast<std::size_t>(document.history().index())]) << "turn " << turn;
  }
  while (document.history().canUndo()) {
    document.history().undo();
    ASSERT_TRUE(document.farm() == copies[static_cast<std::size_t>(document.history().index())]);
  }
  while (document.history().canRedo()) document.history().redo();
  EXPECT_TRUE(document.farm() == copies.back());
}

TEST_P(RandomEdits, MentionsNeverDangle) {
  FarmDocument document;
  document.adopt(twoZones());
  Monkey monkey(GetParam() + 1000, document);
  for (int turn = 0; turn < 120; ++turn) {
    document.perform(*monkey.edit());
    const farm::Farm& farm = document.farm();
    for (const auto& zone : farm.zones) {
      for (const auto& member : zone.members)
        ASSERT_NE(farm::findServer(farm, member.server), nullptr) << member.server;
    }
    for (const auto& a : farm.applications) ASSERT_NE(farm::findZone(farm, a.zone), nullptr) << a.name << " " << a.zone;
    for (const auto& r : farm.references) {
      ASSERT_NE(farm::findApplication(farm, r.consumer), nullptr);
      ASSERT_NE(farm::findApplication(farm, r.producer), nullptr);
    }
    if (!farm.proxy) continue;
    for (const auto& route : farm.proxy->routes) ASSERT_NE(farm::findZone(farm, route.zone), nullptr) << route.path;
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, RandomEdits, ::testing::Range(1u, 9u));

}  // namespace
}  // namespace headroom::gui::test
