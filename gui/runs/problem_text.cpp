#include "gui/runs/problem_text.h"

namespace headroom::gui {

QString problemText(const Diagnostics& problems) {
  QString text;
  for (const Diagnostic& problem : problems) {
    if (!text.isEmpty()) text += '\n';
    text += QString::fromStdString(format(problem));
  }
  return text;
}

}  // namespace headroom::gui
