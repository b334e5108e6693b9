// A table of figures as an item model.
#pragma once

#include <QAbstractTableModel>
#include <QStringList>
#include <QVariant>
#include <optional>
#include <vector>

#include "engine/results/figures.h"

namespace headroom::gui {

/// One cell: what is shown, what it is sorted by, and what a CSV file gets.
struct FigureCell {
  QString text;
  QVariant sort;      ///< A number or a text; the text when empty.
  QStringList plain;  ///< As many as the column has plain titles; the text when empty.
  QString tip;
  std::optional<results::State> state;  ///< Coloured and marked; the word is in the text.
};

/// A column; one that is shown may be several in a CSV file.
struct FigureColumn {
  QString title;
  QStringList plainTitles;  ///< CSV columns: "p95_ms", "p95_low_ms", "p95_high_ms". The title when empty.
  QString tip;              ///< What the figure means.
  bool right = true;
};

/// A whole table. Rows are as long as the columns.
struct FigureSheet {
  QString title;
  std::vector<FigureColumn> columns;
  std::vector<std::vector<FigureCell>> rows;
};

/// Read-only model over one sheet. Sorting uses kSortRole, by a proxy.
class FigureModel : public QAbstractTableModel {
  Q_OBJECT
 public:
  static constexpr int kSortRole = Qt::UserRole;
  static constexpr int kPlainRole = Qt::UserRole + 1;  ///< QStringList for CSV; of header data the titles.

  using QAbstractTableModel::QAbstractTableModel;

  /// Replaces the whole table: what was selected is forgotten.
  void setSheet(FigureSheet sheet);
  const FigureSheet& sheet() const { return sheet_; }

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

 private:
  FigureSheet sheet_;
};

/// Rows of a model (or of a proxy over it) as CSV after RFC 4180; cells that a spreadsheet would take for a formula get
/// a leading apostrophe. No rows given: all.
QString toCsv(const QAbstractItemModel& model, const std::vector<int>& rows = {});

}  // namespace headroom::gui
