// What a user makes of some logs before they are replayed or calibrated with: everything about it but widgets.
#pragma once

#include <QObject>
#include <QStringList>
#include <optional>
#include <vector>

#include "engine/trace/survey.h"
#include "engine/workload/workload.h"
#include "gui/document/farm_document.h"
#include "gui/runs/traffic_controller.h"

namespace headroom::gui {

/// One log of the import.
struct StudiedLog {
  enum class State { Waiting, Reading, Read, Failed };
  std::string path;
  State state = State::Waiting;
  trace::Counts counts;  ///< Of the whole file once it is Read; before that of its first lines.
  LogPreview preview;
  Diagnostics problems;
};

/// A first path segment and whose it is.
struct StudiedPath {
  std::string segment;
  std::uint64_t requests = 0;              ///< That the filter takes.
  std::optional<std::string> application;  ///< By the farm's modules.
  bool partly = false;                     ///< Only some paths under the segment are the application's.
  bool ignored = false;
  bool operator==(const StudiedPath&) const = default;
};

/// Why a line or a file was not understood.
struct StudiedTrouble {
  Severity severity = Severity::Warning;
  std::string place;  ///< "access.log:17".
  std::string what;
};

/// Logs, how they are read, which of their requests count, and what is known of them so far. Changes of what counts are
/// applied to what was read; changes of how logs are read begin again.
class TrafficStudy : public QObject {
  Q_OBJECT
 public:
  static constexpr std::size_t kMostTroubles = 1'000;

  explicit TrafficStudy(FarmDocument& document, QObject* parent = nullptr);

  TrafficController& controller() { return controller_; }

  // What is read.
  void setNames(const QStringList& names);
  void addNames(const QStringList& names);
  void removeLog(std::size_t log);
  void setReading(const trace::ReadOptions& reading);
  const trace::ReadOptions& reading() const { return reading_; }
  void readAgain();
  void clear();

  // What is known.
  const std::vector<StudiedLog>& logs() const { return logs_; }
  const trace::SurveyFigures& figures() const { return figures_; }
  bool hasAll() const { return surveyed_; }
  std::uint64_t lines() const;
  std::uint64_t malformed() const;
  std::vector<StudiedTrouble> troubles() const;

  // What calibration knows beside the logs.
  const QStringList& counters() const { return counters_; }
  void setCounters(const QStringList& files);

  // Which requests count.
  const trace::RequestFilter& filter() const { return filter_; }
  void takeRobots(bool taken);
  void takeKind(trace::TrafficClass kind, bool taken);
  void ignore(const std::string& segment, bool ignored);
  /// nullopt: all of the time.
  const std::optional<workload::Window>& window() const { return window_; }
  void setWindow(std::optional<workload::Window> window);
  /// What the logs reach over, in whole seconds around it.
  workload::Window span() const;
  /// Requests that the filter and the window take; paths that no application has are among them.
  std::uint64_t selected() const;

  // Whose they are.
  std::vector<StudiedPath> paths() const;
  FarmDocument::Outcome assign(const std::string& segment, const std::string& application);
  FarmDocument::Outcome addApplication(const std::string& segment);

  // What can be done with them.
  /// Empty when a replay or a calibration can begin.
  QString whyNotReady() const;
  /// Whether the logs have times of the servers, and times to compare a replay with.
  bool hasServiceTimes() const { return figures_.withService > 0 || figures_.withDuration > 0; }
  bool hasTimes() const { return figures_.withDuration > 0 || figures_.withWait > 0; }
  QStringList usableLogs() const;
  workload::ReplayOptions replayOptions() const;
  CalibrationWish calibrationWish() const;

 signals:
  void logsChanged();
  void figuresChanged();
  /// The filter, the window, or the farm's applications.
  void choiceChanged();

 private:
  void connectController();
  void survey();
  std::size_t index(int file) const { return static_cast<std::size_t>(file); }

  FarmDocument& document_;
  TrafficController controller_;
  QStringList names_;
  trace::ReadOptions reading_;
  std::vector<StudiedLog> logs_;
  trace::SurveyFigures figures_;
  bool surveyed_ = false;
  trace::RequestFilter filter_;
  std::optional<workload::Window> window_;
  QStringList counters_;
};

}  // namespace headroom::gui
