// What a zone's balancer really does: every setting with its value and where the value comes from.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/balancing/presets.h"
#include "engine/base/time.h"
#include "engine/farm/farm.h"

namespace headroom::balancing {

/// Who said so. The farm file wins over the product's preset, which wins over Headroom's own default.
enum class From { BuiltIn, Preset, FarmFile };

template <class T>
struct Setting {
  T value{};
  From from = From::BuiltIn;
};

/// A setting as people read it.
struct SettingLine {
  std::string setting;  ///< As in the balancer block of a farm file: "health_check.interval".
  std::string value;    ///< As a farm file writes it, or "none", "off".
  From from = From::BuiltIn;
  std::string source;  ///< Of a preset value: document and section.
  Standing standing = Standing::Documented;
};

/// The settings in force of the balancer in front of one zone.
struct Settings {
  farm::Product product = farm::Product::Unspecified;
  Setting<std::string> algorithm;  ///< The product's own name, as the file writes it where it does.

  Setting<farm::HealthCheck::Kind> checkKind;
  Setting<std::string> checkPath;  ///< Empty: not stated.
  Setting<Duration> checkInterval;
  Setting<Duration> checkTimeout;  ///< Until a check without answer has failed.
  Setting<Duration> fastInterval;  ///< Between the first sign of a change and the verdict.
  Setting<Duration> downInterval;  ///< While a server is out.
  Setting<int> fall;
  Setting<int> rise;

  Setting<farm::PassiveCheck::Kind> passiveKind;
  Setting<int> maxFails;  ///< Kind FAILURES, as are the members' own.
  Setting<Duration> failTimeout;
  Setting<farm::Layer> observe;  ///< Kind OBSERVE.
  Setting<int> errorLimit;
  Setting<farm::PassiveCheck::OnError> onError;
  Setting<int> consecutiveErrors;  ///< Kind OUTLIER.
  Setting<Duration> outlierInterval;
  Setting<Duration> baseEjection;
  Setting<Duration> maxEjection;
  Setting<double> maxEjected;
  Setting<bool> alwaysEjectOne;
  Setting<std::optional<double>> panicThreshold;  ///< Nullopt: never; 0: when no server is healthy.

  Setting<std::optional<int>> retries;     ///< Further attempts; nullopt: every other server once.
  Setting<std::optional<int>> redispatch;  ///< nullopt: off; 0: the bare option.
  Setting<Duration> queueTimeout;          ///< Zero: no limit, as in the next ones.
  Setting<Duration> connectTimeout;
  Setting<Duration> serverTimeout;
  Setting<Duration> slowStart;  ///< Of members without one of their own; zero: none.

  Setting<farm::Persistence::Kind> persistence;
  Setting<std::string> cookie;
  Setting<int> tableSize;
  Setting<Duration> expiry;                 ///< Zero: until pushed out.
  Setting<std::optional<int>> maxRequests;  ///< On all servers at once; nullopt: no limit, as in the next two.
  Setting<std::optional<int>> maxRetries;   ///< In a further attempt at once.
  Setting<std::optional<int>> maxPending;   ///< Waiting for one of capacity.max_connections.
  Setting<int> workers;                     ///< Processes with counters and health state of their own.

  /// All of the above that have a meaning with the others as they are, in the order of the file format. Options of the
  /// algorithm stand among them when the file sets them.
  std::vector<SettingLine> lines;
};

/// Never fails: what is wrong with a farm is poolSpecOf()'s to say.
Settings settingsOf(const farm::Farm& farm, const farm::Zone& zone);

/// For tables: "round robin", "HAProxy leastconn".
std::string algorithmText(const Settings& settings);

/// "farm file", "preset of HAProxy 2.6: HAProxy 2.6 configuration manual, 5.2 inter", "default".
std::string originText(const SettingLine& line, farm::Product product);

}  // namespace headroom::balancing
