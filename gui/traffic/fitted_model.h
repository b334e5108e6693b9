// The figures that a calibration found, before and after, to choose from.
#pragma once

#include <QAbstractTableModel>
#include <memory>

#include "gui/runs/calibration_job.h"

namespace headroom::gui {

class FittedModel : public QAbstractTableModel {
  Q_OBJECT
 public:
  enum Column { Figure, Before, After, Interval, Standing, Source, ColumnCount };
  using QAbstractTableModel::QAbstractTableModel;

  /// All figures that change are chosen; nullptr: none are known.
  void setFound(std::shared_ptr<const CalibrationFound> found);
  const CalibrationFound* found() const { return found_.get(); }
  std::vector<calibration::FittedFigure> chosen() const;
  void chooseAll(bool chosen);

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;
  Qt::ItemFlags flags(const QModelIndex& index) const override;
  bool setData(const QModelIndex& index, const QVariant& value, int role = Qt::EditRole) override;

 signals:
  void chosenChanged();

 private:
  std::shared_ptr<const CalibrationFound> found_;
  std::vector<bool> chosen_;
};

}  // namespace headroom::gui
