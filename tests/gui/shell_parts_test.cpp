#include <gtest/gtest.h>

#include <QFile>
#include <QSettings>
#include <QSignalSpy>
#include <QSlider>
#include <QTemporaryDir>
#include <set>

#include "gui/shell/actions.h"
#include "gui/shell/log_opening.h"
#include "gui/shell/message_bar.h"
#include "gui/shell/preferences.h"
#include "gui/shell/speed_slider.h"

namespace headroom::gui::test {
namespace {

TEST(Actions, NoShortcutMeansTwoThings) {
  const Actions actions;
  std::set<QString> keys;
  for (const auto& [command, action] : actions.all()) {
    EXPECT_FALSE(action->text().isEmpty());
    for (const QKeySequence& key : action->shortcuts()) {
      EXPECT_TRUE(keys.insert(key.toString()).second) << key.toString().toStdString();
    }
  }
  for (const char* key : {"Ctrl+N", "Ctrl+O", "Ctrl+S", "Ctrl+Z", "Ctrl+Y", "Ctrl+Shift+Z", "Del", "F2", "F5",
                          "Shift+F5", "Ctrl+0", "Ctrl+9", "Ctrl+A", "Ctrl+D"}) {
    EXPECT_TRUE(keys.contains(key)) << key;
  }
}

TEST(SpeedSlider, IsLogarithmicAndEndsWithoutBrake) {
  SpeedSlider slider;
  slider.setSpeed(100);
  EXPECT_NEAR(slider.speed(), 100, 1e-9);
  slider.setSpeed(0);
  EXPECT_EQ(slider.speed(), 0);
  QSignalSpy spy(&slider, &SpeedSlider::speedChanged);
  slider.findChild<QSlider*>()->setValue(0);
  ASSERT_EQ(spy.count(), 1);
  EXPECT_EQ(spy.front().front().toDouble(), 1);
}

TEST(Preferences, RememberTheTenNewestFilesThatStillExist) {
  Preferences::reset();
  const QTemporaryDir folder;
  for (int i = 0; i < 12; ++i) {
    QFile file(folder.filePath(QString("%1.farm").arg(i)));
    ASSERT_TRUE(file.open(QIODevice::WriteOnly));
    Preferences().addRecentFile(file.fileName());
  }
  EXPECT_EQ(Preferences().recentFiles().size(), 10);
  EXPECT_TRUE(Preferences().recentFiles().front().endsWith("11.farm"));
  QFile::remove(folder.filePath("11.farm"));
  EXPECT_TRUE(Preferences().recentFiles().front().endsWith("10.farm"));
}

TEST(Preferences, ForeignValuesAreTheDefaults) {
  QSettings().setValue("run/speed", "fast");
  QSettings().setValue("window/theme", "pink");
  EXPECT_EQ(Preferences().speed(), 10);
  EXPECT_EQ(Preferences().theme(), Theme::System);
  Preferences().setTheme(Theme::Dark);
  EXPECT_EQ(Preferences().theme(), Theme::Dark);
  Preferences::reset();
}

TEST(DroppedFiles, FarmsAreOpenedAndEverythingElseIsALog) {
  const QTemporaryDir folder;
  QStringList paths;
  for (const char* name : {"a.farm", "access.log", "u_ex.log.gz", "b.json"}) {
    QFile file(folder.filePath(name));
    ASSERT_TRUE(file.open(QIODevice::WriteOnly));
    paths << file.fileName();
  }
  paths << folder.path() << folder.filePath("missing.log");
  const DroppedFiles sorted = sortDropped(paths);
  EXPECT_TRUE(sorted.farm.endsWith("a.farm"));
  EXPECT_EQ(sorted.logs.size(), 3) << "two files and a folder of them";
}

TEST(MessageBar, TellsAndGoes) {
  MessageBar bar;
  bar.tell(MessageBar::Kind::Trouble, "<b>bold</b>");
  EXPECT_EQ(bar.text(), "<b>bold</b>");
  EXPECT_FALSE(bar.isHidden());
  bar.dismiss();
  EXPECT_TRUE(bar.isHidden());
}

}  // namespace
}  // namespace headroom::gui::test
