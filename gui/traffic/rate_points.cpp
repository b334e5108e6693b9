#include "gui/traffic/rate_points.h"

#include <QCoreApplication>
#include <algorithm>

#include "engine/results/figures.h"
#include "engine/trace/civil_time.h"
#include "gui/traffic/log_text.h"

namespace headroom::gui {
namespace {

constexpr double kNsPerSecond = 1e9;
constexpr std::int64_t kDayNs = trace::kSecondsPerDay * trace::kNsPerSecond;

QString tr(const char* text) {
  return QCoreApplication::translate("TrafficImport", text);
}

RateDrawing::Peak peakOf(const trace::RequestRates::Peak& peak, std::int64_t originNs) {
  constexpr std::int64_t kMinuteNs = 60 * trace::kNsPerSecond;
  const double from = static_cast<double>(peak.startNs - originNs) / kNsPerSecond;
  const QString rate = QString::fromStdString(results::rounded(peak.perSecond()));
  const QString when = utcText(peak.startNs).mid(11, 5);
  const QString label = peak.widthNs == kMinuteNs
                            ? tr("peak minute of arrivals, %1 UTC: %2/s").arg(when, rate)
                            : tr("peak of arrivals, %1 UTC: %2/s over %3")
                                  .arg(utcText(peak.startNs).left(16), rate,
                                       durationText(static_cast<double>(peak.widthNs) / kNsPerSecond));
  return {from, from + static_cast<double>(peak.widthNs) / kNsPerSecond, label};
}

}  // namespace

std::int64_t rateOriginNs(const TrafficStudy& study) {
  const std::int64_t from = study.span().fromNs;
  return from / kDayNs * kDayNs - (from % kDayNs < 0 ? kDayNs : 0);
}

RateDrawing rateDrawing(const TrafficStudy& study, int most) {
  RateDrawing drawing;
  const trace::RequestRates& rates = study.figures().rates;
  if (rates.bins.empty()) {
    drawing.empty = study.logs().empty() ? tr("Drop access logs here, or add files or a folder.")
                    : study.hasAll()     ? tr("There is no request with a time in these files.")
                                         : tr("Reading…");
    return drawing;
  }
  const workload::Window span = study.span();
  const std::int64_t origin = rateOriginNs(study);
  const auto seconds = [&](std::int64_t ns) { return static_cast<double>(ns - origin) / kNsPerSecond; };
  drawing.from = seconds(span.fromNs);
  drawing.to = seconds(span.toNs);
  const std::int64_t bins = (span.toNs - span.fromNs) / rates.widthNs;
  const std::int64_t perStep = (bins + most - 1) / most;
  std::vector<std::uint64_t> steps(static_cast<std::size_t>((bins + perStep - 1) / perStep));
  for (const trace::RequestRates::Bin& bin : rates.bins) {
    const std::int64_t number = (bin.startNs - span.fromNs) / rates.widthNs;
    steps[static_cast<std::size_t>(number / perStep)] += bin.requests.taken(study.filter());
  }
  const double width = static_cast<double>(perStep * rates.widthNs) / kNsPerSecond;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const double start = drawing.from + static_cast<double>(i) * width, end = std::min(start + width, drawing.to);
    const double rate = end > start ? static_cast<double>(steps[i]) / (end - start) : 0;
    drawing.points << QPointF(start, rate) << QPointF(end, rate);
  }
  if (const auto peak = rates.peak(study.filter()); peak.requests > 0) drawing.peak = peakOf(peak, origin);
  drawing.timeTitle = tr("time since %1 00:00 UTC").arg(utcText(origin).left(10));
  return drawing;
}

}  // namespace headroom::gui
