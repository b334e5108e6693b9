#include "gui/presenters/rows_model.h"

#include <algorithm>

#include "gui/commands/property_edits.h"

namespace headroom::gui {

RowsModel::RowsModel(FarmDocument& document, ObjectType type, Source source, QStringList keys, QObject* parent)
    : QAbstractTableModel(parent), document_(document), type_(type), source_(std::move(source)) {
  for (const Property& property : propertiesOf(type)) {
    if (keys.isEmpty() && !property.detail) columns_.push_back(&property);
  }
  for (const QString& key : keys) {
    if (const Property* property = findProperty(type, key)) columns_.push_back(property);
  }
  rows_ = source_(document_.farm());
  connect(&document_, &FarmDocument::changed, this, [this](Change change) {
    if (change != Change(ChangeFlag::Positions)) refresh();
  });
}

void RowsModel::refresh() {
  ObjectRefs rows = source_(document_.farm());
  if (rows.size() == rows_.size() && !rows.empty()) {
    rows_ = std::move(rows);
    emit dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
    return;
  }
  beginResetModel();
  rows_ = std::move(rows);
  endResetModel();
}

std::optional<ObjectRef> RowsModel::objectAt(int row) const {
  if (row < 0 || static_cast<std::size_t>(row) >= rows_.size()) return std::nullopt;
  return rows_[static_cast<std::size_t>(row)];
}

int RowsModel::rowOf(const ObjectRef& ref) const {
  const auto found = std::find(rows_.begin(), rows_.end(), ref);
  return found == rows_.end() ? -1 : static_cast<int>(found - rows_.begin());
}

int RowsModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(rows_.size());
}

int RowsModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(columns_.size());
}

QVariant RowsModel::data(const QModelIndex& index, int role) const {
  const auto ref = objectAt(index.row());
  if (!index.isValid() || !ref || !exists(document_.farm(), *ref)) return {};
  const Property& property = propertyAt(index.column());
  if (role == Qt::ToolTipRole) return property.help;
  if (property.entry == Entry::Flag) {
    const bool on = property.read(document_.farm(), *ref) == "true";
    if (role == Qt::CheckStateRole) return on ? Qt::Checked : Qt::Unchecked;
    if (role == Qt::AccessibleTextRole) return QString("%1: %2").arg(property.label, on ? tr("yes") : tr("no"));
    return {};
  }
  if (role == Qt::DisplayRole || role == Qt::EditRole) return property.read(document_.farm(), *ref);
  return {};
}

bool RowsModel::setData(const QModelIndex& index, const QVariant& value, int role) {
  const auto ref = objectAt(index.row());
  if (!index.isValid() || !ref) return false;
  const Property& property = propertyAt(index.column());
  QString text;
  if (property.entry == Entry::Flag && role == Qt::CheckStateRole) {
    text = value.toInt() == Qt::Checked ? "true" : "false";
  } else if (role == Qt::EditRole) {
    text = value.toString();
  } else {
    return false;
  }
  const auto outcome = document_.perform(SetProperty(*ref, property.key, text));
  if (outcome.effect == FarmDocument::Effect::Refused) emit refused(outcome.reason);
  return outcome.effect == FarmDocument::Effect::Changed;
}

Qt::ItemFlags RowsModel::flags(const QModelIndex& index) const {
  if (!index.isValid()) return Qt::NoItemFlags;
  const Property& property = propertyAt(index.column());
  Qt::ItemFlags flags = Qt::ItemIsEnabled | Qt::ItemIsSelectable;
  if (!property.write) return flags;
  return flags | (property.entry == Entry::Flag ? Qt::ItemIsUserCheckable : Qt::ItemIsEditable);
}

QVariant RowsModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal) return {};
  if (role == Qt::DisplayRole) return propertyAt(section).label;
  if (role == Qt::ToolTipRole) return propertyAt(section).help;
  return {};
}

}  // namespace headroom::gui
