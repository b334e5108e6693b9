// Choosing one of several words in a table.
#pragma once

#include <QStyledItemDelegate>

namespace headroom::gui {

/// A combo box with the words of a role of the cell; a choice is taken at once.
class ChoiceDelegate : public QStyledItemDelegate {
  Q_OBJECT
 public:
  ChoiceDelegate(int choicesRole, QObject* parent) : QStyledItemDelegate(parent), role_(choicesRole) {}

  QWidget* createEditor(QWidget* parent, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
  void setEditorData(QWidget* editor, const QModelIndex& index) const override;
  void setModelData(QWidget* editor, QAbstractItemModel* model, const QModelIndex& index) const override;

 private:
  int role_;
};

}  // namespace headroom::gui
