#include "gui/traffic/fitted_model.h"

#include <QGuiApplication>
#include <QPalette>

#include "gui/traffic/log_text.h"

namespace headroom::gui {
namespace {

QString cellOf(const calibration::FittedFigure& figure, int column) {
  switch (column) {
    case FittedModel::Figure:
      return safeText(figure.object) + QStringLiteral(": ") + FittedModel::tr(calibration::wordOf(figure.kind));
    case FittedModel::Before:
      return safeText(figure.before);
    case FittedModel::After:
      return safeText(figure.after);
    case FittedModel::Interval:
      return figure.interval.empty() ? QStringLiteral("–") : safeText(figure.interval);
    case FittedModel::Standing:
      return FittedModel::tr(calibration::wordOf(figure.standing));
    case FittedModel::Source:
      return safeText(figure.source);
    default:
      return {};
  }
}

}  // namespace

void FittedModel::setFound(std::shared_ptr<const CalibrationFound> found) {
  beginResetModel();
  found_ = std::move(found);
  chosen_.clear();
  if (found_) {
    for (const calibration::FittedFigure& figure : found_->figures) chosen_.push_back(figure.changes());
  }
  endResetModel();
  emit chosenChanged();
}

std::vector<calibration::FittedFigure> FittedModel::chosen() const {
  std::vector<calibration::FittedFigure> all;
  for (std::size_t i = 0; i < chosen_.size(); ++i) {
    if (chosen_[i]) all.push_back(found_->figures[i]);
  }
  return all;
}

void FittedModel::chooseAll(bool chosen) {
  for (std::size_t i = 0; i < chosen_.size(); ++i) chosen_[i] = chosen && found_->figures[i].changes();
  if (rowCount() > 0) emit dataChanged(index(0, 0), index(rowCount() - 1, 0));
  emit chosenChanged();
}

int FittedModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(chosen_.size());
}

int FittedModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : ColumnCount;
}

QVariant FittedModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid()) return {};
  const auto row = static_cast<std::size_t>(index.row());
  const calibration::FittedFigure& figure = found_->figures[row];
  switch (role) {
    case Qt::DisplayRole:
      return cellOf(figure, index.column());
    case Qt::ToolTipRole:
      return safeTip(index.column() == Source ? figure.source : cellOf(figure, index.column()).toStdString());
    case Qt::CheckStateRole:
      if (index.column() != Figure || !figure.changes()) return {};
      return chosen_[row] ? Qt::Checked : Qt::Unchecked;
    case Qt::ForegroundRole:
      if (!figure.changes()) return QGuiApplication::palette().color(QPalette::PlaceholderText);
      return {};
    default:
      return {};
  }
}

QVariant FittedModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal) return {};
  if (role == Qt::TextAlignmentRole) return QVariant(Qt::AlignLeft | Qt::AlignVCenter);
  if (role == Qt::ToolTipRole && section == Standing)
    return tr("measured: read off the logs; fitted: what explains them best; assumed: the logs do not tell");
  if (role != Qt::DisplayRole) return {};
  switch (section) {
    case Figure:
      return tr("figure");
    case Before:
      return tr("in the farm");
    case After:
      return tr("from the logs");
    case Interval:
      return tr("95 % interval");
    case Standing:
      return tr("known as");
    case Source:
      return tr("from what");
    default:
      return {};
  }
}

Qt::ItemFlags FittedModel::flags(const QModelIndex& index) const {
  const Qt::ItemFlags flags = QAbstractTableModel::flags(index);
  const bool checkable = index.column() == Figure && found_->figures[static_cast<std::size_t>(index.row())].changes();
  return checkable ? flags | Qt::ItemIsUserCheckable : flags;
}

bool FittedModel::setData(const QModelIndex& index, const QVariant& value, int role) {
  if (role != Qt::CheckStateRole || index.column() != Figure) return false;
  const auto row = static_cast<std::size_t>(index.row());
  if (!found_->figures[row].changes()) return false;
  chosen_[row] = value.toInt() == Qt::Checked;
  emit dataChanged(index, index);
  emit chosenChanged();
  return true;
}

}  // namespace headroom::gui
