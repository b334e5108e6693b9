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
  /// The files behind the names, in the order in which they are read; the numbers below are their places here.
  void filesFound(const QStringList& files);
  /// The reading of a file begins.
  void previewReady(int file, const headroom::gui::LogPreview& preview);
  void fileRead(int file, const headroom::trace::Counts& counts);
  void fileFailed(int file, const headroom::Diagnostics& problems);
  /// Of all that was read so far, several times a second; of a slow receiver's backlog only the newest.
  void figuresReady(const headroom::trace::TierFigures& figures);
  void progress(const headroom::gui::ReadingProgress& progress);
  /// All was read. The state is Idle.
  void surveyed();
  /// A calibration has its answer. The state is Idle.
  void calibrated(std::shared_ptr<const headroom::gui::CalibrationFound> found);
  /// Every problem, one a line. The state is Idle afterwards.
  void failed(const QString& message);
  /// By cancel(), in the same call.
  void cancelled();

 private:
  struct Job;
  class Post;

  void launch(State state, std::function<void(Job&)> work);
  void finish();
  void sweep();
  void enter(State state);

  std::unique_ptr<Job> job_;                   ///< Empty when Idle.
  std::vector<std::unique_ptr<Job>> leaving_;  ///< Cancelled, on their way out.
  std::uint64_t work_ = 0;                     ///< Number of the present work: news of earlier ones is dropped.
  State state_ = State::Idle;
};

}  // namespace headroom::gui
