// Widgets need an application, tests need no screen, and nothing may touch the user's own settings.
#include <gtest/gtest.h>

#include <QApplication>
#include <QSettings>
#include <QTemporaryDir>

int main(int argc, char** argv) {
  qputenv("QT_QPA_PLATFORM", "offscreen");
  ::testing::InitGoogleTest(&argc, argv);
  const QTemporaryDir home;
  qputenv("XDG_STATE_HOME", home.path().toUtf8());
  QApplication application(argc, argv);
  QCoreApplication::setOrganizationName("headroom-test");
  QCoreApplication::setApplicationName("headroom-test");
  QSettings::setDefaultFormat(QSettings::IniFormat);
  QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, home.path());
  return RUN_ALL_TESTS();
}
