#include "gui/runs/report_exporter.h"

#include <QDate>
#include <QMetaObject>
#include <functional>
#include <new>
#include <thread>
#include <utility>

#include "engine/lint/lint.h"
#include "engine/report/report.h"
#include "gui/runs/problem_text.h"

namespace headroom::gui {

class ReportExporter::Worker {
 public:
  explicit Worker(std::function<void()> work) : thread_(std::move(work)) {}
  ~Worker() { thread_.join(); }

 private:
  std::thread thread_;
};

namespace {

/// Empty when the file was written.
QString write(report::Study& study, const std::string& path) {
  try {
    study.findings = lint::check(study.farm);
    const Outcome written = report::write(study, path);
    return written ? QString() : problemText(written.problems());
  } catch (const std::bad_alloc&) {
    return problemText(problem("there is not enough memory for the report", "close other programs", {path, 0, 0}));
  }
}

}  // namespace

ReportExporter::ReportExporter(QObject* parent) : QObject(parent) {}

ReportExporter::~ReportExporter() = default;

bool ReportExporter::isBusy() const {
  return worker_ != nullptr;
}

bool ReportExporter::exportReport(const farm::Farm& farm, const results::RunResult& run,
                                  const std::optional<results::PlanResult>& plan, const QString& path) {
  if (isBusy()) return false;
  report::Study study;
  study.farm = farm;
  study.run = run;
  study.plan = plan;
  study.date = QDate::currentDate().toString(Qt::ISODate).toStdString();
  worker_ = std::make_unique<Worker>([this, study = std::move(study), path]() mutable {
    const QString problems = write(study, path.toStdString());
    QMetaObject::invokeMethod(
        this,
        [this, path, problems] {
          worker_.reset();
          if (problems.isEmpty()) {
            emit finished(path);
          } else {
            emit failed(problems.contains(path) ? problems : tr("%1: %2").arg(path, problems));
          }
        },
        Qt::QueuedConnection);
  });
  return true;
}

}  // namespace headroom::gui
