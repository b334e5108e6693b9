// The legend of a chart: one button a curve.
#pragma once

#include <QWidget>
#include <vector>

#include "gui/charts/style.h"

class QToolButton;

namespace headroom::gui {

/// Shows samples of curves with their names, in as many rows as the width needs. A click or Space hides a curve, a
/// double click isolates it.
class Legend : public QWidget {
  Q_OBJECT
 public:
  /// One curve; `name` tells it from the others.
  struct Entry {
    QString name;
    CurveStyle style;
    bool hidden = false;
    bool operator==(const Entry&) const = default;
  };

  explicit Legend(QWidget* parent = nullptr);

  /// No effect, and the keyboard stays where it is, when nothing differs.
  void setEntries(const std::vector<Entry>& entries, const ChartTheme& theme);

 signals:
  /// Clicked: to be hidden, or shown again.
  void toggled(const QString& name);
  /// Double-clicked: all others are to be hidden, or shown again.
  void isolated(const QString& name);

 private:
  void paintIcon(QToolButton& button, const Entry& entry, const ChartTheme& theme) const;
  std::vector<Entry> entries_;
  std::vector<QToolButton*> buttons_;
  ChartTheme theme_;
};

}  // namespace headroom::gui
