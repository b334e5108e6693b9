#include "gui/document/autosave.h"

#include <gtest/gtest.h>

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QtTest/QTest>

#include "gui/commands/property_edits.h"
#include "tests/gui/farms.h"

namespace headroom::gui::test {
namespace {

class Autosaving : public ::testing::Test {
 protected:
  Autosaving() : folder(QDir(home.path()).filePath("state/autosave")), document(), autosave(document, folder) {}
  void SetUp() override { document.adopt(twoZones()); }
  void edit() { document.perform(SetProperty({ObjectType::Server, "FE1"}, "cores", "8")); }
  /// What a crash leaves behind: the files, but a lock that no living program holds.
  void crash() {
    for (const QString& name : QDir(folder.folder()).entryList({"*.lock"}, QDir::Files)) {
      QFile::remove(QDir(folder.folder()).filePath(name));
    }
  }

  QTemporaryDir home;
  AutosaveFolder folder;
  FarmDocument document;
  Autosave autosave;
};

TEST_F(Autosaving, WritesNothingForASavedFarm) {
  autosave.flush();
  EXPECT_TRUE(folder.recoverable().empty());
  EXPECT_FALSE(QDir(folder.folder()).exists());
}

TEST_F(Autosaving, BringsUnsavedWorkBackAfterACrash) {
  edit();
  autosave.flush();
  crash();
  const auto entries = folder.recoverable();
  ASSERT_EQ(entries.size(), 1u);
  EXPECT_TRUE(entries.front().source.isEmpty());
  const auto farm = folder.read(entries.front());
  ASSERT_TRUE(farm.ok());
  EXPECT_TRUE(*farm == document.farm());
  FarmDocument other;
  other.recover(*farm, entries.front().source);
  EXPECT_TRUE(other.isModified());
  EXPECT_EQ(other.history().count(), 0);
}

TEST_F(Autosaving, DoesNotOfferTheWorkOfARunningProgram) {
  edit();
  autosave.flush();
  EXPECT_TRUE(folder.recoverable().empty());
}

TEST_F(Autosaving, SavingTakesTheCopyAway) {
  edit();
  autosave.flush();
  ASSERT_TRUE(document.save(QDir(home.path()).filePath("a.farm")).ok());
  crash();
  EXPECT_TRUE(folder.recoverable().empty());
}

TEST_F(Autosaving, AWrittenCopyFollowsEveryChangeSoonAfterIt) {
  edit();
  EXPECT_TRUE(
      QTest::qWaitFor([&] { return !QDir(folder.folder()).entryList({"*.farm"}, QDir::Files).isEmpty(); }, 8000));
}

TEST_F(Autosaving, NeverTouchesTheUsersFile) {
  const QString path = QDir(home.path()).filePath("a.farm");
  ASSERT_TRUE(document.save(path).ok());
  QFile file(path);
  ASSERT_TRUE(file.open(QIODevice::ReadOnly));
  const QByteArray before = file.readAll();
  edit();
  autosave.flush();
  file.seek(0);
  EXPECT_EQ(file.readAll(), before);
  crash();
  const auto entries = folder.recoverable();
  ASSERT_EQ(entries.size(), 1u);
  EXPECT_EQ(entries.front().source, path);
  EXPECT_FALSE(entries.front().sourceChanged);
}

TEST_F(Autosaving, SaysWhenTheFileWasWrittenBySomebodyElseSince) {
  const QString path = QDir(home.path()).filePath("a.farm");
  ASSERT_TRUE(document.save(path).ok());
  edit();
  autosave.flush();
  crash();
  QFile file(path);
  ASSERT_TRUE(file.open(QIODevice::ReadWrite));
  ASSERT_TRUE(file.setFileTime(QDateTime::currentDateTime().addSecs(90), QFileDevice::FileModificationTime));
  file.close();
  ASSERT_EQ(folder.recoverable().size(), 1u);
  EXPECT_TRUE(folder.recoverable().front().sourceChanged);
}

TEST_F(Autosaving, DiscardedWorkIsNotOfferedAgain) {
  edit();
  autosave.flush();
  crash();
  folder.discard(folder.recoverable().front());
  EXPECT_TRUE(folder.recoverable().empty());
}

TEST_F(Autosaving, UnfinishedSketchesSurviveToo) {
  document.adopt({});
  document.perform(AddObject(Item::Users, std::nullopt));
  autosave.flush();
  crash();
  const auto entries = folder.recoverable();
  ASSERT_EQ(entries.size(), 1u);
  EXPECT_TRUE(folder.read(entries.front()).ok());
}

TEST_F(Autosaving, TellsOnceThatItCannotWrite) {
  QFile blocker(QDir(home.path()).filePath("state"));
  ASSERT_TRUE(blocker.open(QIODevice::WriteOnly));  // a file where the folder should be
  blocker.close();
  int told = 0;
  QObject::connect(&autosave, &Autosave::failed, [&](const QString& why) {
    ++told;
    EXPECT_FALSE(why.isEmpty());
  });
  edit();
  autosave.flush();
  autosave.flush();
  EXPECT_EQ(told, 1);
}

}  // namespace
}  // namespace headroom::gui::test
