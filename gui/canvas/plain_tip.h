// Tool tips for names from files.
#pragma once

#include <QString>
#include <QTextDocument>

namespace headroom::gui {

/// A tool tip that shows the text as it stands: a name that looks like HTML is not taken for it.
inline QString plainTip(const QString& text) {
  return Qt::mightBeRichText(text) ? "<qt>" + text.toHtmlEscaped() + "</qt>" : text;
}

}  // namespace headroom::gui
