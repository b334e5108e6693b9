// What a dropped file is.
#pragma once

#include <QString>
#include <QStringList>

namespace headroom::gui {

/// Files sorted by what the window does with them: one farm to open, logs to replay.
struct DroppedFiles {
  QString farm;  ///< The first farm among them.
  QStringList logs;
};

/// By the ending for farms (.farm, .json, .pb, .farmpb); everything else that is a file counts as a log.
DroppedFiles sortDropped(const QStringList& paths);

}  // namespace headroom::gui
