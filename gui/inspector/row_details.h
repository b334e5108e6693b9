// What else there is to say of one row of a table.
#pragma once

#include <QWidget>
#include <optional>

#include "gui/document/object_ref.h"

class QLabel;

namespace headroom::gui {

class FarmDocument;
class PropertyForm;
class RowsTable;

/// Below a table: the properties of the row its cursor is on that are no columns. Of the first row while the cursor is
/// nowhere; nothing while there is no row.
class RowDetails : public QWidget {
  Q_OBJECT

 public:
  RowDetails(FarmDocument& document, RowsTable& table, QWidget* parent = nullptr);

  PropertyForm& form() { return *form_; }

 private:
  void follow();

  FarmDocument& document_;
  RowsTable& table_;
  QLabel* title_ = nullptr;
  PropertyForm* form_ = nullptr;
  std::optional<ObjectRef> shown_;
};

}  // namespace headroom::gui
