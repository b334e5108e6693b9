#include "engine/report/chart.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "engine/report/words.h"

namespace headroom::report {
namespace {

constexpr double kLeft = 64, kRight = 14, kBottom = 44, kLegendRow = 18, kSize = 11;
constexpr std::array kDashes = {Dash::Solid, Dash::Long, Dash::Short, Dash::DashDot, Dash::Dot};

struct Frame {
  double left, top, right, bottom;
  const Axis& x;
  const Axis& y;
  Point at(double vx, double vy) const {
    return {left + x.share(vx) * (right - left), bottom - y.share(vy) * (bottom - top)};
  }
};

struct Style {
  Stroke stroke;
  int marker;
};

Style styleOf(std::size_t i) {
  return {{lineInk(i), 1.8, kDashes[i % kDashes.size()]}, static_cast<int>(i % 5)};
}

/// Circle, square, triangle, diamond or cross.
Path markerAt(Point p, int kind, Ink ink) {
  static constexpr double r = 3.2;
  Path path{{}, true, ink, {Ink::Paper, 0.8, Dash::Solid}, 1};
  switch (kind) {
    case 1:
      path.points = {{p.x - r, p.y - r}, {p.x + r, p.y - r}, {p.x + r, p.y + r}, {p.x - r, p.y + r}};
      break;
    case 2:
      path.points = {{p.x, p.y - r * 1.2}, {p.x + r * 1.15, p.y + r * 0.9}, {p.x - r * 1.15, p.y + r * 0.9}};
      break;
    case 3:
      path.points = {{p.x, p.y - r * 1.35}, {p.x + r * 1.35, p.y}, {p.x, p.y + r * 1.35}, {p.x - r * 1.35, p.y}};
      break;
    case 4: {
      const double a = r * 0.45, b = r * 1.25;
      path.points = {{p.x - a, p.y - b}, {p.x + a, p.y - b}, {p.x + a, p.y - a}, {p.x + b, p.y - a},
                     {p.x + b, p.y + a}, {p.x + a, p.y + a}, {p.x + a, p.y + b}, {p.x - a, p.y + b},
                     {p.x - a, p.y + a}, {p.x - b, p.y + a}, {p.x - b, p.y - a}, {p.x - a, p.y - a}};
      break;
    }
    default:
      for (int k = 0; k < 10; ++k) {
        const double angle = k * 0.6283185307179586;
        path.points.push_back({p.x + r * std::cos(angle), p.y + r * std::sin(angle)});
      }
  }
  return path;
}

/// Draws the legend from the top and returns where it ends.
double drawLegend(Drawing& out, const ChartSpec& spec) {
  double x = kLeft, y = 12;
  if (spec.curves.size() < 2) return 6;
  for (std::size_t i = 0; i < spec.curves.size(); ++i) {
    const std::string name = fittedName(spec.curves[i].name, 200, kSize);
    const double width = 34 + widthOf(name, kSize) + 14;
    if (x + width > out.width - kRight && x > kLeft) {
      x = kLeft;
      y += kLegendRow;
    }
    const Style style = styleOf(i);
    out.add(Path{{{x, y - 4}, {x + 26, y - 4}}, false, Ink::None, style.stroke, 1});
    out.add(markerAt({x + 13, y - 4}, style.marker, style.stroke.ink));
    out.add(Label{{x + 32, y}, name, kSize});
    x += width;
  }
  return y + 10;
}

void drawAxes(Drawing& out, const Frame& f) {
  for (const Tick& tick : f.y.ticks) {
    const double y = f.at(f.x.low, tick.at).y;
    out.add(Path{{{f.left, y}, {f.right, y}}, false, Ink::None, {Ink::Grid, 1, Dash::Solid}, 1});
    out.add(Label{{f.left - 6, y + 4}, tick.label, kSize, Anchor::End, false, Ink::Muted});
  }
  double lastEnd = -1e9;
  for (const Tick& tick : f.x.ticks) {
    const double x = f.at(tick.at, f.y.low).x, half = widthOf(tick.label, kSize) / 2;
    out.add(Path{{{x, f.bottom}, {x, f.bottom + 4}}, false, Ink::None, {Ink::Muted, 1, Dash::Solid}, 1});
    if (x - half < lastEnd + 4 || x + half > out.width) continue;
    out.add(Label{{x, f.bottom + 16}, tick.label, kSize, Anchor::Middle, false, Ink::Muted});
    lastEnd = x + half;
  }
  out.add(Path{{{f.left, f.bottom}, {f.right, f.bottom}}, false, Ink::None, {Ink::Muted, 1.2, Dash::Solid}, 1});
  out.add(Label{{(f.left + f.right) / 2, f.bottom + 34}, f.x.title, kSize, Anchor::Middle});
  out.add(Label{{13, (f.top + f.bottom) / 2},
                fitted(f.y.title, f.bottom - f.top + 30, kSize),
                kSize,
                Anchor::Middle,
                false,
                Ink::Text,
                true});
}

bool both(double a, double b) {
  return std::isfinite(a) && std::isfinite(b);
}

/// The stretches of the curve without gaps, cut off at the top of the frame.
std::vector<std::vector<Point>> stretches(const Curve& curve, const Frame& f) {
  std::vector<std::vector<Point>> out(1);
  const auto add = [&](double x, double y) { out.back().push_back(f.at(x, y)); };
  double beforeX = NAN, beforeY = NAN;
  for (std::size_t i = 0; i < std::min(curve.x.size(), curve.y.size()); ++i) {
    const double x = curve.x[i], y = curve.y[i];
    const bool seen = both(x, y), crosses = seen && std::isfinite(beforeY) && (y > f.y.high) != (beforeY > f.y.high);
    if (crosses) {
      const double share = (f.y.high - beforeY) / (y - beforeY);
      add(beforeX + share * (x - beforeX), f.y.high);
    }
    const bool inside = seen && y <= f.y.high && x >= f.x.low && x <= f.x.high;
    if (inside) add(x, std::max(y, f.y.low));
    if (!inside && !out.back().empty()) out.emplace_back();
    beforeX = x;
    beforeY = seen ? y : NAN;
  }
  return out;
}

void drawBand(Drawing& out, const Curve& curve, const Frame& f, Ink ink) {
  if (curve.low.size() != curve.x.size() || curve.high.size() != curve.x.size()) return;
  Path band{{}, true, ink, {}, 0.18};
  const auto add = [&](std::size_t i, double y) {
    if (both(curve.x[i], y) && curve.y[i] <= f.y.high)
      band.points.push_back(f.at(curve.x[i], std::clamp(y, f.y.low, f.y.high)));
  };
  for (std::size_t i = 0; i < curve.x.size(); ++i) add(i, curve.high[i]);
  for (std::size_t i = curve.x.size(); i-- > 0;) add(i, curve.low[i]);
  if (band.points.size() > 2) out.add(std::move(band));
}

void drawCurve(Drawing& out, const Curve& curve, const Frame& f, std::size_t index, std::size_t of) {
  const Style style = styleOf(index);
  std::size_t points = 0;
  for (std::vector<Point>& stretch : stretches(curve, f)) {
    points += stretch.size();
    if (stretch.size() == 1) out.add(markerAt(stretch.front(), style.marker, style.stroke.ink));
    if (stretch.size() > 1) out.add(Path{std::move(stretch), false, Ink::None, style.stroke, 1});
  }
  const std::size_t every = std::max<std::size_t>(1, points / (points <= 14 ? 14 : 7));
  std::size_t n = of > 1 ? index * every / of : 0;  // curves put their markers at different places
  for (std::size_t i = 0; i < std::min(curve.x.size(), curve.y.size()); ++i) {
    if (!both(curve.x[i], curve.y[i]) || curve.y[i] > f.y.high) continue;
    if (n++ % every == 0)
      out.add(markerAt(f.at(curve.x[i], std::max(curve.y[i], f.y.low)), style.marker, style.stroke.ink));
  }
}

void drawRules(Drawing& out, const ChartSpec& spec, const Frame& f) {
  for (const Rule& rule : spec.acrossAt) {
    if (!(rule.at >= f.y.low && rule.at <= f.y.high)) continue;
    const double y = f.at(f.x.low, rule.at).y;
    out.add(Path{{{f.left, y}, {f.right, y}}, false, Ink::None, {rule.ink, 1.3, Dash::Long}, 1});
    const double base = y - 16 < f.top ? y + 12 : y - 4;
    out.add(Label{
        {f.left + 6, base}, fitted(rule.label, f.right - f.left - 12, kSize), kSize, Anchor::Start, true, rule.ink});
  }
  double lowest = INFINITY;
  for (const Rule& rule : spec.upAt) lowest = std::min(lowest, rule.at);
  for (const Rule& rule : spec.upAt) {
    if (!(rule.at >= f.x.low && rule.at <= f.x.high)) continue;
    const double x = f.at(rule.at, f.y.low).x, width = widthOf(rule.label, kSize, true) + 8;
    const bool left = x + width > f.right || (rule.at == lowest && x - width > f.left);
    out.add(Path{{{x, f.top}, {x, f.bottom}}, false, Ink::None, {rule.ink, 1.3, Dash::Short}, 1});
    out.add(Label{{x + (left ? -5 : 5), f.top + 10 + 14 * static_cast<double>(&rule - spec.upAt.data())},
                  rule.label,
                  kSize,
                  left ? Anchor::End : Anchor::Start,
                  true,
                  rule.ink});
  }
  for (const Spot& spot : spec.spots) {
    if (!both(spot.x, spot.y)) continue;
    const Point p = f.at(spot.x, std::min(spot.y, f.y.high));
    const bool left = f.x.share(spot.x) > 0.6;
    out.add(Path{{{p.x - 5, p.y - 11}, {p.x + 5, p.y - 11}, {p.x, p.y - 3}},
                 true,
                 Ink::Text,
                 {Ink::Paper, 0.8, Dash::Solid},
                 1});
    out.add(Label{{p.x + (left ? -9 : 9), std::max(f.top + 9, p.y - 6)},
                  spot.label,
                  kSize,
                  left ? Anchor::End : Anchor::Start,
                  true,
                  Ink::Text});
  }
}

Axis yAxisFor(const ChartSpec& spec) {
  double highest = spec.yAtLeast;
  for (const Curve& curve : spec.curves) {
    for (const double y : curve.y) {
      if (std::isfinite(y)) highest = std::max(highest, y);
    }
    for (const double y : curve.high) {
      if (std::isfinite(y)) highest = std::max(highest, y);
    }
  }
  if (spec.yCap > 0) highest = std::min(highest, spec.yCap);
  const double room = spec.spots.empty() ? 1.0 : 1.1;  // for the label above the highest point
  return numberAxis(0, highest * room, spec.yTitle);
}

}  // namespace

bool drawable(const std::vector<Curve>& curves) {
  return std::any_of(curves.begin(), curves.end(), [](const Curve& curve) {
    return std::any_of(curve.y.begin(), curve.y.end(), [](double y) { return std::isfinite(y); });
  });
}

Drawing draw(const ChartSpec& spec) {
  Drawing out;
  const double top = drawLegend(out, spec);
  out.height = top + spec.height;
  const Axis y = yAxisFor(spec);
  const Frame frame{kLeft, top + 4, out.width - kRight, out.height - kBottom, spec.x, y};
  drawAxes(out, frame);
  for (std::size_t i = 0; i < spec.curves.size(); ++i) drawBand(out, spec.curves[i], frame, styleOf(i).stroke.ink);
  drawRules(out, spec, frame);
  for (std::size_t i = 0; i < spec.curves.size(); ++i) drawCurve(out, spec.curves[i], frame, i, spec.curves.size());
  return out;
}

Curve thinned(const Curve& curve, std::size_t most) {
  const std::size_t n = std::min(curve.x.size(), curve.y.size());
  if (n <= most || most < 4) return curve;
  Curve out{curve.name, {}, {}, {}, {}};
  const std::size_t stretchesWanted = most / 2;
  for (std::size_t s = 0; s < stretchesWanted; ++s) {
    const std::size_t from = s * n / stretchesWanted, to = (s + 1) * n / stretchesWanted;
    std::size_t lowest = from, highest = from;
    for (std::size_t i = from; i < to; ++i) {
      if (!(curve.y[lowest] <= curve.y[i])) lowest = std::isnan(curve.y[i]) ? lowest : i;
      if (!(curve.y[highest] >= curve.y[i])) highest = std::isnan(curve.y[i]) ? highest : i;
    }
    for (const std::size_t i : {std::min(lowest, highest), std::max(lowest, highest)}) {
      if (!out.x.empty() && out.x.back() == curve.x[i]) continue;
      out.x.push_back(curve.x[i]);
      out.y.push_back(curve.y[i]);
    }
  }
  return out;
}

}  // namespace headroom::report
