#include "gui/shell/preferences.h"

#include <QFileInfo>
#include <QSettings>

namespace headroom::gui {
namespace {

QString layoutKey() {
  return QString("window/layout%1").arg(Preferences::kLayoutVersion);
}

QStringList allRecent() {
  return QSettings().value("files/recent").toStringList();
}

}  // namespace

Theme Preferences::theme() const {
  return themeNamed(QSettings().value("window/theme").toString());
}
void Preferences::setTheme(Theme theme) {
  QSettings().setValue("window/theme", nameOf(theme));
}

QStringList Preferences::recentFiles() const {
  QStringList present;
  for (const QString& path : allRecent()) {
    if (QFileInfo::exists(path)) present << path;
  }
  return present;
}

void Preferences::addRecentFile(const QString& path) {
  QStringList recent = allRecent();
  const QString full = QFileInfo(path).absoluteFilePath();
  recent.removeAll(full);
  recent.prepend(full);
  while (recent.size() > kMostRecent) recent.removeLast();
  QSettings().setValue("files/recent", recent);
}

QByteArray Preferences::geometry() const {
  return QSettings().value("window/geometry").toByteArray();
}
QByteArray Preferences::layout() const {
  return QSettings().value(layoutKey()).toByteArray();
}

void Preferences::setWindow(const QByteArray& geometry, const QByteArray& layout) {
  QSettings settings;
  settings.setValue("window/geometry", geometry);
  settings.setValue(layoutKey(), layout);
}

double Preferences::speed() const {
  bool isNumber = false;
  const double speed = QSettings().value("run/speed", 10.0).toDouble(&isNumber);
  return isNumber && speed >= 0 && speed <= 1e6 ? speed : 10.0;
}

void Preferences::setSpeed(double speed) {
  QSettings().setValue("run/speed", speed);
}

void Preferences::reset() {
  QSettings().clear();
}

}  // namespace headroom::gui
