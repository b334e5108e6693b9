// A picture as a list of marks: what charts and diagrams are made of before any paper is chosen.
//
// Units are pixels at 100 %; x grows to the right, y down. Colours are roles, so that every paper (white, dark, grey)
// finds its own.
#pragma once

#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace headroom::report {

/// What a colour stands for. The palette (palette.h) gives each its shades.
enum class Ink {
  None,
  Text,
  Muted,
  Grid,
  Panel,
  Paper,
  Accent,
  Ok,
  Near,
  Over,
  OkFill,
  NearFill,
  OverFill,
  IdleFill,
  OkText,
  NearText,
  OverText,
  Line0,
  Line1,
  Line2,
  Line3,
  Line4,
  Line5,
  Line6,
  Line7,
  Heat0,
  Heat1,
  Heat2,
  Heat3,
  Heat4,
  HeatOver,
  OnDark,
  OnLight,
};
inline constexpr int kInks = static_cast<int>(Ink::OnLight) + 1;
inline constexpr int kLineInks = 8;
inline Ink lineInk(std::size_t i) {
  return static_cast<Ink>(static_cast<int>(Ink::Line0) + static_cast<int>(i % kLineInks));
}

enum class Dash { Solid, Long, Short, Dot, DashDot };
enum class Anchor { Start, Middle, End };

struct Point {
  double x = 0;
  double y = 0;
};

struct Stroke {
  Ink ink = Ink::None;
  double width = 1;
  Dash dash = Dash::Solid;
};

struct Path {
  std::vector<Point> points;
  bool closed = false;
  Ink fill = Ink::None;
  Stroke stroke;
  double opacity = 1;  ///< Of the fill.
};

struct Box {
  double x = 0, y = 0, width = 0, height = 0, radius = 0;
  Ink fill = Ink::None;
  Stroke stroke;
};

struct Label {
  Point at;  ///< On the base line, at the anchor.
  std::string text;
  double size = 12;
  Anchor anchor = Anchor::Start;
  bool bold = false;
  Ink ink = Ink::Text;
  bool upwards = false;  ///< Turned by 90° against the clock.
};

using Mark = std::variant<Path, Box, Label>;

struct Drawing {
  double width = 720;
  double height = 0;
  std::vector<Mark> marks;
  template <class Shape>
  void add(Shape&& shape) {
    marks.emplace_back(std::forward<Shape>(shape));
  }
};

}  // namespace headroom::report
