#include "gui/canvas/zone_shape.h"

#include <algorithm>

namespace headroom::gui {
namespace {

constexpr double kRadius = 14;
constexpr double kFarthestBand = 120;  ///< Wider gaps between two members are not bridged.
constexpr double kFarthestBlock = 320;

bool isFree(const QRectF& area, const std::vector<QRectF>& others) {
  return std::none_of(others.begin(), others.end(), [&](const QRectF& other) { return other.intersects(area); });
}

QPainterPath rounded(const QRectF& rect) {
  QPainterPath path;
  path.addRoundedRect(rect, kRadius, kRadius);
  return path;
}

/// The rectangle that joins two rectangles facing each other across a gap; empty when they do not face.
QRectF bridge(const QRectF& a, const QRectF& b) {
  const double top = std::max(a.top(), b.top()), bottom = std::min(a.bottom(), b.bottom());
  const double left = std::max(a.left(), b.left()), right = std::min(a.right(), b.right());
  if (bottom - top > 8 && right < left) return {QPointF(right - kRadius, top), QPointF(left + kRadius, bottom)};
  if (right - left > 8 && bottom < top) return {QPointF(left, bottom - kRadius), QPointF(right, top + kRadius)};
  return {};
}

/// Bands: groups of members whose common rectangle holds no stranger.
std::vector<QRectF> bandsOf(std::vector<QRectF> members, const std::vector<QRectF>& others, double padding) {
  std::sort(members.begin(), members.end(), [](const QRectF& a, const QRectF& b) {
    return std::pair(a.left(), a.top()) < std::pair(b.left(), b.top());
  });
  std::vector<QRectF> bands;
  for (const QRectF& member : members) {
    const QRectF grown = member.adjusted(-padding, -padding, padding, padding);
    const auto fits = [&](const QRectF& band) {
      const QRectF joined = band.united(grown);
      const bool near = joined.width() * joined.height() <= band.width() * band.height() +
                                                                grown.width() * grown.height() +
                                                                kFarthestBand * std::max(grown.width(), grown.height());
      return near && isFree(joined, others);
    };
    const auto found = std::find_if(bands.begin(), bands.end(), fits);
    if (found == bands.end())
      bands.push_back(grown);
    else
      *found = found->united(grown);
  }
  return bands;
}

}  // namespace

QPainterPath zoneOutline(const QRectF& block, const std::vector<QRectF>& members, const std::vector<QRectF>& others,
                         double padding) {
  QPainterPath outline = rounded(block);
  for (const QRectF& band : bandsOf(members, others, padding)) {
    outline = outline.united(rounded(band));
    const QRectF between = bridge(block, band);
    const bool short_ = std::max(between.width(), between.height()) <= kFarthestBlock ||
                        std::min(between.width(), between.height()) <= kFarthestBlock;
    if (between.isEmpty() || !short_ || !isFree(between.adjusted(kRadius, 0, -kRadius, 0), others)) continue;
    QPainterPath join;
    join.addRect(between);
    outline = outline.united(join);
  }
  return outline.simplified();
}

}  // namespace headroom::gui
