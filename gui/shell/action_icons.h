// Icons of commands, drawn in code: crisp at every scale, in the colour of the text around them.
#pragma once

#include <QIcon>

namespace headroom::gui {

enum class Symbol {
  New,
  Open,
  Save,
  Undo,
  Redo,
  Select,
  Connect,
  Link,
  Run,
  Pause,
  Stop,
  Report,
  Fit,
  Delete,
  Arrange,
  Theme
};

/// Follows the application's palette at the moment of painting.
QIcon symbolIcon(Symbol symbol);

}  // namespace headroom::gui
