#include "gui/shell/file_desk.h"

#include <gtest/gtest.h>

#include <QFile>
#include <QTemporaryDir>

#include "engine/templates/templates.h"
#include "gui/commands/property_edits.h"
#include "tests/gui/answers.h"
#include "tests/gui/farms.h"

namespace headroom::gui::test {
namespace {

class Files : public ::testing::Test {
 protected:
  Files() : desk(document, AutosaveFolder(home.filePath("autosave"))) {
    desk.setQuestions(&answers);
    QObject::connect(&desk, &FileDesk::failed, [this](const QString& text) { trouble = text; });
  }
  void edit() { document.perform(AddObject(Item::Server, std::nullopt)); }

  QTemporaryDir home;
  FarmDocument document;
  FileDesk desk;
  Answers answers;
  QString trouble;
};

TEST_F(Files, EveryTemplateCanBeStartedFrom) {
  for (const auto& entry : templates::all()) {
    EXPECT_TRUE(desk.newFromTemplate(QString::fromStdString(entry.name))) << entry.name;
    EXPECT_FALSE(document.farm().servers.empty()) << entry.name;
    EXPECT_TRUE(document.path().isEmpty());
    EXPECT_FALSE(document.isModified());
  }
}

TEST_F(Files, UnsavedWorkIsAskedAboutBeforeItIsReplaced) {
  edit();
  answers.unsaved = Questions::Unsaved::Cancel;
  EXPECT_FALSE(desk.newFarm());
  EXPECT_FALSE(desk.open(QString::fromStdString(scenario("intranet-zone"))));
  EXPECT_EQ(answers.asked, 2);
  EXPECT_EQ(document.farm().servers.size(), 1u);
  answers.unsaved = Questions::Unsaved::Discard;
  EXPECT_TRUE(desk.newFarm());
  EXPECT_TRUE(document.farm().servers.empty());
}

TEST_F(Files, SaveAsksForAFileOnce) {
  edit();
  answers.save = home.filePath("sketch.farm");
  EXPECT_TRUE(desk.save());
  answers.save.clear();
  edit();
  EXPECT_TRUE(desk.save());
  EXPECT_FALSE(document.isModified());
}

TEST(FileNames, AreProposedWithoutWhatFileSystemsTakeAmiss) {
  EXPECT_EQ(fileStemOf("My Farm / 2026: peak?"), "my-farm-2026-peak");
  EXPECT_EQ(fileStemOf("../../etc/passwd"), "etc-passwd");
  EXPECT_EQ(fileStemOf("größe.v2"), QString::fromUtf8("größe.v2"));
  EXPECT_EQ(fileStemOf(" ?*"), "farm");
  EXPECT_LE(fileStemOf(QString(500, 'x')).size(), 80);
}

TEST_F(Files, CancellingTheFileDialogSavesNothing) {
  edit();
  EXPECT_FALSE(desk.save());
  EXPECT_TRUE(document.isModified());
}

TEST_F(Files, ChoosingSaveOnLeavingButFailingKeepsTheWork) {
  edit();
  answers.unsaved = Questions::Unsaved::Save;
  answers.save = "/nowhere/x.farm";
  EXPECT_FALSE(desk.mayLeave());
  EXPECT_FALSE(trouble.isEmpty());
  EXPECT_TRUE(document.isModified());
}

TEST_F(Files, HostileFilesAreRefusedWithPlaceAndNothingIsLost) {
  document.adopt(twoZones());
  const farm::Farm before = document.farm();
  const std::vector<QByteArray> contents = {"", QByteArray(64, '\0'), "zone {", "version: 99\nname: \"x\"\n",
                                            "\xff\xfe\xfd"};
  for (const QByteArray& content : contents) {
    QFile file(home.filePath("hostile.farm"));
    ASSERT_TRUE(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
    file.write(content);
    file.close();
    trouble.clear();
    EXPECT_FALSE(desk.open(file.fileName()));
    EXPECT_TRUE(trouble.contains("hostile.farm"));
    EXPECT_TRUE(document.farm() == before);
  }
  EXPECT_FALSE(desk.open(home.path()));
  EXPECT_FALSE(desk.open(home.filePath("missing.farm")));
}

TEST_F(Files, RecoveredWorkKeepsItsFileAndCountsAsModified) {
  answers.save = home.filePath("a.farm");
  edit();
  ASSERT_TRUE(desk.save());
  edit();
  desk.autosave().flush();
  const farm::Farm unsaved = document.farm();
  for (const QString& lock : QDir(home.filePath("autosave")).entryList({"*.lock"}, QDir::Files)) {
    QFile::remove(QDir(home.filePath("autosave")).filePath(lock));
  }
  FarmDocument later;
  FileDesk other(later, AutosaveFolder(home.filePath("autosave")));
  other.setQuestions(&answers);
  ASSERT_EQ(other.recoverable().size(), 1u);
  ASSERT_TRUE(other.recover(other.recoverable().front()));
  EXPECT_TRUE(later.farm() == unsaved);
  EXPECT_EQ(later.path(), home.filePath("a.farm"));
  EXPECT_TRUE(later.isModified());
}

}  // namespace
}  // namespace headroom::gui::test
