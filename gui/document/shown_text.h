// Text of several lines from a farm, as it may be shown.
#pragma once

#include <QString>
#include <QStringList>
#include <string>

#include "engine/base/text.h"

namespace headroom::gui {

/// Lines and tabs as they are, all other control characters, bidirectional ones too, as \xHH: a note that comes with a
/// file must not turn around what stands beside it.
inline QString shownText(const std::string& text) {
  QStringList lines;
  for (const QString& line : QString::fromStdString(text).split('\n')) {
    QStringList parts;
    for (const QString& part : line.split('\t')) parts << QString::fromStdString(printable(part.toStdString()));
    lines << parts.join('\t');
  }
  return lines.join('\n');
}

}  // namespace headroom::gui
