#include "gui/runs/traffic_controller.h"

#include <QMetaObject>
#include <algorithm>
#include <mutex>
#include <new>
#include <optional>
#include <thread>
#include <utility>

#include "gui/runs/problem_text.h"

namespace headroom::gui {

struct TrafficController::Job {
  std::atomic<bool> stop{false};
  std::atomic<bool> over{false};
  std::thread thread;
  std::shared_ptr<Post> post;
};

/// Carries a job's news into the controller's thread. Of figures and progress only the newest waits. News of a job that
/// was cancelled is dropped there.
class TrafficController::Post final : public SurveyListener, public std::enable_shared_from_this<Post> {
 public:
  Post(TrafficController& controller, std::uint64_t work) : controller_(controller), work_(work) {}

  void onFiles(std::vector<std::string> files) override {
    QStringList names;
    for (const std::string& file : files) names << QString::fromStdString(file);
    send([this, names] { emit controller_.filesFound(names); });
  }
  void onPreview(std::size_t file, LogPreview preview) override {
    send(
        [this, file, preview = std::move(preview)] { emit controller_.previewReady(static_cast<int>(file), preview); });
  }
  void onFile(std::size_t file, trace::Counts counts) override {
    send([this, file, counts = std::move(counts)] { emit controller_.fileRead(static_cast<int>(file), counts); });
  }
  void onFileFailed(std::size_t file, Diagnostics problems) override {
    send([this, file, problems = std::move(problems)] {
      emit controller_.fileFailed(static_cast<int>(file), problems);
    });
  }
  void onFigures(trace::SurveyFigures figures) override {
    const std::lock_guard lock(mutex_);
    figures_ = std::move(figures);
    announce();
  }
  void onProgress(ReadingProgress progress) override {
    const std::lock_guard lock(mutex_);
    progress_ = progress;
    announce();
  }
  void onSurveyed(SurveyEnding ending) {
    send([this, ending = std::move(ending)] {
      controller_.finish();
      if (!ending.problems.empty())
        emit controller_.failed(problemText(ending.problems));
      else
        emit controller_.surveyed();
    });
  }
  void onCalibrated(std::shared_ptr<const Result<CalibrationFound>> found) {
    send([this, found = std::move(found)] {
      controller_.finish();
      if (!found->ok()) return emit controller_.failed(problemText(found->problems()));
      emit controller_.calibrated(std::shared_ptr<const CalibrationFound>(found, &found->value()));
    });
  }
  void onTrouble(const Diagnostics& problems) {
    send([this, problems] {
      controller_.finish();
      emit controller_.failed(problemText(problems));
    });
  }

 private:
  template <class Call>
  void send(Call call) {
    QMetaObject::invokeMethod(
        &controller_,
        [self = shared_from_this(), call = std::move(call)] {
          if (self->controller_.work_ == self->work_) call();
        },
        Qt::QueuedConnection);
  }
  void announce() {
    if (std::exchange(announced_, true)) return;
    send([this] { deliver(); });
  }
  void deliver() {
    std::unique_lock lock(mutex_);
    announced_ = false;
    const auto figures = std::exchange(figures_, std::nullopt);
    const auto progress = std::exchange(progress_, std::nullopt);
    lock.unlock();
    if (figures) emit controller_.figuresReady(*figures);
    if (progress) emit controller_.progress(*progress);
  }

  TrafficController& controller_;
  std::uint64_t work_;
  std::mutex mutex_;
  bool announced_ = false;
  std::optional<trace::SurveyFigures> figures_;
  std::optional<ReadingProgress> progress_;
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
    SurveyEnding ending = surveyLogs(paths, options, job.stop, &ReadingMeter::Clock::now, *job.post);
    job.post->onSurveyed(std::move(ending));
  });
}

bool TrafficController::calibrate(CalibrationWish wish) {
  if (isBusy()) return false;
  launch(State::Calibrating, [wish = std::move(wish)](Job& job) {
    auto found = calibrateJob(wish, job.stop, &ReadingMeter::Clock::now,
                              [&job](ReadingProgress progress) { job.post->onProgress(progress); });
    job.post->onCalibrated(std::make_shared<const Result<CalibrationFound>>(std::move(found)));
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
  job_ = std::make_unique<Job>();
  Job* job = job_.get();
  job->post = std::make_shared<Post>(*this, ++work_);
  job->thread = std::thread([job, work = std::move(work)] {
    try {
      work(*job);
    } catch (const std::bad_alloc&) {
      job->post->onTrouble(problem("there is not enough memory for these logs", "take fewer of them, or a part"));
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
