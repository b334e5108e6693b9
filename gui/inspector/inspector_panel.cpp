#include "gui/inspector/inspector_panel.h"

#include <QLabel>
#include <QScrollArea>
#include <QVBoxLayout>
#include <algorithm>

namespace headroom::gui {

InspectorPanel::InspectorPanel(FarmDocument& document, QWidget* parent) : QWidget(parent), document_(document) {
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 8, 0, 0);
  layout->setSpacing(0);
  title_ = new QLabel(this);
  QFont font = title_->font();
  font.setPointSizeF(font.pointSizeF() * 1.25);
  font.setWeight(QFont::DemiBold);
  title_->setFont(font);
  title_->setContentsMargins(14, 0, 14, 0);
  title_->setTextFormat(Qt::PlainText);
  title_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
  kind_ = new QLabel(this);
  kind_->setContentsMargins(14, 0, 14, 6);
  kind_->setForegroundRole(QPalette::PlaceholderText);
  layout->addWidget(title_);
  layout->addWidget(kind_);
  scroll_ = new QScrollArea(this);
  scroll_->setWidgetResizable(true);
  scroll_->setFrameShape(QFrame::NoFrame);
  scroll_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  layout->addWidget(scroll_);
  connect(&document_, &FarmDocument::changed, this, &InspectorPanel::follow);
  build();
}

void InspectorPanel::setSelection(const ObjectRefs& refs) {
  if (refs == refs_ && page_) return;
  refs_ = refs;
  build();
}

RowsTable* InspectorPanel::table(ObjectType rowType) const {
  const auto found = tables_.find(rowType);
  return found == tables_.end() ? nullptr : found->second;
}

RowDetails* InspectorPanel::details(ObjectType rowType) const {
  const auto found = details_.find(rowType);
  return found == details_.end() ? nullptr : found->second;
}

void InspectorPanel::follow(Change change) {
  if (change == Change(ChangeFlag::Positions)) return;
  const bool gone =
      std::any_of(refs_.begin(), refs_.end(), [&](const ObjectRef& ref) { return !exists(document_.farm(), ref); });
  const bool otherTables = !gone && refs_.size() == 1 && tablesOf(document_.farm(), refs_.front()) != tableTypes_;
  if (gone || otherTables || change.testFlag(ChangeFlag::Reset)) {
    std::erase_if(refs_, [&](const ObjectRef& ref) { return !exists(document_.farm(), ref); });
    build();
    return;
  }
  if (form_) form_->refresh();
  if (refs_.size() <= 1) title_->setText(titleOf(document_.farm(), refs_.empty() ? ObjectRef{} : refs_.front()));
}

void InspectorPanel::clear() {
  form_ = nullptr;
  tables_.clear();
  details_.clear();
  tableTypes_.clear();
  // The page may be the sender of the very change that replaces it: it goes when control is back in the event loop.
  if (QWidget* old = scroll_->takeWidget()) {
    old->hide();
    old->deleteLater();
  }
  page_ = nullptr;
}

void InspectorPanel::build() {
  clear();
  const ObjectRefs shown = refs_.empty() ? ObjectRefs{ObjectRef{}} : refs_;
  type_ = shown.front().type;
  const bool alike = std::all_of(shown.begin(), shown.end(), [&](const ObjectRef& ref) { return ref.type == type_; });
  page_ = new QWidget;
  auto* layout = new QVBoxLayout(page_);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(4);
  if (!alike) {
    title_->setText(tr("%1 objects").arg(shown.size()));
    kind_->setText(tr("Select objects of one kind to edit them together."));
    layout->addStretch();
    scroll_->setWidget(page_);
    return;
  }
  title_->setText(shown.size() == 1 ? titleOf(document_.farm(), shown.front()) : tr("%1 objects").arg(shown.size()));
  kind_->setText(refs_.empty() ? tr("Farm · nothing selected") : typeName(type_));
  form_ = new PropertyForm(document_, type_, page_);
  form_->setObjects(shown);
  layout->addWidget(form_);
  if (shown.size() == 1) {
    tableTypes_ = tablesOf(document_.farm(), shown.front());
    for (const ObjectType rowType : tableTypes_) {
      const ObjectRef owner = shown.front();
      auto* model = new RowsModel(document_, rowType,
                                  [owner, rowType](const farm::Farm& farm) { return rowsOf(farm, owner, rowType); });
      auto* table = new RowsTable(document_, model, owner, true, page_);
      tables_[rowType] = table;
      layout->addWidget(table);
      if (!hasDetails(rowType)) continue;
      details_[rowType] = new RowDetails(document_, *table, page_);
      layout->addWidget(details_[rowType]);
    }
  }
  layout->addStretch();
  scroll_->setWidget(page_);
}

}  // namespace headroom::gui
