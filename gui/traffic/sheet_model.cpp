#include "gui/traffic/sheet_model.h"

#include <QFont>
#include <QGuiApplication>
#include <QPalette>

namespace headroom::gui {

void SheetModel::setRows(Rows rows) {
  const int before = rowCount(), now = static_cast<int>(rows.size());
  if (now < before) {
    beginResetModel();
    rows_ = std::move(rows);
    endResetModel();
    return;
  }
  if (now > before) beginInsertRows({}, before, now - 1);
  rows_ = std::move(rows);
  if (now > before) endInsertRows();
  if (before > 0) emit dataChanged(index(0, 0), index(before - 1, columnCount() - 1));
}

int SheetModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(rows_.size());
}

int SheetModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(columns_.size());
}

QVariant SheetModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid()) return {};
  const Cell& cell = rows_[static_cast<std::size_t>(index.row())][static_cast<std::size_t>(index.column())];
  switch (role) {
    case Qt::DisplayRole:
      return cell.text;
    case Qt::ToolTipRole:
      return cell.tip.isEmpty() ? QVariant() : QVariant(cell.tip);
    case Qt::TextAlignmentRole:
      return columns_[static_cast<std::size_t>(index.column())].right ? QVariant(Qt::AlignRight | Qt::AlignVCenter)
                                                                      : QVariant();
    case Qt::ForegroundRole:
      return cell.faint ? QVariant(QGuiApplication::palette().color(QPalette::PlaceholderText)) : QVariant();
    case Qt::FontRole: {
      QFont font;
      font.setBold(true);
      return cell.strong ? QVariant(font) : QVariant();
    }
    default:
      return {};
  }
}

QVariant SheetModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal) return {};
  const Column& column = columns_[static_cast<std::size_t>(section)];
  if (role == Qt::DisplayRole) return column.title;
  if (role == Qt::ToolTipRole && !column.tip.isEmpty()) return column.tip;
  if (role == Qt::TextAlignmentRole)
    return QVariant((column.right ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
  return {};
}

}  // namespace headroom::gui
