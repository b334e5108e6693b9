#include "gui/charts/figure_model.h"

#include <QApplication>
#include <QColor>
#include <QFont>
#include <QPalette>

#include "gui/charts/style.h"

namespace headroom::gui {

namespace {

QString csvCell(QString text) {
  if (!text.isEmpty() && QStringLiteral("=+-@\t\r\n").contains(text.front())) {
    bool number = false;
    text.toDouble(&number);
    if (!number) text.prepend('\'');
  }
  static const QString kDangerous = QStringLiteral(",\";\r\n\t'");
  bool quote = false;
  for (const QChar c : text) quote = quote || kDangerous.contains(c);
  return quote ? '"' + text.replace('"', QStringLiteral("\"\"")) + '"' : text;
}

QString csvLine(const QStringList& cells) {
  QStringList safe;
  for (const QString& cell : cells) safe += csvCell(cell);
  return safe.join(',') + QStringLiteral("\r\n");
}

QColor colourOf(results::State state, bool dark) {
  switch (state) {
    case results::State::Ok:
      return dark ? QColor("#2fc79a") : QColor("#00724f");
    case results::State::Near:
      return dark ? QColor("#e69f00") : QColor("#8a5a00");
    case results::State::Over:
      return dark ? QColor("#ff8a5c") : QColor("#b23c00");
    case results::State::Idle:
    case results::State::Unknown:
      break;
  }
  return dark ? QColor("#a8adb4") : QColor("#57606a");
}

}  // namespace

void FigureModel::setSheet(FigureSheet sheet) {
  beginResetModel();
  sheet_ = std::move(sheet);
  endResetModel();
}

int FigureModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(sheet_.rows.size());
}

int FigureModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(sheet_.columns.size());
}

QVariant FigureModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid()) return {};
  const FigureCell& cell = sheet_.rows[static_cast<std::size_t>(index.row())][static_cast<std::size_t>(index.column())];
  const FigureColumn& column = sheet_.columns[static_cast<std::size_t>(index.column())];
  switch (role) {
    case Qt::DisplayRole:
      return cell.text;
    case Qt::ToolTipRole:
      return cell.tip.isEmpty() ? column.tip : cell.tip;
    case Qt::TextAlignmentRole:
      return QVariant::fromValue(Qt::Alignment(Qt::AlignVCenter | (column.right ? Qt::AlignRight : Qt::AlignLeft)));
    case Qt::ForegroundRole:
      return cell.state ? QVariant(colourOf(*cell.state, isDark(QApplication::palette()))) : QVariant();
    case Qt::FontRole:
      if (cell.state && *cell.state != results::State::Ok) {
        QFont bold = QApplication::font("QTableView");
        bold.setBold(true);
        return bold;
      }
      return {};
    case kSortRole:
      return cell.sort.isValid() ? cell.sort : QVariant(cell.text);
    case kPlainRole:
      return cell.plain.isEmpty() ? QStringList(cell.text) : cell.plain;
    default:
      return {};
  }
}

QVariant FigureModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal || section < 0 || section >= columnCount()) return {};
  const FigureColumn& column = sheet_.columns[static_cast<std::size_t>(section)];
  switch (role) {
    case Qt::DisplayRole:
      return column.title;
    case Qt::ToolTipRole:
      return column.tip;
    case Qt::TextAlignmentRole:
      return QVariant::fromValue(Qt::Alignment(Qt::AlignVCenter | (column.right ? Qt::AlignRight : Qt::AlignLeft)));
    case kPlainRole:
      return column.plainTitles.isEmpty() ? QStringList(column.title) : column.plainTitles;
    default:
      return {};
  }
}

QString toCsv(const QAbstractItemModel& model, const std::vector<int>& rows) {
  QStringList titles;
  for (int column = 0; column < model.columnCount(); ++column) {
    titles += model.headerData(column, Qt::Horizontal, FigureModel::kPlainRole).toStringList();
  }
  QString csv = csvLine(titles);
  const auto add = [&](int row) {
    QStringList cells;
    for (int column = 0; column < model.columnCount(); ++column) {
      cells += model.index(row, column).data(FigureModel::kPlainRole).toStringList();
    }
    csv += csvLine(cells);
  };
  if (rows.empty()) {
    for (int row = 0; row < model.rowCount(); ++row) add(row);
  } else {
    for (const int row : rows) add(row);
  }
  return csv;
}

}  // namespace headroom::gui
