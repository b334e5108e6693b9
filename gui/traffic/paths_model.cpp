#include "gui/traffic/paths_model.h"

#include <QFont>
#include <QGuiApplication>
#include <QPalette>
#include <algorithm>
#include <map>

#include "gui/commands/traffic_edits.h"
#include "gui/traffic/log_text.h"

namespace headroom::gui {

PathsModel::PathsModel(TrafficStudy& study, const FarmDocument& document, QObject* parent)
    : QAbstractTableModel(parent), study_(study), document_(document) {
  connect(&study_, &TrafficStudy::figuresChanged, this, &PathsModel::follow);
  connect(&study_, &TrafficStudy::choiceChanged, this, &PathsModel::follow);
}

QString PathsModel::nobody() {
  return tr("– no application –");
}

QString PathsModel::ignored() {
  return tr("ignore these requests");
}

QString PathsModel::newApplication() {
  return tr("new application…");
}

void PathsModel::follow() {
  std::vector<StudiedPath> now = study_.paths();
  const bool settled = study_.hasAll();
  if (!settled && !paths_.empty()) {
    // Known rows first and where they were, new ones behind them.
    std::map<std::string, std::size_t> places;
    for (std::size_t i = 0; i < paths_.size(); ++i) places[paths_[i].segment] = i;
    std::stable_sort(now.begin(), now.end(), [&](const StudiedPath& a, const StudiedPath& b) {
      const auto place = [&](const StudiedPath& path) {
        const auto found = places.find(path.segment);
        return found == places.end() ? paths_.size() : found->second;
      };
      return place(a) < place(b);
    });
  }
  const bool same = now.size() == paths_.size() &&
                    std::equal(now.begin(), now.end(), paths_.begin(),
                               [](const StudiedPath& a, const StudiedPath& b) { return a.segment == b.segment; });
  if (same) {
    paths_ = std::move(now);
    if (!paths_.empty()) emit dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
  } else {
    beginResetModel();
    paths_ = std::move(now);
    endResetModel();
  }
  emit changed();
}

QString PathsModel::summary() const {
  std::uint64_t mapped = 0, unmapped = 0, ignored = 0;
  for (const StudiedPath& path : paths_)
    (path.ignored ? ignored : path.application ? mapped : unmapped) += path.requests;
  unmapped += study_.figures().otherSegments.taken(study_.filter());
  QString text = tr("%1 requests belong to applications, %2 to none").arg(countText(mapped), countText(unmapped));
  if (ignored > 0) text += tr(", %1 are ignored").arg(countText(ignored));
  if (study_.figures().segmentsError > 0)
    text += tr(" (counts of paths are too low by up to %1)").arg(countText(study_.figures().segmentsError));
  return text + '.';
}

void PathsModel::choose(int row, const QString& words) {
  if (row < 0 || row >= rowCount()) return;
  const StudiedPath path = paths_[static_cast<std::size_t>(row)];
  if (words == ownerText(path)) return;
  if (words == ignored()) return study_.ignore(path.segment, true);
  if (words == nobody()) return study_.ignore(path.segment, false);
  if (words != newApplication() && path.application && !path.partly && words == safeText(*path.application))
    return study_.ignore(path.segment, false);
  FarmDocument::Outcome outcome;
  if (words == newApplication()) {
    outcome = study_.addApplication(path.segment);
  } else {
    for (const farm::Application& application : document_.farm().applications) {
      if (safeText(application.name) != words) continue;
      outcome = study_.assign(path.segment, application.name);
      break;
    }
  }
  if (outcome.effect == FarmDocument::Effect::Refused) emit refused(outcome.reason);
}

QString PathsModel::ownerText(const StudiedPath& path) const {
  if (path.ignored) return ignored();
  if (!path.application) return nobody();
  return path.partly ? tr("%1, some paths").arg(safeText(*path.application)) : safeText(*path.application);
}

QStringList PathsModel::choices(const StudiedPath& path) const {
  QStringList words;
  for (const farm::Application& application : document_.farm().applications) words << safeText(application.name);
  if (!path.application) words.prepend(nobody());
  if (path.partly) words.prepend(ownerText({path.segment, path.requests, path.application, true, false}));
  words << ignored();
  if ((!path.application || path.partly) && whyNotAssignable(path.segment).isEmpty()) words << newApplication();
  return words;
}

int PathsModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(paths_.size());
}

int PathsModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : ColumnCount;
}

QVariant PathsModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid()) return {};
  const StudiedPath& path = paths_[static_cast<std::size_t>(index.row())];
  const bool special = path.segment == "(root)" || path.segment == "(none)";
  switch (role) {
    case Qt::DisplayRole:
    case Qt::EditRole:
      break;
    case Qt::ToolTipRole:
      return safeTip(path.segment);
    case Qt::TextAlignmentRole:
      if (index.column() == Requests || index.column() == Share) return QVariant(Qt::AlignRight | Qt::AlignVCenter);
      return {};
    case Qt::ForegroundRole:
      if (path.ignored || (index.column() == Application && !path.application))
        return QGuiApplication::palette().color(QPalette::PlaceholderText);
      return {};
    case kChoicesRole:
      return choices(path);
    default:
      return {};
  }
  switch (index.column()) {
    case Path:
      return path.segment == "(root)" ? tr("/ (start page)") : special ? tr("(no path)") : '/' + safeText(path.segment);
    case Requests:
      return countText(path.requests);
    case Share: {
      const std::uint64_t all = study_.figures().all.taken(study_.filter());
      return all == 0 ? QString() : percentText(static_cast<double>(path.requests) / static_cast<double>(all));
    }
    case Application:
      return ownerText(path);
    default:
      return {};
  }
}

QVariant PathsModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal) return {};
  const bool right = section == Requests || section == Share;
  if (role == Qt::TextAlignmentRole) return QVariant((right ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
  if (role != Qt::DisplayRole) return {};
  switch (section) {
    case Path:
      return tr("path");
    case Requests:
      return tr("requests");
    case Share:
      return tr("share");
    case Application:
      return tr("application");
    default:
      return {};
  }
}

Qt::ItemFlags PathsModel::flags(const QModelIndex& index) const {
  const Qt::ItemFlags flags = QAbstractTableModel::flags(index);
  return index.column() == Application ? flags | Qt::ItemIsEditable : flags;
}

bool PathsModel::setData(const QModelIndex& index, const QVariant& value, int role) {
  if (role != Qt::EditRole || index.column() != Application) return false;
  choose(index.row(), value.toString());
  return true;
}

}  // namespace headroom::gui
