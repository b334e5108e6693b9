#include "engine/report/bars.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "engine/report/words.h"
#include "engine/results/figures.h"

namespace headroom::report {
namespace {

using results::State;

constexpr double kSize = 11, kRow = 24, kNames = 190, kTexts = 150, kRightEdge = 712;

struct Inks {
  Ink line, fill, text;
};

Inks inksOf(State state) {
  switch (state) {
    case State::Over:
      return {Ink::Over, Ink::OverFill, Ink::OverText};
    case State::Near:
      return {Ink::Near, Ink::NearFill, Ink::NearText};
    case State::Ok:
      return {Ink::Ok, Ink::OkFill, Ink::OkText};
    case State::Idle:
    case State::Unknown:
      break;
  }
  return {Ink::Muted, Ink::IdleFill, Ink::Muted};
}

/// A factor below 1 is broken today, one below 1.2 is close to it.
State stateOfFactor(double factor) {
  if (!std::isfinite(factor)) return State::Unknown;
  return factor < 1 ? State::Over : factor < 1.2 ? State::Near : State::Ok;
}

Axis factorAxis(const std::vector<Reach>& rows) {
  double highest = 1.25;
  for (const Reach& row : rows) {
    for (const double value : {row.factor, row.high.value_or(0)}) {
      if (std::isfinite(value)) highest = std::max(highest, value);
    }
  }
  return numberAxis(0, highest, "multiple of today's load", 6);
}

struct Plot {
  Drawing out;
  Axis axis;
  double x(double value) const {
    return kNames + axis.share(std::clamp(value, axis.low, axis.high)) * (kRightEdge - kTexts - kNames);
  }
  double y(std::size_t row) const { return 22 + kRow * static_cast<double>(row); }
};

Plot frameFor(const std::vector<Reach>& rows) {
  Plot plot{{}, factorAxis(rows)};
  const double bottom = plot.y(rows.size());
  plot.out.height = bottom + 44;
  for (const Tick& tick : plot.axis.ticks) {
    const double x = plot.x(tick.at);
    plot.out.add(Path{{{x, 22}, {x, bottom}}, false, Ink::None, {Ink::Grid, 1, Dash::Solid}, 1});
    plot.out.add(Label{{x, bottom + 15}, tick.label, kSize, Anchor::Middle, false, Ink::Muted});
  }
  plot.out.add(Label{{(kNames + kRightEdge - kTexts) / 2, bottom + 34}, plot.axis.title, kSize, Anchor::Middle});
  return plot;
}

void markToday(Plot& plot, std::size_t rows) {
  const double x = plot.x(1);
  plot.out.add(Path{{{x, 18}, {x, plot.y(rows)}}, false, Ink::None, {Ink::Text, 1.6, Dash::Long}, 1});
  plot.out.add(Label{{x, 12}, "today", kSize, Anchor::Middle, true});
}

void nameRow(Plot& plot, std::size_t i, const Reach& row, const Inks& inks) {
  const double middle = plot.y(i) + kRow / 2 + 4;
  plot.out.add(Label{{kNames - 10, middle}, fittedName(row.name, kNames - 16, kSize), kSize, Anchor::End});
  plot.out.add(Label{
      {kRightEdge - kTexts + 10, middle}, fitted(row.text, kTexts - 12, kSize), kSize, Anchor::Start, true, inks.text});
}

void hatch(Drawing& out, const Box& box, Ink ink) {
  for (double x = box.x + 4; x < box.x + box.width + box.height; x += 6) {
    const double x1 = std::min(x, box.x + box.width), y1 = box.y + (x - x1);
    const double x2 = std::max(x - box.height, box.x), y2 = box.y + box.height - (x2 - (x - box.height));
    out.add(Path{{{x1, y1}, {x2, y2}}, false, Ink::None, {ink, 0.8, Dash::Solid}, 1});
  }
}

}  // namespace

Drawing gauges(const std::vector<Reach>& rows) {
  Plot plot = frameFor(rows);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const Inks inks = inksOf(stateOfFactor(rows[i].factor));
    nameRow(plot, i, rows[i], inks);
    if (!std::isfinite(rows[i].factor)) continue;
    const Box bar{plot.x(0),
                  plot.y(i) + 5,
                  std::max(1.0, plot.x(rows[i].factor) - plot.x(0)),
                  kRow - 10,
                  2,
                  inks.fill,
                  {inks.line, 1.2, Dash::Solid}};
    plot.out.add(bar);
    if (rows[i].factor < 1) hatch(plot.out, bar, inks.line);
  }
  markToday(plot, rows.size());
  return std::move(plot.out);
}

Drawing dotPlot(const std::vector<Reach>& rows) {
  Plot plot = frameFor(rows);
  markToday(plot, rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const Reach& row = rows[i];
    const Inks inks = inksOf(stateOfFactor(row.factor));
    nameRow(plot, i, row, inks);
    if (!std::isfinite(row.factor)) continue;
    const double y = plot.y(i) + kRow / 2, x = plot.x(row.factor);
    if (row.low && row.high && std::isfinite(*row.low) && std::isfinite(*row.high)) {
      const double a = plot.x(*row.low), b = plot.x(*row.high);
      plot.out.add(Path{{{a, y}, {b, y}}, false, Ink::None, {inks.line, 2, Dash::Solid}, 1});
      for (const double end : {a, b})
        plot.out.add(Path{{{end, y - 4}, {end, y + 4}}, false, Ink::None, {inks.line, 1.6, Dash::Solid}, 1});
    }
    const double r = 5;
    if (row.factor < 1) {  // a cross, where the others have a diamond
      plot.out.add(Path{{{x - r, y - r}, {x + r, y + r}}, false, Ink::None, {inks.line, 2.4, Dash::Solid}, 1});
      plot.out.add(Path{{{x - r, y + r}, {x + r, y - r}}, false, Ink::None, {inks.line, 2.4, Dash::Solid}, 1});
    } else {
      plot.out.add(
          Path{{{x, y - r}, {x + r, y}, {x, y + r}, {x - r, y}}, true, inks.line, {Ink::Paper, 1, Dash::Solid}, 1});
    }
  }
  return std::move(plot.out);
}

Drawing shareBars(const std::vector<ShareRow>& rows, const std::string& title) {
  double highest = 0;
  for (const ShareRow& row : rows) highest = std::max(highest, std::isfinite(row.share) ? row.share : 0);
  Plot plot{{}, numberAxis(0, std::max(0.01, highest) * 100, title, 6)};
  const double bottom = plot.y(rows.size()) - 16;
  plot.out.height = bottom + 44;
  for (const Tick& tick : plot.axis.ticks) {
    const double x = plot.x(tick.at);
    plot.out.add(Path{{{x, 6}, {x, bottom}}, false, Ink::None, {Ink::Grid, 1, Dash::Solid}, 1});
    plot.out.add(Label{{x, bottom + 15}, tick.label, kSize, Anchor::Middle, false, Ink::Muted});
  }
  plot.out.add(Label{{(kNames + kRightEdge - kTexts) / 2, bottom + 34}, title, kSize, Anchor::Middle});
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const double y = plot.y(i) - 16, middle = y + kRow / 2 + 4;
    plot.out.add(Label{{kNames - 10, middle}, fittedName(rows[i].name, kNames - 16, kSize), kSize, Anchor::End});
    plot.out.add(Label{{kRightEdge - kTexts + 10, middle}, fitted(rows[i].text, kTexts - 12, kSize), kSize});
    if (!std::isfinite(rows[i].share)) continue;
    plot.out.add(
        Box{plot.x(0), y + 5, std::max(1.0, plot.x(rows[i].share * 100) - plot.x(0)), kRow - 10, 2, Ink::Accent, {}});
  }
  return std::move(plot.out);
}

Drawing draw(const LoadMatrix& m) {
  constexpr double kCellRow = 22, kVerdict = 128, names = 150;
  Drawing out;
  const double cell =
      std::min(64.0, (out.width - names - kVerdict) / static_cast<double>(std::max<std::size_t>(1, m.columns.size())));
  const double size = cell < 34 ? 9.5 : 11;
  double head = 26;
  for (const std::string& column : m.columns) {
    const double width = widthOf(column, size, true);
    if (width > cell - 4) head = std::max(head, std::min(150.0, width + 14));
  }
  out.height = head + kCellRow * static_cast<double>(m.rows.size()) + 6;
  for (std::size_t c = 0; c < m.columns.size(); ++c) {
    const double x = names + cell * (static_cast<double>(c) + 0.5);
    const bool turned = widthOf(m.columns[c], size, true) > cell - 4;
    out.add(Label{{turned ? x + 4 : x, head - 7},
                  fittedName(m.columns[c], turned ? head - 12 : cell, size, true),
                  size,
                  turned ? Anchor::Start : Anchor::Middle,
                  true,
                  Ink::Text,
                  turned});
  }
  for (std::size_t r = 0; r < m.rows.size(); ++r) {
    const double y = head + kCellRow * static_cast<double>(r), base = y + kCellRow / 2 + 4;
    out.add(Label{{names - 8, base}, fittedName(m.rows[r], names - 10, kSize), kSize, Anchor::End});
    for (std::size_t c = 0; c < m.columns.size(); ++c) {
      const double load = m.loads[r][c], x = names + cell * static_cast<double>(c);
      const Inks inks = inksOf(results::stateOf(load));
      const bool over = load >= results::kOver;
      out.add(Box{x + 1,
                  y + 1,
                  cell - 2,
                  kCellRow - 2,
                  2,
                  inks.fill,
                  {over ? inks.line : Ink::Grid, over ? 2.0 : 1.0, Dash::Solid}});
      const std::string text = std::isnan(load)          ? "out"
                               : load > 0 && load < 0.01 ? "<1"
                                                         : results::fixed(load * 100, 0);
      out.add(Label{{x + cell / 2, base}, text, size, Anchor::Middle, over, std::isnan(load) ? Ink::Muted : Ink::Text});
    }
    const double end = names + cell * static_cast<double>(m.columns.size()) + 8;
    const bool bad = r < m.bad.size() && m.bad[r];
    if (r < m.verdicts.size()) {
      out.add(Label{{end, base},
                    fitted(m.verdicts[r], out.width - end, kSize, true),
                    kSize,
                    Anchor::Start,
                    true,
                    bad ? Ink::OverText : Ink::OkText});
    }
  }
  return out;
}

namespace {

constexpr std::array kHeat = {Ink::Heat0, Ink::Heat1, Ink::Heat2, Ink::Heat3, Ink::Heat4};

/// Shade of a utilisation: five steps of 20 %.
Ink heatOf(double value) {
  if (std::isnan(value)) return Ink::IdleFill;
  return kHeat[static_cast<std::size_t>(std::clamp(value * 5, 0.0, 4.0))];
}

void drawHeatLegend(Drawing& out, double left) {
  static constexpr std::array kSteps = {"0–20", "20–40", "40–60", "60–80", "80–100 %", "no data"};
  double x = left;
  for (std::size_t i = 0; i < kSteps.size(); ++i) {
    out.add(Box{x, 3, 14, 11, 0, i < kHeat.size() ? kHeat[i] : Ink::IdleFill, {Ink::Grid, 0.8, Dash::Solid}});
    out.add(Label{{x + 19, 13}, kSteps[i], kSize});
    x += 32 + widthOf(kSteps[i], kSize);
  }
  out.add(Label{{out.width - 62, 13}, "mean %", kSize, Anchor::End, true});
  out.add(Label{{out.width - 4, 13}, "peak %", kSize, Anchor::End, true});
}

/// Neighbouring windows of one shade become one box.
void drawHeatRow(Drawing& out, const Curve& row, const Axis& time, double left, double right, double y, double height) {
  const auto xOf = [&](double t) { return left + std::clamp(time.share(t), 0.0, 1.0) * (right - left); };
  double from = xOf(time.low);
  Ink shade = Ink::None;
  const auto flush = [&](double to) {
    if (shade != Ink::None && to > from) out.add(Box{from, y, to - from, height, 0, shade, {}});
  };
  double before = time.low;
  for (std::size_t i = 0; i < std::min(row.x.size(), row.y.size()); ++i) {
    const Ink next = heatOf(row.y[i]);
    if (next != shade) {
      flush(xOf(before));
      from = xOf(before);
      shade = next;
    }
    before = row.x[i];
  }
  flush(xOf(before));
}

}  // namespace

Drawing heatMap(const std::vector<Curve>& rows, const Axis& time) {
  constexpr double kNamesWidth = 120, kFigures = 118, kTop = 24;
  Drawing out;
  const double row = rows.size() > 24 ? 13 : 18, left = kNamesWidth, right = out.width - kFigures;
  const double bottom = kTop + row * static_cast<double>(rows.size());
  out.height = bottom + 40;
  drawHeatLegend(out, left);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const double y = kTop + row * static_cast<double>(i), base = y + row / 2 + 4;
    double sum = 0, peak = NAN, seen = 0;
    for (const double value : rows[i].y) {
      if (!std::isfinite(value)) continue;
      sum += value;
      ++seen;
      if (!(peak >= value)) peak = value;
    }
    out.add(Label{{left - 8, base}, fittedName(rows[i].name, kNamesWidth - 12, kSize), kSize, Anchor::End});
    drawHeatRow(out, rows[i], time, left, right, y + 1, row - 2);
    out.add(Label{{out.width - 62, base}, seen > 0 ? results::rounded(sum / seen * 100) : "–", kSize, Anchor::End});
    out.add(Label{{out.width - 4, base}, results::rounded(peak * 100), kSize, Anchor::End});
  }
  for (const Tick& tick : time.ticks) {
    const double x = left + time.share(tick.at) * (right - left);
    out.add(Path{{{x, bottom}, {x, bottom + 4}}, false, Ink::None, {Ink::Muted, 1, Dash::Solid}, 1});
    out.add(Label{{x, bottom + 16}, tick.label, kSize, Anchor::Middle, false, Ink::Muted});
  }
  out.add(Label{{(left + right) / 2, bottom + 34}, time.title, kSize, Anchor::Middle});
  return out;
}

}  // namespace headroom::report
