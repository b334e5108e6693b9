// The first lines of a log as a grid.
#pragma once

#include <QAbstractTableModel>

#include "gui/runs/log_preview.h"

namespace headroom::gui {

/// One row a line; a line that is no request shows as it stands. All text is made harmless.
class LinesModel : public QAbstractTableModel {
  Q_OBJECT
 public:
  enum Column {
    Line,
    Time,
    Client,
    Method,
    Path,
    Status,
    Duration,
    Bytes,
    Wait,
    Service,
    User,
    Server,
    Tier,
    Agent,
    ColumnCount
  };
  using QAbstractTableModel::QAbstractTableModel;

  void setPreview(LogPreview preview);
  const LogPreview& preview() const { return preview_; }
  /// Whether any line has something in this column.
  bool isUsed(int column) const;

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

 private:
  LogPreview preview_;
};

}  // namespace headroom::gui
