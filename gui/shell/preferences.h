// What the program remembers between starts, in an INI file.
#pragma once

#include <QByteArray>
#include <QString>
#include <QStringList>

#include "gui/shell/theme.h"

namespace headroom::gui {

/// Versioned keys over QSettings; a missing or foreign value is the default.
class Preferences {
 public:
  static constexpr int kLayoutVersion = 1;
  static constexpr int kMostRecent = 10;

  Theme theme() const;
  void setTheme(Theme theme);

  /// Newest first; files that are gone are left out but not forgotten.
  QStringList recentFiles() const;
  void addRecentFile(const QString& path);

  QByteArray geometry() const;
  QByteArray layout() const;
  void setWindow(const QByteArray& geometry, const QByteArray& layout);

  double speed() const;
  void setSpeed(double speed);

  static void reset();
};

}  // namespace headroom::gui
