// Writes the capacity report without stopping the window.
#pragma once

#include <QObject>
#include <QString>
#include <memory>
#include <optional>

#include "engine/farm/farm.h"
#include "engine/results/results.h"

namespace headroom::gui {

/// Writes one report at a time on a thread of its own. The file is replaced whole or not at all. Signals come in the
/// thread the exporter lives in; destroying a busy exporter waits until the file is whole.
class ReportExporter : public QObject {
  Q_OBJECT
 public:
  explicit ReportExporter(QObject* parent = nullptr);
  ~ReportExporter() override;

  bool isBusy() const;

  /// The format follows the ending of `path`: .html, .pdf, .json or .csv. Lint findings are those of `farm` now; the
  /// date is today. False and without effect while another report is being written.
  bool exportReport(const farm::Farm& farm, const results::RunResult& run,
                    const std::optional<results::PlanResult>& plan, const QString& path);

 signals:
  void finished(const QString& path);
  /// Names the file, the cause and what to do. The old file, if there was one, is untouched.
  void failed(const QString& message);

 private:
  class Worker;
  std::unique_ptr<Worker> worker_;
};

}  // namespace headroom::gui
