#include <gtest/gtest.h>

#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>

#include "gui/commands/delete_objects.h"
#include "gui/commands/place_objects.h"
#include "gui/commands/property.h"
#include "gui/commands/property_edits.h"
#include "gui/commands/rename_object.h"
#include "gui/document/farm_document.h"
#include "gui/document/farm_patch.h"
#include "tests/gui/farms.h"

namespace headroom::gui::test {
namespace {

class Document : public ::testing::Test {
 protected:
  void SetUp() override { document.adopt(twoZones()); }
  FarmDocument document;
};

TEST_F(Document, AnEditThatChangesNothingLeavesNoStep) {
  const auto outcome = document.perform(SetProperty({ObjectType::Server, "FE1"}, "cores", "4"));
  EXPECT_EQ(outcome.effect, FarmDocument::Effect::Nothing);
  EXPECT_EQ(document.history().count(), 0);
  EXPECT_FALSE(document.isModified());
}

TEST_F(Document, ARefusedEditLeavesTheFarmAndTheHistoryAlone) {
  const farm::Farm before = document.farm();
  const auto outcome = document.perform(RenameObject({ObjectType::Server, "FE1"}, "FE2"));
  EXPECT_EQ(outcome.effect, FarmDocument::Effect::Refused);
  EXPECT_TRUE(outcome.reason.contains("FE2"));
  EXPECT_TRUE(document.farm() == before);
  EXPECT_EQ(document.history().count(), 0);
}

TEST_F(Document, StepsOfOneGestureBecomeOneStep) {
  for (const char* cores : {"5", "6", "7"}) {
    document.perform(SetProperty({ObjectType::Server, "FE1"}, "cores", cores, "g1"));
  }
  document.perform(SetProperty({ObjectType::Server, "FE1"}, "cores", "9", "g2"));
  EXPECT_EQ(document.history().count(), 2);
  document.history().undo();
  EXPECT_EQ(document.farm().servers[0].cores, 7);
  document.history().undo();
  EXPECT_EQ(document.farm().servers[0].cores, 4);
}

TEST_F(Document, AGestureThatEndsWhereItBeganLeavesNoStep) {
  document.perform(SetProperty({ObjectType::Server, "FE1"}, "cores", "5", "g1"));
  document.perform(SetProperty({ObjectType::Server, "FE1"}, "cores", "4", "g1"));
  EXPECT_EQ(document.history().count(), 0);
  EXPECT_FALSE(document.isModified());
}

TEST_F(Document, SaysWhatChanged) {
  QSignalSpy spy(&document, &FarmDocument::changed);
  const auto last = [&] { return spy.back().front().value<Change>(); };
  document.perform(MoveObjects({{{ObjectType::Server, "FE1"}, farm::Position{10, 20}}}));
  EXPECT_EQ(last(), Change(ChangeFlag::Positions));
  document.perform(SetProperty({ObjectType::Server, "FE1"}, "cores", "8"));
  EXPECT_EQ(last(), Change(ChangeFlag::Machines));
  document.perform(RenameObject({ObjectType::Server, "FE1"}, "Front1"));
  EXPECT_TRUE(last().testFlag(ChangeFlag::Names));
  document.perform(SetProperty(ObjectRef{}, "replications", "3"));
  EXPECT_EQ(last(), Change(ChangeFlag::Goals));
  document.adopt({});
  EXPECT_EQ(last(), Change(ChangeFlag::Reset));
}

TEST_F(Document, TellsWhichObjectsAStepWasAbout) {
  std::vector<ObjectRef> told;
  QObject::connect(&document, &FarmDocument::stepped, [&](const ObjectRefs& refs) { told = refs; });
  document.perform(RenameObject({ObjectType::Server, "FE1"}, "Front1"));
  EXPECT_EQ(told, (ObjectRefs{{ObjectType::Server, "Front1"}}));
  document.history().undo();
  EXPECT_EQ(told, (ObjectRefs{{ObjectType::Server, "FE1"}}));
}

TEST_F(Document, SavingMakesItCleanAndUndoingMakesItModifiedAgain) {
  const QTemporaryDir folder;
  document.perform(SetProperty({ObjectType::Server, "FE1"}, "memory", "16GiB"));
  EXPECT_TRUE(document.isModified());
  ASSERT_TRUE(document.save(folder.filePath("a.farm")).ok());
  EXPECT_FALSE(document.isModified());
  EXPECT_EQ(document.displayName(), "a.farm");
  document.history().undo();
  EXPECT_TRUE(document.isModified());
  document.history().redo();
  EXPECT_FALSE(document.isModified());
}

TEST_F(Document, WhatIsSavedIsWhatIsOpened) {
  const QTemporaryDir folder;
  document.perform(AddObject(Item::Server, farm::Position{300, 40}, "Intranet"));
  ASSERT_TRUE(document.save(folder.filePath("a.farm")).ok());
  FarmDocument other;
  ASSERT_TRUE(other.open(folder.filePath("a.farm")).ok());
  EXPECT_TRUE(other.farm() == document.farm());
  EXPECT_FALSE(other.isModified());
}

TEST_F(Document, AFailedSaveKeepsTheWorkAndTheModifiedMark) {
  document.perform(SetProperty({ObjectType::Server, "FE1"}, "cores", "8"));
  const auto saved = document.save("/nowhere/at/all/a.farm");
  ASSERT_FALSE(saved.ok());
  EXPECT_FALSE(saved.problems().front().what.empty());
  EXPECT_TRUE(document.isModified());
  EXPECT_TRUE(document.path().isEmpty());
}

TEST_F(Document, AFileThatCannotBeReadLeavesTheDocumentAsItIs) {
  const QTemporaryDir folder;
  QFile file(folder.filePath("broken.farm"));
  ASSERT_TRUE(file.open(QIODevice::WriteOnly));
  file.write("zone { name: ");
  file.close();
  const farm::Farm before = document.farm();
  const auto opened = document.open(file.fileName());
  ASSERT_FALSE(opened.ok());
  EXPECT_GT(opened.problems().front().place.line, 0);
  EXPECT_TRUE(document.farm() == before);
}

TEST_F(Document, AnUnfinishedSketchOpensAgain) {
  const QTemporaryDir folder;
  document.adopt({});
  document.perform(AddObject(Item::Users, std::nullopt));
  ASSERT_TRUE(document.farm().users.front().application.empty());
  ASSERT_TRUE(document.save(folder.filePath("sketch.farm")).ok());
  FarmDocument other;
  ASSERT_TRUE(other.open(folder.filePath("sketch.farm")).ok());
  EXPECT_TRUE(other.farm() == document.farm());
  EXPECT_TRUE(hasErrors(other.loadWarnings()));
}

TEST_F(Document, ASketchWithNamesThatDeceiveIsNotOpened) {
  QTemporaryDir folder;
  QFile file(folder.filePath("odd.farm"));
  ASSERT_TRUE(file.open(QIODevice::WriteOnly));
  file.write(
      "version: 1\nserver { name: \"FE\xE2\x80\xAE"
      "1\" }\n");
  file.close();
  const auto opened = document.open(file.fileName());
  ASSERT_FALSE(opened.ok());
  const std::string told = format(opened.problems().front());
  EXPECT_NE(told.find("odd.farm:2:"), std::string::npos) << told;
  EXPECT_NE(told.find("FE\\xE2\\x80\\xAE1"), std::string::npos) << told;
}

TEST_F(Document, ADescriptionThatTurnsTextAroundIsShownEscapedAndKept) {
  farm::Farm farm = document.farm();
  farm.description = "one\ttwo\nleft \xE2\x80\xAE right";
  document.adopt(farm);
  const Property& description = *findProperty(ObjectType::Farm, "description");
  const QString shown = description.read(document.farm(), {});
  EXPECT_EQ(shown, "one\ttwo\nleft \\xE2\\x80\\xAE right");
  EXPECT_EQ(document.perform(SetProperty(ObjectRef{}, "description", shown)).effect, FarmDocument::Effect::Nothing);
  performBothWays(document, SetProperty(ObjectRef{}, "description", "one\ttwo"));
}

TEST_F(Document, KeepsCommentsOfTheFileThroughEditsAndUndo) {
  const QTemporaryDir folder;
  ASSERT_TRUE(document.open(QString::fromStdString(scenario("intranet-zone"))).ok());
  document.perform(DeleteObjects({{ObjectType::Server, "FE3"}}));
  document.history().undo();
  ASSERT_TRUE(document.save(folder.filePath("copy.farm")).ok());
  QFile file(folder.filePath("copy.farm"));
  ASSERT_TRUE(file.open(QIODevice::ReadOnly));
  EXPECT_TRUE(file.readAll().contains("FE1 is also the deployment controller"));
}

/// A farm with a nightly job of its first application, and a deployment and a drain in its first zone.
farm::Farm withPlans() {
  farm::Farm farm = twoZones();
  farm::Background job;
  job.name = "Nightly";
  job.application = farm.applications[0].name;
  job.every = Duration::wholeSeconds(3600);
  farm.background.push_back(job);
  farm::Deployment deployment;
  deployment.zones = {farm.zones[0].name};
  farm.deployments.push_back(deployment);
  farm::PlannedEvent drain;
  drain.node = farm.servers[0].name;
  drain.kind = farm::PlannedEvent::Kind::Drain;
  drain.zone = farm.zones[0].name;
  farm.events = {drain};
  return farm;
}

TEST_F(Document, BackgroundWorkFollowsItsApplication) {
  document.adopt(withPlans());
  const farm::Farm before = document.farm();
  const ObjectRef application{ObjectType::Application, before.applications[0].name};
  document.perform(RenameObject(application, "Renamed"));
  EXPECT_EQ(document.farm().background[0].application, "Renamed");
  document.history().undo();
  EXPECT_TRUE(document.farm() == before);
  document.perform(DeleteObjects({application}));
  EXPECT_TRUE(document.farm().background.empty());
  document.history().undo();
  EXPECT_TRUE(document.farm() == before);
}

TEST_F(Document, PlansForADeletedZoneGoWithIt) {
  document.adopt(withPlans());
  const farm::Farm before = document.farm();
  document.perform(DeleteObjects({{ObjectType::Zone, before.zones[0].name}}));
  EXPECT_TRUE(document.farm().deployments.empty());
  EXPECT_TRUE(document.farm().events.empty());
  document.history().undo();
  EXPECT_TRUE(document.farm() == before);
}

TEST(Patch, OfEqualFarmsIsEmpty) {
  EXPECT_TRUE(FarmPatch(twoZones(), twoZones()).empty());
}

TEST(Patch, AppendedPatchesGoThereAndBackInOneStride) {
  const farm::Farm a = twoZones();
  farm::Farm b = a, c = a;
  b.servers[0].cores = 8;
  c.servers[0].cores = 16;
  c.zones[0].address = "elsewhere";
  FarmPatch patch(a, b);
  patch.append(FarmPatch(b, c));
  farm::Farm farm = a;
  patch.apply(farm);
  EXPECT_TRUE(farm == c);
  patch.revert(farm);
  EXPECT_TRUE(farm == a);
}

}  // namespace
}  // namespace headroom::gui::test
