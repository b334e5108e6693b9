// Properties of users who come by themselves: at which rate, how it goes up and down, in bursts, in batches.
#include "gui/commands/users_builder.h"

namespace headroom::gui::building {
namespace {

/// The arrivals of users or of sessions; null where somebody else says when they come.
farm::OpenLoad* arrivalsIn(farm::Users& users) {
  if (auto* open = std::get_if<farm::OpenLoad>(&users.load)) return open;
  auto* sessions = std::get_if<farm::SessionLoad>(&users.load);
  return sessions ? &sessions->begin : nullptr;
}

using Shown = std::function<bool(const farm::Farm&, const ObjectRef&)>;

/// Of arrivals of which `test` is true.
template <class Test>
Shown whoCome(Test test) {
  return [test](const farm::Farm& farm, const ObjectRef& ref) {
    const farm::OpenLoad* arrivals = farm::arrivalsOf(*usersIn(farm, ref.name));
    return arrivals != nullptr && test(*arrivals);
  };
}

/// A field of arrivals. `format(open)` gives the text, `parse(open, text)` sets the value or says why not.
template <class Format, class Parse>
UsersBuilder& field(UsersBuilder& builder, const char* key, const char* label, Format format, Parse parse) {
  return builder
      .custom(
          key, label,
          [format](const farm::Users& users) {
            const farm::OpenLoad* arrivals = farm::arrivalsOf(users);
            return arrivals ? format(*arrivals) : QString();
          },
          [parse](farm::Users& users, const QString& text) -> QString {
            farm::OpenLoad* arrivals = arrivalsIn(users);
            return arrivals ? parse(*arrivals, text.trimmed()) : notThisLoad();
          })
      .when(whoCome([](const farm::OpenLoad&) { return true; }));
}

QString curveText(const farm::OpenLoad& open) {
  QStringList lines;
  if (!open.curve) return {};
  for (const farm::CurvePoint& point : open.curve->points)
    lines << q(formatDuration(point.at) + " " + formatNumber(point.factor));
  return lines.join('\n');
}

/// Comments of points that stay where they are stay with them.
QString setCurve(farm::OpenLoad& open, const QString& text) {
  std::vector<farm::CurvePoint> points;
  for (const QString& line : text.split('\n', Qt::SkipEmptyParts)) {
    const QStringList parts = line.simplified().split(' ');
    if (parts.size() == 1 && parts.front().isEmpty()) continue;
    const auto at = parseDuration(parts.front().toStdString());
    const auto factor = parts.size() == 2 ? parseFraction(parts.back().toStdString()) : Result<double>(-1.0);
    if (!at || !factor || *factor < 0)
      return tr("“%1” is no time and factor, such as “8h 0.5”.").arg(line.simplified());
    farm::CurvePoint point;
    const std::size_t place = points.size();
    if (open.curve && place < open.curve->points.size() && open.curve->points[place].at == *at)
      point = open.curve->points[place];
    point.at = *at;
    point.factor = *factor;
    points.push_back(std::move(point));
  }
  if (points.empty()) return open.curve.reset(), QString();
  if (!open.curve) open.curve.emplace();
  open.curve->points = std::move(points);
  return {};
}

void addCurve(UsersBuilder& builder) {
  field(builder, "curve", "Load curve", curveText, setCurve)
      .help(
          "How the rate goes up and down: one line a bend with its time since the beginning of the measured part and a "
          "factor, such as “8h 0.5”. Straight lines in between. Empty: a steady rate.")
      .as(Entry::Paragraph);
  field(
      builder, "curve_period", "Curve repeats every",
      [](const farm::OpenLoad& open) {
        return open.curve && open.curve->period > Duration() ? q(formatDuration(open.curve->period)) : QString();
      },
      [](farm::OpenLoad& open, const QString& text) -> QString {
        const auto period = parseDuration(text.isEmpty() ? "0s" : text.toStdString());
        if (!period) return sentence(period.problems());
        if (!open.curve) return tr("There is no curve.");
        open.curve->period = *period;
        return {};
      })
      .help("Such as 24h; empty: it does not.")
      .when(whoCome([](const farm::OpenLoad& open) { return open.curve.has_value(); }));
}

/// Bursts as a calibration finds them.
void addBursts(UsersBuilder& builder) {
  field(
      builder, "bursts", "Burst dispersion",
      [](const farm::OpenLoad& open) { return q(formatNumber(open.bursts ? open.bursts->dispersion : 1)); },
      [](farm::OpenLoad& open, const QString& text) -> QString {
        bool isNumber = false;
        const double dispersion = text.toDouble(&isNumber);
        if (!isNumber || !(dispersion >= 1) || dispersion > 1e6) return tr("“%1” is not from 1 to 1000000.").arg(text);
        if (dispersion == 1) return open.bursts.reset(), QString();
        if (!open.bursts) open.bursts = farm::Bursts{1, Duration::wholeSeconds(1)};
        open.bursts->dispersion = dispersion;
        return {};
      })
      .help("Variance over mean of the number of arrivals in a long time. 1: independent arrivals (Poisson).");
  field(
      builder, "burst_time", "Burst time scale",
      [](const farm::OpenLoad& open) { return open.bursts ? q(formatDuration(open.bursts->timeScale)) : QString(); },
      [](farm::OpenLoad& open, const QString& text) -> QString {
        const auto time = parseDuration(text.toStdString());
        if (!time) return sentence(time.problems());
        if (time->ns() <= 0) return tr("Give a time above 0.");
        if (open.bursts) open.bursts->timeScale = *time;
        return {};
      })
      .help("After this time the rate has forgotten most of what it was.")
      .when(whoCome([](const farm::OpenLoad& open) { return open.bursts.has_value(); }));
}

void addBatches(UsersBuilder& builder) {
  const QStringList sizes{tr("geometric"), tr("all alike")};
  const auto inBatches = whoCome([](const farm::OpenLoad& open) { return open.batch.has_value(); });
  field(
      builder, "batch", "Come in groups of",
      [](const farm::OpenLoad& open) { return q(formatNumber(open.batch ? open.batch->mean : 1)); },
      [](farm::OpenLoad& open, const QString& text) -> QString {
        bool isNumber = false;
        const double mean = text.toDouble(&isNumber);
        if (!isNumber || !(mean >= 1) || mean > 10'000) return tr("“%1” is not from 1 to 10000.").arg(text);
        if (mean == 1) return open.batch.reset(), QString();
        if (!open.batch) open.batch.emplace();
        open.batch->mean = mean;
        return {};
      })
      .help("Mean number that come at the same moment. 1: each by itself.");
  field(
      builder, "batch_size", "Group sizes",
      [sizes](const farm::OpenLoad& open) {
        return open.batch ? sizes.value(static_cast<int>(open.batch->size)) : QString();
      },
      [sizes](farm::OpenLoad& open, const QString& text) -> QString {
        const qsizetype index = sizes.indexOf(text);
        if (index < 0) return tr("“%1” is none of: %2.").arg(text, sizes.join(", "));
        if (open.batch) open.batch->size = static_cast<farm::Batch::Size>(index);
        return {};
      })
      .choices([sizes](const farm::Farm&) { return sizes; })
      .when(inBatches);
}

/// Of the kind of load with this index, by the word for what begins.
void addRate(UsersBuilder& builder, const char* key, const char* label, std::size_t kind) {
  field(
      builder, key, label, [](const farm::OpenLoad& open) { return q(formatRate(open.rate)); },
      [](farm::OpenLoad& open, const QString& text) -> QString {
        const auto rate = parseRate(text.toStdString());
        if (!rate) return sentence(rate.problems());
        open.rate = *rate;
        return {};
      })
      .help("Such as 400/s or 24000/min; independent of each other (Poisson).")
      .when([kind](const farm::Farm& farm, const ObjectRef& ref) {
        return usersIn(farm, ref.name)->load.index() == kind;
      });
}

}  // namespace

void addArrivals(UsersBuilder& builder) {
  addRate(builder, "rate", "Pages", 0);
  addRate(builder, "begin_rate", "Sessions", 3);
  addCurve(builder);
  addBursts(builder);
  addBatches(builder);
}

}  // namespace headroom::gui::building
