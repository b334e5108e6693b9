// A table of ready text.
#pragma once

#include <QAbstractTableModel>
#include <QStringList>
#include <vector>

namespace headroom::gui {

/// Setting new rows keeps selection and place where there are as many rows as before, or more.
class SheetModel : public QAbstractTableModel {
  Q_OBJECT
 public:
  struct Cell {
    QString text;
    QString tip = {};  ///< Ready for a tool tip.
    bool faint = false;
    bool strong = false;
    bool operator==(const Cell&) const = default;
  };
  struct Column {
    QString title;
    bool right = false;
    QString tip = {};
  };
  using Rows = std::vector<std::vector<Cell>>;

  explicit SheetModel(std::vector<Column> columns, QObject* parent = nullptr)
      : QAbstractTableModel(parent), columns_(std::move(columns)) {}

  void setRows(Rows rows);
  const Rows& rows() const { return rows_; }

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

 private:
  std::vector<Column> columns_;
  Rows rows_;
};

}  // namespace headroom::gui
