#include "gui/traffic/log_text.h"

#include <QCoreApplication>
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

QString tierName(const std::string& name) {
  return name.empty() ? QCoreApplication::translate("TrafficImport", "the servers’ own logs") : safeText(name);
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
