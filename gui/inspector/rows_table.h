// An editable table of rows with Add and Remove.
#pragma once

#include <QWidget>

#include "gui/presenters/rows_model.h"

class QLabel;
class QTableView;
class QToolButton;

namespace headroom::gui {

/// Rows of one kind: adding and removing rows and editing cells are undo steps; a refused value is explained below the
/// table.
class RowsTable : public QWidget {
  Q_OBJECT

 public:
  /// `owner` gets the new rows. The model belongs to the table.
  RowsTable(FarmDocument& document, RowsModel* model, ObjectRef owner, bool withHeading, QWidget* parent = nullptr);

  RowsModel& model() { return *model_; }
  /// Shows as many rows as there are, up to this many, then scrolls.
  void setVisibleRows(int rows);
  QTableView& view() { return *view_; }

 public slots:
  void addRow();
  void removeSelected();

 public:
  /// The row that the cursor is on.
  std::optional<ObjectRef> current() const;

 signals:
  /// The object of a row is to be shown.
  void activated(const headroom::gui::ObjectRef& ref);
  /// The cursor is on another row, or the rows are others.
  void currentChanged();

 private:
  void complain(const QString& why);
  void fitColumns();
  void fitHeight();

  FarmDocument& document_;
  RowsModel* model_;
  ObjectRef owner_;
  QTableView* view_ = nullptr;
  QLabel* note_ = nullptr;
  QToolButton* remove_ = nullptr;
  int visibleRows_ = 6;
};

}  // namespace headroom::gui
