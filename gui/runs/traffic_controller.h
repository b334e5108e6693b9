// Reads logs on a thread of its own and tells the window what is in them, in the window's thread.
#pragma once

#include <QObject>
#include <QString>
#include <QStringList>
#include <functional>
#include <memory>
#include <vector>

#include "gui/runs/calibration_job.h"
#include "gui/runs/log_survey.h"

namespace headroom::gui {

/// One survey or one calibration at a time. Methods are for the thread the controller lives in and return at once;
/// signals are emitted in that thread. cancel() is in force at once: nothing more is told of the work, the state is
/// Idle, and its thread ends within one request, one block of a file, or one step of a fit. Destroying the controller
/// waits for that.
class TrafficController : public QObject {
  Q_OBJECT
 public:
  enum class State { Idle, Surveying, Calibrating };
  Q_ENUM(State)

  explicit TrafficController(QObject* parent = nullptr);
  ~TrafficController() override;

  State state() const { return state_; }
  bool isBusy() const { return state_ != State::Idle; }

  /// Looks into files and folders. Whatever was going on is cancelled.
  void survey(const QStringList& names, const trace::ReadOptions& options);
  /// False and without effect unless Idle.
  bool calibrate(CalibrationWish wish);
  void cancel();

 signals:
  void stateChanged(headroom::gui::TrafficController::State state);
  /// The files behind the names, in the order in which they are read: `file` below counts in it.
  void filesFound(const QStringList& files);
  /// The first lines of a file and the format that was found, before the rest is read.
  void previewReady(int file, const headroom::gui::LogPreview& preview);
  /// A file is read to its end; fileFailed() comes instead where that was not possible, and the next file follows
  /// either way.
  void fileRead(int file, const headroom::trace::Counts& counts);
  void fileFailed(int file, const headroom::Diagnostics& problems);
  /// What all files read so far hold. Several times a second; a slow receiver gets the newest.
  void figuresReady(const headroom::trace::TierFigures& figures);
  void progress(const headroom::gui::ReadingProgress& progress);
  /// All files are read. The state is Idle afterwards.
  void surveyed();
  /// The answer to calibrate(). The state is Idle afterwards.
  void calibrated(std::shared_ptr<const headroom::gui::CalibrationFound> found);
  /// Every problem, one a line. The state is Idle afterwards.
  void failed(const QString& message);
  /// Tells that cancel() ended something; nothing more follows of that work.
  void cancelled();

 private:
  struct Job;
  class Post;

  void launch(State state, std::function<void(Job&)> work);
  void finish();
  /// Forgets cancelled jobs whose threads have ended.
  void sweep();
  void enter(State state);

  std::unique_ptr<Job> job_;                   ///< Empty when Idle.
  std::vector<std::unique_ptr<Job>> leaving_;  ///< Cancelled, on their way out.
  std::uint64_t work_ = 0;                     ///< Number of the present work: news of earlier ones is dropped.
  State state_ = State::Idle;
};

}  // namespace headroom::gui
