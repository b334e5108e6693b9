// What an edit of a value must not do: make a farm that its own file would be refused for.
#pragma once

#include <QString>

#include "engine/farm/farm.h"

namespace headroom::gui {

/// As a sentence, the first error of the file check that `after` has and `before` had not; empty while there are no
/// more errors than before. A draft may keep the errors it has.
QString newError(const farm::Farm& before, const farm::Farm& after);

/// After objects went from their network segment to the segment `to`: where the old one was theirs alone and `to` is
/// new, it was renamed, and links and DNS records follow. Returns why not where `to` is none or another one and links
/// lead to what would be no place any more.
QString followSegment(const farm::Farm& before, farm::Farm& after, const std::string& to);

}  // namespace headroom::gui
