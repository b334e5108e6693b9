#include "gui/canvas/diagram_colours.h"

#include <QCoreApplication>
#include <array>

namespace headroom::gui {

LoadState stateOf(double utilisation, bool down) {
  if (down) return LoadState::Down;
  if (utilisation >= 0.97) return LoadState::Over;
  return utilisation >= 0.70 ? LoadState::Near : LoadState::Calm;
}

QString wordFor(LoadState state) {
  switch (state) {
    case LoadState::Calm:
      return QCoreApplication::translate("LoadState", "OK");
    case LoadState::Near:
      return QCoreApplication::translate("LoadState", "near");
    case LoadState::Over:
      return QCoreApplication::translate("LoadState", "over");
    case LoadState::Down:
      return QCoreApplication::translate("LoadState", "down");
  }
  return {};
}

bool isDarkPalette(const QPalette& palette) {
  return palette.color(QPalette::Window).lightness() < palette.color(QPalette::WindowText).lightness();
}

DiagramColours DiagramColours::forPalette(const QPalette& palette) {
  return make(isDarkPalette(palette));
}

DiagramColours DiagramColours::make(bool dark) {
  DiagramColours c;
  c.dark = dark;
  c.canvas = dark ? QColor(0x1b, 0x1e, 0x24) : QColor(0xf7, 0xf8, 0xfa);
  c.grid = dark ? QColor(0x2c, 0x31, 0x3a) : QColor(0xdf, 0xe3, 0xe8);
  c.card = dark ? QColor(0x2a, 0x2f, 0x38) : QColor(Qt::white);
  c.cardBorder = dark ? QColor(0x54, 0x5d, 0x6b) : QColor(0xb4, 0xbd, 0xc8);
  c.text = dark ? QColor(0xec, 0xef, 0xf4) : QColor(0x1c, 0x23, 0x2d);
  c.faintText = dark ? QColor(0xa6, 0xb0, 0xbf) : QColor(0x5a, 0x66, 0x75);
  c.line = dark ? QColor(0x8a, 0x96, 0xa8) : QColor(0x6b, 0x77, 0x86);
  c.dataLine = dark ? QColor(0x5c, 0x67, 0x77) : QColor(0xa9, 0xb3, 0xbf);
  c.callLine = dark ? QColor(0xcc, 0x79, 0xa7) : QColor(0xa8, 0x4f, 0x80);
  c.linkLine = dark ? QColor(0x77, 0x83, 0x94) : QColor(0x8b, 0x97, 0xa5);
  c.selection = dark ? QColor(0x6c, 0xb6, 0xff) : QColor(0x14, 0x6c, 0xc4);
  c.valid = dark ? QColor(0x3d, 0xd6, 0xa3) : QColor(0x00, 0x9e, 0x73);
  c.invalid = dark ? QColor(0xff, 0x8a, 0x5c) : QColor(0xd5, 0x5e, 0x00);
  return c;
}

QColor DiagramColours::zone(int index) const {
  static const std::array<QRgb, 7> light = {0x0072b2, 0xe69f00, 0x009e73, 0xcc79a7, 0xd55e00, 0x56b4e9, 0x7a6a00};
  static const std::array<QRgb, 7> darkOnes = {0x56b4e9, 0xe69f00, 0x2bc79a, 0xcc79a7, 0xff7f32, 0x8f9bff, 0xf0e442};
  const auto& all = dark ? darkOnes : light;
  return QColor::fromRgb(all[static_cast<std::size_t>(index < 0 ? 0 : index) % all.size()]);
}

QColor DiagramColours::state(LoadState state) const {
  switch (state) {
    case LoadState::Calm:
      return dark ? QColor(0x2b, 0xc7, 0x9a) : QColor(0x00, 0x9e, 0x73);
    case LoadState::Near:
      return QColor(0xe6, 0x9f, 0x00);
    case LoadState::Over:
      return dark ? QColor(0xff, 0x7f, 0x32) : QColor(0xd5, 0x5e, 0x00);
    case LoadState::Down:
      return dark ? QColor(0xa6, 0xb0, 0xbf) : QColor(0x5a, 0x66, 0x75);
  }
  return text;
}

}  // namespace headroom::gui
