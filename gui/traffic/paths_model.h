// Which application the requests under each path belong to.
#pragma once

#include <QAbstractTableModel>
#include <QStringList>

#include "gui/traffic/traffic_study.h"

namespace headroom::gui {

/// The study's paths with the requests that the filter takes. The application can be chosen in place; rows keep their
/// order while logs are read, so that nothing moves under the pointer.
class PathsModel : public QAbstractTableModel {
  Q_OBJECT
 public:
  enum Column { Path, Requests, Share, Application, ColumnCount };
  static constexpr int kChoicesRole = Qt::UserRole;  ///< Of the last column: QStringList to choose from.

  PathsModel(TrafficStudy& study, const FarmDocument& document, QObject* parent = nullptr);

  const std::vector<StudiedPath>& paths() const { return paths_; }
  /// "24 000 requests belong to applications, 12 to none, 3 are ignored."
  QString summary() const;
  /// What choosing these words does: an application's name, or one of the words below.
  void choose(int row, const QString& words);
  static QString nobody();
  static QString ignored();
  static QString newApplication();

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;
  Qt::ItemFlags flags(const QModelIndex& index) const override;
  bool setData(const QModelIndex& index, const QVariant& value, int role = Qt::EditRole) override;

 public slots:
  void follow();

 signals:
  void refused(const QString& why);
  void changed();

 private:
  QString ownerText(const StudiedPath& path) const;
  QStringList choices(const StudiedPath& path) const;

  TrafficStudy& study_;
  const FarmDocument& document_;
  std::vector<StudiedPath> paths_;
};

}  // namespace headroom::gui
