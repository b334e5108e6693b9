#include "gui/shell/theme.h"

#include <QApplication>
#include <QStyleFactory>

#include "gui/canvas/diagram_colours.h"

namespace headroom::gui {
namespace {

/// The palette the platform gave us, before we dressed the application.
const QPalette& systemPalette() {
  static const QPalette palette = QApplication::palette();
  return palette;
}

QPalette paletteFor(bool dark) {
  const QColor window = dark ? QColor(0x22, 0x26, 0x2d) : QColor(0xf0, 0xf2, 0xf5);
  const QColor base = dark ? QColor(0x1b, 0x1e, 0x24) : QColor(Qt::white);
  const QColor text = dark ? QColor(0xe8, 0xeb, 0xf0) : QColor(0x1c, 0x23, 0x2d);
  const QColor faint = dark ? QColor(0x9a, 0xa5, 0xb4) : QColor(0x5f, 0x6b, 0x7a);
  const QColor button = dark ? QColor(0x2e, 0x33, 0x3c) : QColor(0xfa, 0xfb, 0xfc);
  const QColor accent = dark ? QColor(0x3b, 0x82, 0xc4) : QColor(0x14, 0x6c, 0xc4);
  QPalette palette;
  palette.setColor(QPalette::Window, window);
  palette.setColor(QPalette::WindowText, text);
  palette.setColor(QPalette::Base, base);
  palette.setColor(QPalette::AlternateBase, dark ? QColor(0x20, 0x24, 0x2b) : QColor(0xf6, 0xf8, 0xfa));
  palette.setColor(QPalette::Text, text);
  palette.setColor(QPalette::PlaceholderText, faint);
  palette.setColor(QPalette::Button, button);
  palette.setColor(QPalette::ButtonText, text);
  palette.setColor(QPalette::BrightText, Qt::white);
  palette.setColor(QPalette::ToolTipBase, dark ? QColor(0x33, 0x39, 0x44) : QColor(0x2a, 0x33, 0x40));
  palette.setColor(QPalette::ToolTipText, Qt::white);
  palette.setColor(QPalette::Highlight, accent);
  palette.setColor(QPalette::HighlightedText, Qt::white);
  palette.setColor(QPalette::Link, dark ? QColor(0x6c, 0xb6, 0xff) : QColor(0x0b, 0x5c, 0xad));
  palette.setColor(QPalette::LinkVisited, palette.color(QPalette::Link));
  palette.setColor(QPalette::Light, dark ? QColor(0x3a, 0x41, 0x4c) : QColor(Qt::white));
  palette.setColor(QPalette::Midlight, dark ? QColor(0x33, 0x39, 0x43) : QColor(0xe6, 0xea, 0xee));
  palette.setColor(QPalette::Mid, dark ? QColor(0x44, 0x4c, 0x58) : QColor(0xc3, 0xca, 0xd3));
  palette.setColor(QPalette::Dark, dark ? QColor(0x6a, 0x75, 0x84) : QColor(0xa3, 0xac, 0xb8));
  palette.setColor(QPalette::Shadow, dark ? QColor(0x0c, 0x0e, 0x11) : QColor(0x78, 0x82, 0x90));
  for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText}) {
    palette.setColor(QPalette::Disabled, role, dark ? QColor(0x6e, 0x78, 0x86) : QColor(0x9a, 0xa4, 0xb0));
  }
  palette.setColor(QPalette::Disabled, QPalette::Highlight, palette.color(QPalette::Mid));
  return palette;
}

/// Spacing and quiet borders only; colours come from the palette.
constexpr auto kSheet = R"(
  QToolBar { border: none; spacing: 3px; padding: 4px 6px; }
  QToolButton { padding: 4px; border: none; border-radius: 5px; }
  QToolButton:hover { background: palette(midlight); }
  QToolButton:checked, QToolButton:pressed { background: palette(mid); }
  QDockWidget { titlebar-close-icon: none; }
  QDockWidget::title { padding: 6px 10px; background: palette(window); }
  QMainWindow::separator { width: 5px; height: 5px; }
  QStatusBar::item { border: none; }
  QTableView, QTreeView { border: 1px solid palette(midlight); border-radius: 4px; }
  QHeaderView::section { padding: 4px 8px; border: none; border-bottom: 1px solid palette(mid); background: palette(window); }
  QToolTip { padding: 4px 6px; }
  QLineEdit, QPlainTextEdit { border: 1px solid palette(mid); border-radius: 4px; padding: 2px 4px;
                              background: palette(base); selection-background-color: palette(highlight); }
  QLineEdit:focus, QPlainTextEdit:focus { border-color: palette(highlight); }
  QLineEdit:disabled { color: palette(placeholder-text); }
  QCheckBox { spacing: 7px; }
  QCheckBox::indicator, QAbstractItemView::indicator { width: 14px; height: 14px; border: 1px solid palette(dark);
                                                       border-radius: 3px; background: palette(base); }
  QCheckBox::indicator:focus, QCheckBox::indicator:hover { border-color: palette(highlight); }
  QCheckBox::indicator:checked, QAbstractItemView::indicator:checked { background: palette(highlight);
      border-color: palette(highlight); image: url(:/check.svg); }
  QCheckBox::indicator:indeterminate { background: palette(mid); }
)";

}  // namespace

Theme themeNamed(const QString& name) {
  if (name == "light") return Theme::Light;
  if (name == "dark") return Theme::Dark;
  return Theme::System;
}

QString nameOf(Theme theme) {
  switch (theme) {
    case Theme::Light:
      return "light";
    case Theme::Dark:
      return "dark";
    case Theme::System:
      break;
  }
  return "system";
}

bool isDarkTheme(Theme theme) {
  return theme == Theme::System ? isDarkPalette(systemPalette()) : theme == Theme::Dark;
}

void applyTheme(Theme theme) {
  systemPalette();  // remember it before the first change
  QApplication::setStyle(QStyleFactory::create("Fusion"));
  QApplication::setPalette(paletteFor(isDarkTheme(theme)));
  qApp->setStyleSheet(kSheet);
}

}  // namespace headroom::gui
