#include "gui/traffic/log_text.h"

#include <QLocale>
#include <cmath>

#include "engine/base/text.h"
#include "engine/results/figures.h"
#include "engine/trace/civil_time.h"

namespace headroom::gui {

QString safeText(const std::string& text) {
  return QString::fromStdString(printable(text));
}

QString safeTip(const std::string& text) {
  return "<qt>" + safeText(text).toHtmlEscaped() + "</qt>";
}

QString countText(std::uint64_t count) {
  return QLocale().toString(static_cast<qulonglong>(count));
}

QString percentText(double share) {
  const double percent = share * 100;
  return QLocale().toString(percent, 'f',
                            percent >= 99.95 || percent < 0.005 ? 0
                            : percent < 1                       ? 2
                                                                : 1) +
         QStringLiteral(" %");
}

QString utcText(std::int64_t ns) {
  QString text = QString::fromStdString(trace::utcText(ns));
  text.replace('T', ' ').chop(1);
  if (text.endsWith(QStringLiteral(".000"))) text.chop(4);
  return text;
}

QString fileName(const std::string& path) {
  return safeText(path.substr(path.find_last_of('/') + 1));
}

QString durationText(double seconds) {
  return QString::fromStdString(results::span(std::ceil(seconds)));
}

}  // namespace headroom::gui
