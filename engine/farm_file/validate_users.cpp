#include "engine/farm_file/validate_users.h"

#include <algorithm>
#include <cmath>

#include "engine/base/quantity.h"
#include "engine/base/text.h"
#include "engine/farm_file/limits.h"

namespace headroom::farm_file {
namespace {

void checkLogs(Checker& check, const Subject& subject, const farm::ReplayLoad& replay) {
  if (replay.logs.empty())
    check.error(subject, "replay", subject.words + " replay no log", "write replay { log: \"access.log\" }");
  for (std::size_t i = 0; i < replay.logs.size(); ++i) {
    const std::string& log = replay.logs[i];
    if (!log.empty() && printable(log) == log) continue;
    check.error(subject, "replay.log[" + std::to_string(i) + "]", "the log '" + log + "' is no file name",
                "name a file beside the farm file");
  }
}

void checkCurve(Checker& check, const Subject& subject, const std::string& field, const farm::Curve& curve) {
  check.atLeast(subject, field + ".period", curve.period, Duration{});
  if (curve.points.empty()) {
    check.error(subject, field, "the curve of " + subject.words + " has no points",
                "write point { at: \"8h\" factor: 1 }, one for each bend");
  }
  Duration before;
  for (std::size_t i = 0; i < curve.points.size(); ++i) {
    const farm::CurvePoint& point = curve.points[i];
    const Subject entry{"a point of the curve of " + subject.words,
                        subject.path + "." + field + ".point[" + std::to_string(i) + "]", &point.origin};
    check.range(entry, "factor", point.factor, 0, kMost);
    if (i == 0) {
      check.atLeast(entry, "at", point.at, Duration{});
    } else if (point.at < before) {
      check.error(entry, "at", entry.words + " is at " + formatDuration(point.at) + ", before the one in front of it",
                  "write the points in the order of time");
    }
    if (curve.period.ns() > 0 && point.at > curve.period) {
      check.error(entry, "at", entry.words + " is at " + formatDuration(point.at) + ", after the end of the period",
                  "place it within the " + formatDuration(curve.period) + ", or give a longer period");
    }
    before = std::max(before, point.at);
  }
}

void checkOpen(Checker& check, const Subject& subject, const std::string& field, const farm::OpenLoad& open) {
  check.range(subject, field + ".rate", open.rate.perSecond, 0, kMost);
  if (open.curve) checkCurve(check, subject, field + ".curve", *open.curve);
  if (open.bursts) {
    check.range(subject, field + ".bursts.dispersion", open.bursts->dispersion, 1, 1e6);
    check.atLeast(subject, field + ".bursts.time_scale", open.bursts->timeScale, kSmallest);
  }
  if (!open.batch) return;
  check.range(subject, field + ".batch.mean", open.batch->mean, 1, 10000);
  if (open.batch->size == farm::Batch::Size::Fixed && open.batch->mean != std::floor(open.batch->mean)) {
    check.error(subject, field + ".batch.mean",
                "batches of " + subject.words + " cannot all have " + formatNumber(open.batch->mean) + " pages",
                "give a whole number, or leave out size: FIXED");
  }
}

void checkRetry(Checker& check, const Subject& subject, const farm::Retry& retry) {
  check.range(subject, "retry.attempts", retry.attempts, 1, 100);
  check.atLeast(subject, "retry.backoff", retry.backoff, Duration{});
  check.range(subject, "retry.factor", retry.factor, 1, 100);
  check.atLeast(subject, "retry.longest", retry.longest, Duration{});
  check.range(subject, "retry.jitter", retry.jitter, 0, 1);
  if (!retry.budget) return;
  check.range(subject, "retry.budget.share", retry.budget->share, 0, 1000);
  check.range(subject, "retry.budget.per_second", retry.budget->perSecond.perSecond, 0, kMost);
  check.atLeast(subject, "retry.budget.window", retry.budget->window, kSmallest);
}

}  // namespace

void checkLoad(Checker& check, const Subject& subject, const farm::Users& users, const Names& applications) {
  if (const auto* open = std::get_if<farm::OpenLoad>(&users.load)) {
    checkOpen(check, subject, "open", *open);
  } else if (const auto* closed = std::get_if<farm::ClosedLoad>(&users.load)) {
    check.range(subject, "closed.population", static_cast<double>(closed->population), 0, kMost);
    check.law(subject, "closed.think", closed->think);
  } else if (const auto* replay = std::get_if<farm::ReplayLoad>(&users.load)) {
    checkLogs(check, subject, *replay);
  } else if (const auto* sessions = std::get_if<farm::SessionLoad>(&users.load)) {
    checkOpen(check, subject, "sessions.begin", sessions->begin);
    checkPages(check, subject, *sessions, applications);
  }
  check.range(subject, "requests_per_page", users.requestsPerPage, 1, 10000);
  check.range(subject, "addresses", static_cast<double>(users.addresses), 0, 2e9);
}

void checkPatience(Checker& check, const Subject& subject, const farm::Users& users) {
  check.atLeast(subject, "timeout", users.timeout, Duration{});
  if (users.retry) checkRetry(check, subject, *users.retry);
  if (!users.reload) return;
  check.atLeast(subject, "reload.after", users.reload->after, kSmallest);
  check.range(subject, "reload.probability", users.reload->probability, 0, 1);
  check.range(subject, "reload.most", users.reload->most, 1, 1000);
  if (users.timeout.ns() > 0 && users.reload->after >= users.timeout) {
    check.warning(subject, "reload.after",
                  subject.words + " would press reload after they have given up: their timeout comes first",
                  "reload before the timeout, or give a longer timeout");
  }
}

}  // namespace headroom::farm_file
