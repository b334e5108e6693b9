#include "gui/traffic/lines_model.h"

#include <QFont>
#include <QGuiApplication>
#include <QPalette>

#include "gui/traffic/log_text.h"

namespace headroom::gui {
namespace {

QString milliseconds(std::int64_t ns) {
  if (ns < 0) return {};
  const double ms = static_cast<double>(ns) / 1e6;
  return decimalText(ms, ms < 10 && ms != static_cast<double>(static_cast<int>(ms)) ? 2 : 0);
}

/// Whom the request came from: behind a proxy the address it forwarded.
std::string clientOf(const PreviewLine& line) {
  return line.forwardedFor.empty() ? line.client : line.forwardedFor;
}

QString cellOf(const PreviewLine& line, int column) {
  if (column == LinesModel::Line) return QString::number(line.number);
  if (line.kind != PreviewLine::Kind::Request) return column == LinesModel::Path ? safeText(line.raw) : QString();
  switch (column) {
    case LinesModel::Time:
      return utcText(line.stampNs);
    case LinesModel::Client:
      return safeText(clientOf(line));
    case LinesModel::Method:
      return safeText(line.method);
    case LinesModel::Path:
      return safeText(line.target.empty() ? line.raw : line.target);
    case LinesModel::Status:
      return line.status == trace::Record::kNoStatus ? QString() : QString::number(line.status);
    case LinesModel::Duration:
      return line.durationNs ? milliseconds(*line.durationNs) : QString();
    case LinesModel::Bytes:
      return line.bytes && *line.bytes >= 0 ? countText(static_cast<std::uint64_t>(*line.bytes)) : QString();
    case LinesModel::Wait:
      return milliseconds(line.waitNs);
    case LinesModel::Service:
      return milliseconds(line.serviceNs);
    case LinesModel::User:
      return safeText(line.user);
    case LinesModel::Server:
      return safeText(line.server);
    case LinesModel::Tier:
      return safeText(line.tier);
    case LinesModel::Agent:
      return safeText(line.agent);
    default:
      return {};
  }
}

bool isNumber(int column) {
  return column == LinesModel::Line || column == LinesModel::Status || column == LinesModel::Duration ||
         column == LinesModel::Bytes || column == LinesModel::Wait || column == LinesModel::Service;
}

}  // namespace

void LinesModel::setPreview(LogPreview preview) {
  beginResetModel();
  preview_ = std::move(preview);
  endResetModel();
}

bool LinesModel::isUsed(int column) const {
  if (column <= Path) return true;
  return std::any_of(preview_.lines.begin(), preview_.lines.end(), [&](const PreviewLine& line) {
    const QString text = cellOf(line, column);
    return !text.isEmpty() && text != QStringLiteral("-");
  });
}

int LinesModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(preview_.lines.size());
}

int LinesModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : ColumnCount;
}

QVariant LinesModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid()) return {};
  const PreviewLine& line = preview_.lines[static_cast<std::size_t>(index.row())];
  const bool request = line.kind == PreviewLine::Kind::Request;
  switch (role) {
    case Qt::DisplayRole:
      if (index.column() == Time && !request)
        return line.kind == PreviewLine::Kind::Malformed ? tr("✕ not understood") : tr("no request");
      return cellOf(line, index.column());
    case Qt::ToolTipRole:
      return safeTip(line.raw.empty() ? line.target : line.raw);
    case Qt::TextAlignmentRole:
      return isNumber(index.column()) ? QVariant(Qt::AlignRight | Qt::AlignVCenter) : QVariant();
    case Qt::ForegroundRole:
      return request ? QVariant() : QVariant(QGuiApplication::palette().color(QPalette::PlaceholderText));
    case Qt::FontRole:
      if (line.kind == PreviewLine::Kind::Malformed && index.column() == Time) {
        QFont bold;
        bold.setBold(true);
        return bold;
      }
      return {};
    default:
      return {};
  }
}

QVariant LinesModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal) return {};
  if (role == Qt::TextAlignmentRole)
    return isNumber(section) ? QVariant(Qt::AlignRight | Qt::AlignVCenter) : QVariant(Qt::AlignLeft | Qt::AlignVCenter);
  if (role != Qt::DisplayRole) return {};
  switch (section) {
    case Line:
      return tr("line");
    case Time:
      return tr("time (UTC)");
    case Client:
      return tr("client");
    case Method:
      return tr("method");
    case Path:
      return tr("path");
    case Status:
      return tr("status");
    case Duration:
      return tr("took ms");
    case Bytes:
      return tr("bytes");
    case Wait:
      return tr("waited ms");
    case Service:
      return tr("server ms");
    case User:
      return tr("user");
    case Server:
      return tr("server");
    case Tier:
      return tr("front end");
    case Agent:
      return tr("user agent");
    default:
      return {};
  }
}

}  // namespace headroom::gui
