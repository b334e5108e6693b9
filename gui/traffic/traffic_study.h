// What a user makes of some logs before they are replayed or calibrated with: everything about it but widgets.
#pragma once

#include <QObject>
#include <QStringList>
#include <optional>
#include <vector>

#include "engine/trace/tier_survey.h"
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

/// A front end whose requests stand in the logs; a log that names none is the servers' own.
struct StudiedTier {
  std::string name;  ///< Empty: the servers' own logs.
  std::uint64_t requests = 0;
  bool inner = false;  ///< Its requests stand in the logs at another front end too.
  bool taken = false;
  bool operator==(const StudiedTier&) const = default;
};

/// Why a line or a file was not understood.
struct StudiedTrouble {
  Severity severity = Severity::Warning;
  std::string place;  ///< "access.log:17".
  std::string what;
};

/// Logs, how they are read, which of their requests count, and what is known of them so far. Changes of what counts are
/// applied to what was read; changes of how logs are read begin again. For the window's thread; the document must
/// outlive it.
class TrafficStudy : public QObject {
  Q_OBJECT
 public:
  static constexpr std::size_t kMostTroubles = 1'000;

  explicit TrafficStudy(FarmDocument& document, QObject* parent = nullptr);

  /// Who reads and calibrates, for its state, its progress and cancelling.
  TrafficController& controller() { return controller_; }

  // What is read. Each begins the reading and returns at once; a reading under way is cancelled.
  /// Files and folders instead of those before. What was chosen of their paths and front ends is forgotten.
  void setNames(const QStringList& names);
  /// Files and folders besides those before; each once.
  void addNames(const QStringList& names);
  /// By its place in logs(); one that there is not has no effect.
  void removeLog(std::size_t log);
  /// How all of them are read.
  void setReading(const trace::ReadOptions& reading);
  const trace::ReadOptions& reading() const { return reading_; }
  /// After a cancel, or when the files have grown.
  void readAgain();
  void clear();

  // What is known.
  /// In the order in which they are read; folders are their files.
  const std::vector<StudiedLog>& logs() const { return logs_; }
  /// Of the front ends that are taken.
  const trace::SurveyFigures& figures() const { return figures_; }
  /// Whether everything was read to its end.
  bool hasAll() const { return surveyed_; }
  /// Of the logs that were read to their end.
  std::uint64_t lines() const;
  std::uint64_t malformed() const;
  /// What was not understood, at most kMostTroubles and a log's.
  std::vector<StudiedTrouble> troubles() const;

  // What calibration knows beside the logs.
  /// Files of CPU counters.
  const QStringList& counters() const { return counters_; }
  void setCounters(const QStringList& files);

  // Which requests count.
  const trace::RequestFilter& filter() const { return filter_; }
  void takeRobots(bool taken);
  void takeKind(trace::TrafficClass kind, bool taken);
  /// Leaves out, or takes again, all requests under a first path segment; case is ignored.
  void ignore(const std::string& segment, bool ignored);
  /// nullopt: all of the time.
  const std::optional<workload::Window>& window() const { return window_; }
  void setWindow(std::optional<workload::Window> window);
  /// What the logs reach over, in whole seconds around it.
  workload::Window span() const;
  /// Requests that the filter and the window take; paths that no application has are among them.
  std::uint64_t selected() const;

  /// All front ends, those that are taken marked: the chosen ones, or the outermost as long as none is chosen.
  std::vector<StudiedTier> tiers() const;
  bool tiersAreChosen() const { return !tiers_.empty(); }
  /// Chooses one more front end or one less. Without the last one the outermost are taken again.
  void takeTier(const std::string& name, bool taken);
  /// What a user has to know about the front ends that are taken: that each request stands in the logs more than once
  /// and nothing was chosen, or that what was chosen counts requests twice. Empty: nothing.
  QString tierWarning() const;

  // Whose they are.
  std::vector<StudiedPath> paths() const;
  /// Makes the path the application's, or a new application for it: an undoable step of the document. Refused where
  /// the farm would be wrong.
  FarmDocument::Outcome assign(const std::string& segment, const std::string& application);
  FarmDocument::Outcome addApplication(const std::string& segment);

  // What can be done with them.
  /// Empty when a replay or a calibration can begin.
  QString whyNotReady() const;
  /// Whether the logs have times of the servers, and times to compare a replay with.
  bool hasServiceTimes() const { return figures_.withService > 0 || figures_.withDuration > 0; }
  bool hasTimes() const { return figures_.withDuration > 0 || figures_.withWait > 0; }
  /// Those that were read and hold requests.
  QStringList usableLogs() const;
  /// How to replay usableLogs() by what was chosen here.
  workload::ReplayOptions replayOptions() const;
  /// The same for a calibration of the document's farm.
  CalibrationWish calibrationWish() const;

 signals:
  /// A log was found, begun, read or failed.
  void logsChanged();
  /// More was read, or other front ends are taken.
  void figuresChanged();
  /// The filter, the window, or the farm's applications.
  void choiceChanged();

 private:
  void connectController();
  void survey();
  std::size_t index(int file) const { return static_cast<std::size_t>(file); }
  void setFigures(trace::TierFigures figures);
  std::vector<std::string> knownTiers() const;

  FarmDocument& document_;
  TrafficController controller_;
  QStringList names_;
  trace::ReadOptions reading_;
  std::vector<StudiedLog> logs_;
  trace::TierFigures byTier_;
  trace::SurveyFigures figures_;    ///< Of the tiers that are taken.
  std::vector<std::string> tiers_;  ///< Chosen; a name that the logs do not have (any more) is passed over.
  bool surveyed_ = false;
  trace::RequestFilter filter_;
  std::optional<workload::Window> window_;
  QStringList counters_;
};

}  // namespace headroom::gui
