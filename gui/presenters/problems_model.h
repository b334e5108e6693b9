// What is wrong with the farm, as a table.
#pragma once

#include <QAbstractTableModel>
#include <map>
#include <optional>
#include <vector>

#include "engine/lint/lint.h"
#include "gui/document/object_ref.h"

namespace headroom::gui {

/// One problem as shown.
struct ProblemRow {
  Severity severity = Severity::Error;
  QString what, fix, rule, objectWords;
  std::optional<ObjectRef> object;
};

/// Findings of the checks and problems that would keep a saved file from opening, worst first.
class ProblemsModel : public QAbstractTableModel {
  Q_OBJECT

 public:
  enum Column { What, Object, Fix, Rule, ColumnCount };
  using QAbstractTableModel::QAbstractTableModel;

  /// Checks this farm now: lint rules and file rules.
  void check(const farm::Farm& farm);

  const std::vector<ProblemRow>& rows() const { return rows_; }
  int count(Severity severity) const;
  /// Number of problems per object that is on the diagram, and whether one is an error.
  std::map<ObjectRef, std::pair<int, bool>> perObject() const;

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

 private:
  std::vector<ProblemRow> rows_;
};

}  // namespace headroom::gui
