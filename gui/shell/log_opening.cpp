#include "gui/shell/log_opening.h"

#include <QFileInfo>

namespace headroom::gui {

DroppedFiles sortDropped(const QStringList& paths) {
  static const QStringList farmEndings = {"farm", "json", "pb", "farmpb"};
  DroppedFiles sorted;
  for (const QString& path : paths) {
    const QFileInfo file(path);
    if (!file.isFile() && !file.isDir()) continue;
    if (file.isFile() && farmEndings.contains(file.suffix().toLower())) {
      if (sorted.farm.isEmpty()) sorted.farm = path;
    } else {
      sorted.logs << path;
    }
  }
  return sorted;
}

}  // namespace headroom::gui
