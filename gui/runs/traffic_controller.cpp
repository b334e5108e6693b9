#include "gui/runs/traffic_controller.h"

#include <algorithm>
#include <new>
#include <thread>
#include <utility>

#include "gui/runs/courier.h"
#include "gui/runs/problem_text.h"

namespace headroom::gui {

/// Tells a job's news in the controller's thread. Of figures and progress only the newest waits; news of a job that was
/// cancelled is dropped there.
class TrafficController::Post final : public SurveyListener {
 public:
  Post(TrafficController& controller, std::uint64_t work)
      : controller_(controller),
        courier_(std::make_shared<News>(
            controller, [&controller, work] { return controller.work_ == work; },
            [&controller](const trace::TierFigures& figures) { emit controller.figuresReady(figures); },
            [&controller](const ReadingProgress& progress) { emit controller.progress(progress); })) {}

  void onFiles(std::vector<std::string> files) override {
    QStringList names;
    for (const std::string& file : files) names << QString::fromStdString(file);
    courier_->send([c = &controller_, names] { emit c->filesFound(names); });
  }
  void onPreview(std::size_t file, LogPreview preview) override {
    courier_->send([c = &controller_, file, preview = std::move(preview)] {
      emit c->previewReady(static_cast<int>(file), preview);
    });
  }
  void onFile(std::size_t file, trace::Counts counts) override {
    courier_->send(
        [c = &controller_, file, counts = std::move(counts)] { emit c->fileRead(static_cast<int>(file), counts); });
  }
  void onFileFailed(std::size_t file, Diagnostics problems) override {
    courier_->send([c = &controller_, file, problems = std::move(problems)] {
      emit c->fileFailed(static_cast<int>(file), problems);
    });
  }
  void onFigures(trace::TierFigures figures) override { courier_->tell(std::move(figures)); }
  void onProgress(ReadingProgress progress) override { courier_->tell(progress); }
  void onSurveyed(SurveyEnding ending) {
    courier_->send([c = &controller_, ending = std::move(ending)] {
      c->finish();
      if (!ending.problems.empty())
        emit c->failed(problemText(ending.problems));
      else
        emit c->surveyed();
    });
  }
  void onCalibrated(std::shared_ptr<const Result<CalibrationFound>> found) {
    courier_->send([c = &controller_, found = std::move(found)] {
      c->finish();
      if (!found->ok()) return emit c->failed(problemText(found->problems()));
      emit c->calibrated(std::shared_ptr<const CalibrationFound>(found, &found->value()));
    });
  }
  void onTrouble(const Diagnostics& problems) {
    courier_->send([c = &controller_, problems] {
      c->finish();
      emit c->failed(problemText(problems));
    });
  }

 private:
  using News = Courier<trace::TierFigures, ReadingProgress>;
  TrafficController& controller_;
  std::shared_ptr<News> courier_;
};

struct TrafficController::Job {
  Job(TrafficController& controller, std::uint64_t work) : post(controller, work) {}
  std::atomic<bool> stop{false};
  std::atomic<bool> over{false};
  Post post;
  std::thread thread;
};

TrafficController::TrafficController(QObject* parent) : QObject(parent) {}

TrafficController::~TrafficController() {
  if (job_) leaving_.push_back(std::move(job_));
  for (const auto& job : leaving_) job->stop = true;
  for (const auto& job : leaving_) job->thread.join();
}

void TrafficController::survey(const QStringList& names, const trace::ReadOptions& options) {
  if (isBusy()) cancel();
  std::vector<std::string> paths;
  for (const QString& name : names) paths.push_back(name.toStdString());
  launch(State::Surveying, [paths, options](Job& job) {
    SurveyEnding ending = surveyLogs(paths, options, job.stop, &ReadingMeter::Clock::now, job.post);
    job.post.onSurveyed(std::move(ending));
  });
}

bool TrafficController::calibrate(CalibrationWish wish) {
  if (isBusy()) return false;
  launch(State::Calibrating, [wish = std::move(wish)](Job& job) {
    auto found = calibrateJob(wish, job.stop, &ReadingMeter::Clock::now,
                              [&job](ReadingProgress progress) { job.post.onProgress(progress); });
    job.post.onCalibrated(std::make_shared<const Result<CalibrationFound>>(std::move(found)));
  });
  return true;
}

void TrafficController::cancel() {
  if (!job_) return;
  job_->stop = true;
  ++work_;
  leaving_.push_back(std::move(job_));
  enter(State::Idle);
  emit cancelled();
}

void TrafficController::launch(State state, std::function<void(Job&)> work) {
  sweep();
  job_ = std::make_unique<Job>(*this, ++work_);
  Job* job = job_.get();
  job->thread = std::thread([job, work = std::move(work)] {
    try {
      work(*job);
    } catch (const std::bad_alloc&) {
      job->post.onTrouble(problem("there is not enough memory for these logs", "take fewer of them, or a part"));
    }
    job->over = true;
  });
  enter(state);
}

void TrafficController::finish() {
  ++work_;
  leaving_.push_back(std::move(job_));
  sweep();
  enter(State::Idle);
}

void TrafficController::sweep() {
  std::erase_if(leaving_, [](const std::unique_ptr<Job>& job) {
    if (!job->over) return false;
    job->thread.join();
    return true;
  });
}

void TrafficController::enter(State state) {
  if (state == state_) return;
  state_ = state;
  emit stateChanged(state);
}

}  // namespace headroom::gui
