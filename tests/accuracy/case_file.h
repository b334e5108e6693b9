// The reference cases as values: models with figures that are known.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "engine/analytic/network_model.h"
#include "engine/base/error.h"

namespace headroom::accuracy {

/// One known figure. Qualifiers say which one of a kind: the value at `time`, of the law at `n`, and so on.
struct Expected {
  std::string metric;
  std::string scope;
  double value = 0;
  std::string fate;  ///< Instead of a value: what became of a traced request, such as "lost".
  double relPrecision = 1e-12;
  bool published = false;  ///< A printed figure: agree within one unit of its last place.
  double printedUlp = 0;
  std::optional<double> population, n, k, servers, load, demand, time;
  bool finiteSize = false;  ///< The value is a limit that finite systems approach.

  /// scope/metric[name=value]…, as results name it.
  std::string key() const;
};

/// Machines that fail and are repaired, without requests.
struct MachineFarm {
  int servers = 0;
  double meanToFailure = 0;
  double meanToRepair = 0;
  int repairers = 1;
};

/// A closed class given by its demands alone.
struct ClosedDemands {
  int population = 0;
  double think = 0;
  std::vector<double> demands;
};

struct AccuracyCase {
  enum class Analytic { Exact, Approximate, None };
  std::string id;
  std::string title;
  std::string family;
  std::string level;
  std::vector<std::string> features;  ///< What it needs beyond FIFO queues.
  std::optional<analytic::NetworkModel> network;
  std::optional<MachineFarm> farm;
  std::optional<ClosedDemands> closed;
  Analytic analytic = Analytic::None;
  double analyticTolerance = 0.1;  ///< Of an approximation.
  std::string simulation;          ///< full, long, optional, replications, exact or none.
  std::vector<Expected> expected;
};

/// A table as far as it can be read.
struct CaseTable {
  std::vector<AccuracyCase> cases;
  std::vector<std::string> unreadable;  ///< Ids of cases with unknown words or missing fields,
  Diagnostics problems;                 ///< and what is wrong with each.
};

/// Reads a table of cases. A case that cannot be read does not hide the others; a file that is no table is a problem.
Result<CaseTable> readCases(const std::filesystem::path& file);
Result<CaseTable> parseCases(const std::string& text, const std::string& name);

}  // namespace headroom::accuracy
