#include "gui/inspector/rows_table.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QItemSelectionModel>
#include <QLabel>
#include <QStyledItemDelegate>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>

#include "gui/commands/delete_objects.h"
#include "gui/commands/property_edits.h"

namespace headroom::gui {
namespace {

constexpr int kNarrowestColumn = 76;

/// Choices as a combo box, everything else as a line.
class CellDelegate : public QStyledItemDelegate {
 public:
  CellDelegate(FarmDocument& document, RowsModel& model, QObject* parent)
      : QStyledItemDelegate(parent), document_(document), model_(model) {}

  QWidget* createEditor(QWidget* parent, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
    const Property& property = model_.propertyAt(index.column());
    if (property.entry != Entry::Choice) return QStyledItemDelegate::createEditor(parent, option, index);
    auto* box = new QComboBox(parent);
    for (const QString& name : choicesOf(property, index.row()))
      box->addItem(name.isEmpty() ? tr("(none)") : name, name);
    auto* self = const_cast<CellDelegate*>(this);
    connect(box, &QComboBox::activated, self, [self, box] {
      emit self->commitData(box);
      emit self->closeEditor(box);
    });
    return box;
  }
  void setEditorData(QWidget* editor, const QModelIndex& index) const override {
    auto* box = qobject_cast<QComboBox*>(editor);
    if (!box) return QStyledItemDelegate::setEditorData(editor, index);
    box->setCurrentIndex(box->findData(index.data(Qt::EditRole)));
    box->showPopup();
  }
  void setModelData(QWidget* editor, QAbstractItemModel* model, const QModelIndex& index) const override {
    auto* box = qobject_cast<QComboBox*>(editor);
    if (!box) return QStyledItemDelegate::setModelData(editor, model, index);
    if (box->currentIndex() >= 0) model->setData(index, box->currentData(), Qt::EditRole);
  }

 private:
  QStringList choicesOf(const Property& property, int row) const {
    if (!property.choicesOf) return property.choices(document_.farm());
    const auto ref = model_.objectAt(row);
    return ref ? property.choicesOf(document_.farm(), *ref) : QStringList();
  }

  FarmDocument& document_;
  RowsModel& model_;
};

}  // namespace

RowsTable::RowsTable(FarmDocument& document, RowsModel* model, ObjectRef owner, bool withHeading, QWidget* parent)
    : QWidget(parent), document_(document), model_(model), owner_(std::move(owner)) {
  model_->setParent(this);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(withHeading ? 14 : 0, withHeading ? 6 : 0, withHeading ? 14 : 0, withHeading ? 8 : 0);
  layout->setSpacing(4);
  auto* bar = new QHBoxLayout;
  if (withHeading) {
    auto* heading = new QLabel(typeName(model_->type()) + "s", this);
    QFont font = heading->font();
    font.setWeight(QFont::DemiBold);
    heading->setFont(font);
    bar->addWidget(heading);
  }
  bar->addStretch();
  auto* add = new QToolButton(this);
  add->setText("+");
  add->setAutoRaise(true);
  add->setAccessibleName(tr("Add %1").arg(typeName(model_->type()).toLower()));
  add->setToolTip(add->accessibleName());
  remove_ = new QToolButton(this);
  remove_->setText("−");
  remove_->setAutoRaise(true);
  remove_->setAccessibleName(tr("Remove selected rows"));
  remove_->setToolTip(remove_->accessibleName());
  bar->addWidget(add);
  bar->addWidget(remove_);
  layout->addLayout(bar);
  view_ = new QTableView(this);
  view_->setModel(model_);
  view_->setItemDelegate(new CellDelegate(document_, *model_, view_));
  view_->setSelectionBehavior(QAbstractItemView::SelectRows);
  view_->setEditTriggers(QAbstractItemView::DoubleClicked | QAbstractItemView::EditKeyPressed |
                         QAbstractItemView::AnyKeyPressed | QAbstractItemView::SelectedClicked);
  view_->verticalHeader()->hide();
  view_->verticalHeader()->setDefaultSectionSize(view_->fontMetrics().height() + 10);
  view_->horizontalHeader()->setStretchLastSection(true);
  view_->horizontalHeader()->setHighlightSections(false);
  view_->setAlternatingRowColors(true);
  view_->setShowGrid(false);
  view_->setAccessibleName(typeName(model_->type()) + "s");
  layout->addWidget(view_, 1);
  note_ = new QLabel(this);
  note_->setTextFormat(Qt::PlainText);  // names from files stand in it
  note_->setObjectName("complaint");
  note_->setWordWrap(true);
  note_->hide();
  layout->addWidget(note_);
  connect(add, &QToolButton::clicked, this, &RowsTable::addRow);
  connect(remove_, &QToolButton::clicked, this, &RowsTable::removeSelected);
  connect(model_, &RowsModel::refused, this, &RowsTable::complain);
  connect(model_, &RowsModel::dataChanged, this, [this] { complain({}); });
  connect(model_, &RowsModel::modelReset, this, [this] {
    complain({});
    fitColumns();
    fitHeight();
    emit currentChanged();
  });
  connect(view_->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &RowsTable::currentChanged);
  connect(view_, &QTableView::clicked, this, [this](const QModelIndex& index) {
    if (const auto ref = model_->objectAt(index.row())) emit activated(*ref);
  });
  fitColumns();
  fitHeight();
}

std::optional<ObjectRef> RowsTable::current() const {
  return model_->objectAt(view_->currentIndex().row());
}

void RowsTable::fitColumns() {
  view_->resizeColumnsToContents();
  for (int column = 0; column < model_->columnCount(); ++column) {
    view_->setColumnWidth(column, std::max(view_->columnWidth(column), kNarrowestColumn));
  }
}

void RowsTable::setVisibleRows(int rows) {
  visibleRows_ = rows;
  fitHeight();
}

void RowsTable::fitHeight() {
  remove_->setEnabled(model_->rowCount() > 0);
  setSizePolicy(QSizePolicy::Preferred, visibleRows_ <= 0 ? QSizePolicy::Preferred : QSizePolicy::Fixed);
  if (visibleRows_ <= 0) {  // as tall as there is room
    view_->setMinimumHeight(0);
    view_->setMaximumHeight(QWIDGETSIZE_MAX);
    return;
  }
  const int rows = std::clamp(model_->rowCount(), 1, visibleRows_);
  const int height =
      view_->horizontalHeader()->sizeHint().height() + rows * view_->verticalHeader()->defaultSectionSize() + 16;
  view_->setFixedHeight(height);
}

void RowsTable::addRow() {
  const auto outcome = document_.perform(AddRow(owner_, model_->type()));
  complain(outcome.reason);
  if (outcome.effect != FarmDocument::Effect::Changed) return;
  view_->selectRow(model_->rowCount() - 1);
  view_->scrollToBottom();
}

void RowsTable::removeSelected() {
  ObjectRefs refs;
  for (const QModelIndex& index : view_->selectionModel()->selectedRows()) {
    if (const auto ref = model_->objectAt(index.row())) refs.push_back(*ref);
  }
  if (refs.empty()) return complain(tr("Select the rows to remove first."));
  complain(document_.perform(DeleteObjects(refs)).reason);
}

void RowsTable::complain(const QString& why) {
  note_->setText(why);
  note_->setVisible(!why.isEmpty());
  note_->setStyleSheet(
      QString("color: %1;").arg(palette().color(QPalette::Window).lightness() < 128 ? "#ff8a5c" : "#b34700"));
}

}  // namespace headroom::gui
