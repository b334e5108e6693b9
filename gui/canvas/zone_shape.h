// The outline of a zone: its block and the bands around its servers.
#pragma once

#include <QPainterPath>
#include <QRectF>
#include <vector>

namespace headroom::gui {

/// One rounded shape covering `block` and every rectangle of `members` with `padding` around it. Neighbouring members
/// share a band unless one of `others` (shapes that are no members) stands between; the block is joined to the band
/// beside it when nothing stands between them. Members that cannot be reached stay islands of the same colour.
QPainterPath zoneOutline(const QRectF& block, const std::vector<QRectF>& members, const std::vector<QRectF>& others,
                         double padding);

}  // namespace headroom::gui
