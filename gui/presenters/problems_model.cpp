#include "gui/presenters/problems_model.h"

#include <QColor>
#include <QIcon>
#include <QPainter>
#include <QPixmap>
#include <algorithm>

#include "engine/farm_file/farm_file.h"

namespace headroom::gui {
namespace {

QString q(const std::string& text) {
  return QString::fromStdString(text);
}

QColor colourOf(Severity severity) {
  switch (severity) {
    case Severity::Error:
      return {0xd5, 0x5e, 0x00};
    case Severity::Warning:
      return {0xe6, 0x9f, 0x00};
    case Severity::Info:
      return {0x56, 0xb4, 0xe9};
  }
  return {};
}

/// Shape as well as colour: a cross, a triangle, a dot.
QIcon iconOf(Severity severity) {
  constexpr int kSide = 48;
  QPixmap pixmap(kSide, kSide);
  pixmap.fill(Qt::transparent);
  QPainter painter(&pixmap);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(Qt::NoPen);
  painter.setBrush(colourOf(severity));
  if (severity == Severity::Warning) {
    painter.drawPolygon(QPolygon{QPoint(24, 6), QPoint(44, 42), QPoint(4, 42)});
  } else {
    painter.drawEllipse(6, 6, 36, 36);
  }
  if (severity == Severity::Error) {
    painter.setPen(QPen(Qt::white, 5, Qt::SolidLine, Qt::RoundCap));
    painter.drawLine(17, 17, 31, 31);
    painter.drawLine(31, 17, 17, 31);
  }
  return QIcon(pixmap);
}

QString wordOf(Severity severity) {
  switch (severity) {
    case Severity::Error:
      return ProblemsModel::tr("Error");
    case Severity::Warning:
      return ProblemsModel::tr("Warning");
    case Severity::Info:
      return ProblemsModel::tr("Note");
  }
  return {};
}

}  // namespace

void ProblemsModel::check(const farm::Farm& farm) {
  std::vector<ProblemRow> rows;
  for (const Diagnostic& diagnostic : farm_file::validate(farm)) {
    ProblemRow row{diagnostic.severity, q(diagnostic.what), q(diagnostic.remedy), q(diagnostic.rule), {}, {}};
    // A file problem quotes its object; show the one that is named there.
    for (const ObjectRef& ref : diagramObjects(farm)) {
      const QString title = titleOf(farm, ref);
      if (row.object || title.isEmpty()) continue;
      if (row.what.contains("'" + title + "'") || row.what.contains("\"" + title + "\"")) {
        row.object = ref;
        row.objectWords = title;
      }
    }
    rows.push_back(std::move(row));
  }
  for (const lint::Finding& finding : lint::check(farm)) {
    rows.push_back({finding.severity, q(finding.cause), q(finding.fix), q(finding.rule), q(finding.object),
                    objectNamed(farm, finding.object)});
  }
  std::stable_sort(rows.begin(), rows.end(),
                   [](const ProblemRow& a, const ProblemRow& b) { return a.severity < b.severity; });
  beginResetModel();
  rows_ = std::move(rows);
  endResetModel();
}

int ProblemsModel::count(Severity severity) const {
  return static_cast<int>(
      std::count_if(rows_.begin(), rows_.end(), [&](const ProblemRow& row) { return row.severity == severity; }));
}

std::map<ObjectRef, std::pair<int, bool>> ProblemsModel::perObject() const {
  std::map<ObjectRef, std::pair<int, bool>> counts;
  for (const ProblemRow& row : rows_) {
    if (!row.object || row.severity == Severity::Info) continue;
    auto& [count, severe] = counts[*row.object];
    ++count;
    severe = severe || row.severity == Severity::Error;
  }
  return counts;
}

int ProblemsModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(rows_.size());
}

int ProblemsModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : ColumnCount;
}

QVariant ProblemsModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid() || index.row() >= rowCount()) return {};
  const ProblemRow& row = rows_[static_cast<std::size_t>(index.row())];
  if (role == Qt::DecorationRole && index.column() == What) return iconOf(row.severity);
  if (role == Qt::AccessibleTextRole) return QString("%1: %2 %3").arg(wordOf(row.severity), row.what, row.fix);
  if (role == Qt::ToolTipRole) return QString("%1\n%2").arg(row.what, row.fix);
  if (role != Qt::DisplayRole) return {};
  switch (index.column()) {
    case What:
      return row.what;
    case Object:
      return row.objectWords;
    case Fix:
      return row.fix;
    case Rule:
      return row.rule;
    default:
      return {};
  }
}

QVariant ProblemsModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal || role != Qt::DisplayRole) return {};
  switch (section) {
    case What:
      return tr("Problem");
    case Object:
      return tr("Where");
    case Fix:
      return tr("What to do");
    case Rule:
      return tr("Rule");
    default:
      return {};
  }
}

}  // namespace headroom::gui
