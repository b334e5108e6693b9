// What a dropped file is.
#pragma once

#include <QString>
#include <QStringList>

namespace headroom::gui {

/// Files sorted by what the window does with them: one farm to open, logs and folders of logs to import.
struct DroppedFiles {
  QString farm;  ///< The first farm among them.
  QStringList logs;
};

/// By the ending for farms (.farm, .json, .pb, .farmpb); everything else counts as logs.
DroppedFiles sortDropped(const QStringList& paths);

}  // namespace headroom::gui
