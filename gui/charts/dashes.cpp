#include "gui/charts/dashes.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace headroom::gui {

namespace {

const QPointF kGap(std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::quiet_NaN());

/// Walks along a curve and keeps what lies under the dashes of a pattern.
class Walker {
 public:
  explicit Walker(QVector<double> pattern) : pattern_(std::move(pattern)) { restart(); }

  void restart() {
    index_ = 0;
    left_ = pattern_[0];
    if (!pieces_.isEmpty() && !std::isnan(pieces_.back().y())) pieces_.push_back(kGap);
    fresh_ = true;
  }

  void walk(QPointF from, QPointF to) {
    const QPointF way = to - from;
    const double length = std::hypot(way.x(), way.y());
    double done = 0;
    if (isDash() && fresh_) pieces_.push_back(from);
    fresh_ = false;
    while (length - done > left_) {
      done += left_;
      const QPointF at = from + way * (done / length);
      const bool wasDash = isDash();
      index_ = (index_ + 1) % pattern_.size();
      left_ = pattern_[index_];
      pieces_.push_back(at);
      if (wasDash) pieces_.push_back(kGap);
    }
    left_ -= length - done;
    if (isDash()) pieces_.push_back(to);
  }

  QVector<QPointF> take() { return std::move(pieces_); }

 private:
  bool isDash() const { return index_ % 2 == 0; }
  QVector<double> pattern_;
  qsizetype index_ = 0;
  double left_ = 0;
  bool fresh_ = true;  ///< No piece was begun since the last restart.
  QVector<QPointF> pieces_;
};

}  // namespace

QVector<QPointF> dashPieces(const QVector<QPointF>& curve, const CurveStyle& style,
                            const std::function<QPointF(QPointF)>& toPixels,
                            const std::function<QPointF(QPointF)>& fromPixels) {
  QVector<double> pattern = patternOf(style.dash);
  if (pattern.isEmpty()) return curve;
  for (double& length : pattern) length *= std::max(1.0, style.width);
  Walker walker(pattern);
  for (qsizetype i = 1; i < curve.size(); ++i) {
    if (std::isnan(curve[i].y()) || std::isnan(curve[i - 1].y())) {
      walker.restart();
    } else {
      walker.walk(toPixels(curve[i - 1]), toPixels(curve[i]));
    }
  }
  QVector<QPointF> pieces = walker.take();
  for (QPointF& point : pieces) point = std::isnan(point.y()) ? kGap : fromPixels(point);
  return pieces;
}

}  // namespace headroom::gui
