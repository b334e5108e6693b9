// Users: who asks, how often, and what they do when the answer does not come.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "engine/base/law.h"
#include "engine/base/quantity.h"
#include "engine/base/time.h"
#include "engine/farm/origin.h"

namespace headroom::farm {

/// The rate at one moment, as a multiple of the load's own.
struct CurvePoint {
  Duration at;  ///< Since the beginning of the measured part.
  double factor = 1;
  Comments comments;
  Origin origin;
  bool operator==(const CurvePoint&) const = default;
};

/// How a rate goes up and down: straight lines between points, which never go back in time; two at one moment are a
/// jump. Before the first and after the last point the rate stays, unless it repeats.
struct Curve {
  Duration period;  ///< Zero: it does not repeat.
  std::vector<CurvePoint> points;
  bool operator==(const Curve&) const = default;
};

/// Arrivals that come in bursts: a Poisson process whose rate switches between two values at random (MMPP), given by
/// what can be measured of it.
struct Bursts {
  double dispersion = 1;  ///< Variance over mean of the number of arrivals in a long time; 1: Poisson.
  Duration timeScale;     ///< After so long the rate has forgotten 1 - 1/e of what it was.
  bool operator==(const Bursts&) const = default;
};

/// Pages that are opened at one moment, by different people.
struct Batch {
  enum class Size { Geometric, Fixed };
  double mean = 1;
  Size size = Size::Geometric;
  bool operator==(const Batch&) const = default;
};

/// Poisson arrivals of pages, unless something is said about them.
struct OpenLoad {
  Rate rate;  ///< Pages per second.
  std::optional<Curve> curve{};
  std::optional<Bursts> bursts{};  ///< Of the moments at which pages, or batches of them, are opened.
  std::optional<Batch> batch{};
  bool operator==(const OpenLoad&) const = default;
};
/// A fixed number of people who think between pages.
struct ClosedLoad {
  std::int64_t population = 0;
  Law think;
  bool operator==(const ClosedLoad&) const = default;
};
/// Arrivals of recorded logs; paths are relative to the farm file.
struct ReplayLoad {
  std::vector<std::string> logs;
  bool operator==(const ReplayLoad&) const = default;
};

/// At most so many repetitions for so many requests, over all these users together: a bucket of tokens that expire, as
/// Finagle's RetryBudget (twitter.github.io/finagle, "Retry Budgets") with its defaults.
struct RetryBudget {
  double share = 0.2;                            ///< Repetitions for each request of the last `window`, 0…1000.
  Rate perSecond{10};                            ///< Allowed whatever the share gives.
  Duration window = Duration::wholeSeconds(10);  ///< So long a request counts.
  bool operator==(const RetryBudget&) const = default;
};

/// What a client program does by itself about an attempt that failed.
struct Retry {
  int attempts = 3;                                ///< Of a request, the first one included.
  bool onTimeout = true;                           ///< No answer within the users' timeout, or a balancer's 504.
  bool onUnavailable = true;                       ///< 503: a full pool, or no server.
  bool onRefused = true;                           ///< The connection was refused or broke.
  bool onError = false;                            ///< 500: a call or transaction of the application failed.
  Duration backoff = Duration::milliseconds(100);  ///< Before the second attempt;
  double factor = 2;                               ///< so many times as long before each further one,
  Duration longest = Duration::wholeSeconds(20);   ///< up to this.
  double jitter = 1;  ///< Share of each pause that is random, 0…1; 1: from nothing to the whole ("full jitter").
  std::optional<RetryBudget> budget;  ///< Absent: no limit.
  bool operator==(const Retry&) const = default;
};

/// People who press reload. The request they no longer wait for goes on.
struct Reload {
  Duration after = Duration::wholeSeconds(5);  ///< Since the page was asked for the last time.
  double probability = 1;                      ///< That somebody who waits so long does it.
  int most = 3;                                ///< Times for one page.
  bool operator==(const Reload&) const = default;
};

/// Where somebody goes from a page.
struct NextPage {
  std::string page;
  double probability = 0;
  Comments comments;
  Origin origin;
  bool operator==(const NextPage&) const = default;
};

/// A page that people visit in a session. What the probabilities of `next` leave to 1 is that of leaving.
struct SessionPage {
  std::string name;
  std::string application;  ///< Empty: that of the users.
  int requests = 1;         ///< Sent in parallel.
  Law think;                ///< Between its answers and the next page.
  double entry = 0;         ///< Probability that a session begins here; no page has any: they begin with the first.
  std::vector<NextPage> next;
  Comments comments;
  Origin origin;
  bool operator==(const SessionPage&) const = default;
};

/// Sessions that begin at a rate, pass through pages as a Markov chain and end.
struct SessionLoad {
  OpenLoad begin;  ///< Of sessions.
  std::vector<SessionPage> pages;
  bool operator==(const SessionLoad&) const = default;
};

struct Users {
  std::string name;
  std::string application;
  std::string segment;
  std::variant<OpenLoad, ClosedLoad, ReplayLoad, SessionLoad> load;
  int requestsPerPage = 1;     ///< Requests a page sends in parallel; a closed user thinks when all are answered.
  std::int64_t addresses = 0;  ///< Network addresses they come from; 0: each person has one of their own.
  Duration timeout;            ///< An attempt is given up; the server works on. 0: never.
  std::optional<Retry> retry;  ///< Absent: one attempt.
  std::optional<Reload> reload;
  std::optional<Position> position;
  Comments comments;
  Origin origin;
  bool operator==(const Users&) const = default;
};

/// Mean number of visits to each page in a session: row vector of entries times the fundamental matrix (I - P)^-1 of
/// the absorbing chain (Kemeny & Snell, Finite Markov Chains, 1960, theorem 3.2.4). Unknown next pages count as
/// leaving. Empty when some session may never end.
std::vector<double> visitsOf(const SessionLoad& load);

/// Probability that a session begins with each page.
std::vector<double> entriesOf(const SessionLoad& load);

/// Mean pages and requests per second that users without limits of their own ask an application for, at the given
/// factor of a curve; closed users and logs: nothing.
struct Demand {
  std::string application;
  double requestsPerSecond = 0;
};
std::vector<Demand> demandsOf(const Users& users, double curveFactor);

/// The applications they open, each once.
std::vector<std::string> applicationsOf(const Users& users);

/// The arrivals of open users or sessions; null for others.
const OpenLoad* arrivalsOf(const Users& users);

/// The largest factor of a curve; 1 without points.
double peakOf(const Curve& curve);

/// The mean factor of a curve that repeats, else where it ends; 1 without points.
double meanOf(const Curve& curve);

}  // namespace headroom::farm
