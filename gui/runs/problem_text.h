// Problems of the engine as text for a window.
#pragma once

#include <QString>

#include "engine/base/error.h"

namespace headroom::gui {

/// Every problem on a line of its own: place, what is wrong, what to do. Control characters are escaped.
QString problemText(const Diagnostics& problems);

}  // namespace headroom::gui
