// Colours of the diagram, light and dark. Colour means zone or state, nothing else; both are also told by words or
// patterns.
#pragma once

#include <QColor>
#include <QPalette>
#include <QString>

namespace headroom::gui {

/// How loaded something is. Bounds as in the results panel: near from 70 %, over from 97 % (a live figure never passes
/// 100 %).
enum class LoadState { Calm, Near, Over, Down };

/// `utilisation` from 0 to 1; a node that is down is Down whatever it was doing.
LoadState stateOf(double utilisation, bool down);
/// "OK", "near", "over", "down".
QString wordFor(LoadState state);

struct DiagramColours {
  bool dark = false;
  QColor canvas, grid;
  QColor card, cardBorder, text, faintText;
  QColor line, dataLine, callLine, linkLine;
  QColor selection, valid, invalid;

  /// Those that go with the window: dark on a dark palette.
  static DiagramColours forPalette(const QPalette& palette);
  static DiagramColours make(bool dark);

  /// Of the zone with this index; Okabe and Ito's colours, repeating after seven.
  QColor zone(int index) const;
  /// For the pill; the word beside it says the same to those who see no colours.
  QColor state(LoadState state) const;
};

/// Whether a palette is a dark one.
bool isDarkPalette(const QPalette& palette);

}  // namespace headroom::gui
