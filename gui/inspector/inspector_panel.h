// Properties of whatever is selected.
#pragma once

#include <QWidget>
#include <map>

#include "gui/inspector/property_form.h"
#include "gui/inspector/row_details.h"
#include "gui/inspector/rows_table.h"

class QLabel;
class QScrollArea;
class QVBoxLayout;

namespace headroom::gui {

/// Shows the selected object with its form and tables; several objects of a kind together; the farm itself when nothing
/// is selected.
class InspectorPanel : public QWidget {
  Q_OBJECT

 public:
  explicit InspectorPanel(FarmDocument& document, QWidget* parent = nullptr);

  void setSelection(const ObjectRefs& refs);
  ObjectType shownType() const { return type_; }
  /// The form on show; nullptr when the selection has nothing in common.
  PropertyForm* form() const { return form_; }
  /// The table of such rows on show; nullptr when there is none.
  RowsTable* table(ObjectType rowType) const;
  /// What stands below that table; nullptr when such rows have no details.
  RowDetails* details(ObjectType rowType) const;

 private:
  /// Refreshes what is on show, or builds another page when the selected objects are gone.
  void follow(Change change);
  void build();
  void clear();

  FarmDocument& document_;
  ObjectRefs refs_;
  ObjectType type_ = ObjectType::Farm;
  QLabel* title_ = nullptr;
  QLabel* kind_ = nullptr;
  QScrollArea* scroll_ = nullptr;
  QWidget* page_ = nullptr;
  PropertyForm* form_ = nullptr;
  std::vector<ObjectType> tableTypes_;
  std::map<ObjectType, RowsTable*> tables_;
  std::map<ObjectType, RowDetails*> details_;
};

}  // namespace headroom::gui
