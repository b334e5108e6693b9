// Objects of one kind as an editable table: pools of a server, routes of the proxy, all applications.
#pragma once

#include <QAbstractTableModel>
#include <functional>

#include "gui/commands/property.h"
#include "gui/document/farm_document.h"

namespace headroom::gui {

/// Each row is an object, each column a property. Editing a cell is an edit of the document; a refused value stays out
/// and is told by `refused`.
class RowsModel : public QAbstractTableModel {
  Q_OBJECT

 public:
  using Source = std::function<ObjectRefs(const farm::Farm&)>;

  /// `keys`: properties to show; empty: all but details.
  RowsModel(FarmDocument& document, ObjectType type, Source source, QStringList keys = {}, QObject* parent = nullptr);

  std::optional<ObjectRef> objectAt(int row) const;
  int rowOf(const ObjectRef& ref) const;
  const Property& propertyAt(int column) const { return *columns_[static_cast<std::size_t>(column)]; }
  ObjectType type() const { return type_; }

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
  bool setData(const QModelIndex& index, const QVariant& value, int role = Qt::EditRole) override;
  Qt::ItemFlags flags(const QModelIndex& index) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

  /// The farm changed: show it anew, keeping rows where their number did not change.
  void refresh();

 signals:
  void refused(const QString& why);

 private:
  FarmDocument& document_;
  ObjectType type_;
  Source source_;
  std::vector<const Property*> columns_;
  ObjectRefs rows_;
};

}  // namespace headroom::gui
