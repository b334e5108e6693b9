#include "gui/inspector/row_details.h"

#include <QLabel>
#include <QVBoxLayout>

#include "gui/inspector/property_form.h"
#include "gui/inspector/rows_table.h"

namespace headroom::gui {

RowDetails::RowDetails(FarmDocument& document, RowsTable& table, QWidget* parent)
    : QWidget(parent), document_(document), table_(table) {
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(0);
  title_ = new QLabel(this);
  title_->setContentsMargins(14, 0, 14, 0);
  title_->setTextFormat(Qt::PlainText);
  title_->setForegroundRole(QPalette::PlaceholderText);
  title_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
  layout->addWidget(title_);
  form_ = new PropertyForm(document_, table_.model().type(), this, PropertyForm::Part::Details);
  layout->addWidget(form_);
  connect(&table_, &RowsTable::currentChanged, this, &RowDetails::follow);
  connect(&document_, &FarmDocument::changed, this, &RowDetails::follow);
  follow();
}

void RowDetails::follow() {
  std::optional<ObjectRef> row = table_.current();
  if (!row) row = table_.model().objectAt(0);
  const bool isThere = row && exists(document_.farm(), *row);
  setVisible(isThere);
  if (!isThere) return shown_.reset();
  title_->setText(tr("Details of %1").arg(titleOf(document_.farm(), *row)));
  if (shown_ == row) return form_->refresh();  // what is being typed stays
  shown_ = row;
  form_->setObjects({*row});
}

}  // namespace headroom::gui
