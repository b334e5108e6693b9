// Properties of users: what they send, when, and what they do when no answer comes.
#include "gui/commands/property_builder.h"

namespace headroom::gui::building {
namespace {

QStringList loadNames() {
  return {tr("arrivals per second"), tr("people with think time"), tr("recorded logs"), tr("sessions")};
}

std::function<bool(const farm::Farm&, const ObjectRef&)> loadIs(std::size_t index) {
  return
      [index](const farm::Farm& farm, const ObjectRef& ref) { return usersIn(farm, ref.name)->load.index() == index; };
}

farm::OpenLoad* openOf(farm::Users& users) {
  return std::get_if<farm::OpenLoad>(&users.load);
}
farm::ClosedLoad* closedOf(farm::Users& users) {
  return std::get_if<farm::ClosedLoad>(&users.load);
}

QString setLoadKind(farm::Users& users, const QString& value) {
  const qsizetype index = loadNames().indexOf(value);
  if (index < 0) return tr("“%1” is none of: %2.").arg(value, loadNames().join(", "));
  if (static_cast<std::size_t>(index) == users.load.index()) return {};
  if (index == 0) users.load = farm::OpenLoad{Rate{10}};
  if (index == 1) users.load = farm::ClosedLoad{100, {Law::Kind::Exponential, Duration::wholeSeconds(20), 0.0}};
  if (index == 2) users.load = farm::ReplayLoad{.logs = {"access.log"}};
  if (index == 3) {
    farm::SessionPage page;
    page.name = "Start";
    users.load = farm::SessionLoad{farm::OpenLoad{Rate{1}}, {page}};
  }
  return {};
}

QString notThisLoad() {
  return tr("These users have another kind of load.");
}

template <class B>
void addLoad(B& builder) {
  builder.group(tr("Load"))
      .custom(
          "load", "Comes as", [](const auto& o) { return loadNames().value(static_cast<int>(o.load.index())); },
          setLoadKind)
      .choices([](const farm::Farm&) { return loadNames(); })
      .custom(
          "rate", "Pages",
          [](const auto& o) {
            const auto* open = std::get_if<farm::OpenLoad>(&o.load);
            return open ? q(formatRate(open->rate)) : QString();
          },
          [](auto& o, const QString& value) -> QString {
            const auto rate = parseRate(value.trimmed().toStdString());
            if (!rate) return sentence(rate.problems());
            if (!openOf(o)) return notThisLoad();
            openOf(o)->rate = *rate;
            return {};
          })
      .help("Such as 400/s or 24000/min; independent of each other (Poisson).")
      .when(loadIs(0))
      .custom(
          "population", "People",
          [](const auto& o) {
            const auto* closed = std::get_if<farm::ClosedLoad>(&o.load);
            return closed ? QString::number(closed->population) : QString();
          },
          [](auto& o, const QString& value) -> QString {
            bool isNumber = false;
            const qlonglong people = value.toLongLong(&isNumber);
            if (!isNumber || people < 0 || people > 100'000'000) return tr("“%1” is no number of people.").arg(value);
            if (!closedOf(o)) return notThisLoad();
            closedOf(o)->population = people;
            return {};
          })
      .as(Entry::Whole)
      .range(0, 100'000'000)
      .when(loadIs(1))
      .custom(
          "think", "Think time",
          [](const auto& o) {
            const auto* closed = std::get_if<farm::ClosedLoad>(&o.load);
            return closed ? q(formatLaw(closed->think, Law::Kind::Exponential)) : QString();
          },
          [](auto& o, const QString& value) -> QString {
            const auto law = parseLaw(value.trimmed().toStdString(), Law::Kind::Exponential);
            if (!law) return sentence(law.problems());
            if (!closedOf(o)) return notThisLoad();
            closedOf(o)->think = *law;
            return {};
          })
      .help("Between two pages, such as 20s.")
      .when(loadIs(1))
      .custom(
          "logs", "Logs",
          [](const auto& o) {
            QStringList words;
            if (const auto* replay = std::get_if<farm::ReplayLoad>(&o.load)) {
              for (const std::string& log : replay->logs) words << q(log);
            }
            return words.join("\n");
          },
          [](auto& o, const QString& value) -> QString {
            auto* replay = std::get_if<farm::ReplayLoad>(&o.load);
            if (!replay) return notThisLoad();
            std::vector<std::string> logs;
            for (const QString& line : value.split('\n', Qt::SkipEmptyParts)) {
              if (line.trimmed().isEmpty()) continue;
              if (QString why = whyNoLine(line.trimmed()); !why.isEmpty()) return why;
              logs.push_back(line.trimmed().toStdString());
            }
            if (logs.empty()) return tr("Name at least one log, such as access.log.");
            replay->logs = logs;
            return {};
          })
      .help("One file a line, relative to the farm file. Drop access logs on the window to replay them.")
      .as(Entry::Paragraph)
      .when(loadIs(2));
}

bool comesInBursts(const farm::Farm& farm, const ObjectRef& ref) {
  const auto* open = std::get_if<farm::OpenLoad>(&usersIn(farm, ref.name)->load);
  return open != nullptr && open->bursts.has_value();
}

/// Bursts as a calibration finds them.
template <class B>
void addBursts(B& builder) {
  builder
      .custom(
          "bursts", "Burst dispersion",
          [](const auto& o) {
            const auto* open = std::get_if<farm::OpenLoad>(&o.load);
            return q(formatNumber(open && open->bursts ? open->bursts->dispersion : 1));
          },
          [](auto& o, const QString& value) -> QString {
            farm::OpenLoad* open = openOf(o);
            if (!open) return notThisLoad();
            bool isNumber = false;
            const double dispersion = value.trimmed().toDouble(&isNumber);
            if (!isNumber || !(dispersion >= 1) || dispersion > 1e6)
              return tr("“%1” is not from 1 to 1000000.").arg(value);
            if (dispersion == 1) return open->bursts.reset(), QString();
            if (!open->bursts) open->bursts = farm::Bursts{1, Duration::wholeSeconds(1)};
            open->bursts->dispersion = dispersion;
            return {};
          })
      .help("Variance over mean of the number of arrivals in a long time. 1: independent arrivals (Poisson).")
      .when(loadIs(0))
      .custom(
          "burst_time", "Burst time scale",
          [](const auto& o) {
            const auto* open = std::get_if<farm::OpenLoad>(&o.load);
            return open && open->bursts ? q(formatDuration(open->bursts->timeScale)) : QString();
          },
          [](auto& o, const QString& value) -> QString {
            const auto time = parseDuration(value.trimmed().toStdString());
            if (!time) return sentence(time.problems());
            if (time->ns() <= 0) return tr("Give a time above 0.");
            if (openOf(o) && openOf(o)->bursts) openOf(o)->bursts->timeScale = *time;
            return {};
          })
      .help("After this time the rate has forgotten most of what it was.")
      .when(comesInBursts);
}

bool hasRetries(const farm::Farm& farm, const ObjectRef& ref) {
  return usersIn(farm, ref.name)->retry.has_value();
}

/// What users do when the answer does not come. Fields that the farm may leave out are shown once there is something
/// to say about them.
template <class B>
void addPatience(B& builder) {
  builder
      .custom(
          "attempts", "Attempts", [](const auto& o) { return QString::number(o.retry ? o.retry->attempts : 1); },
          [](auto& o, const QString& value) -> QString {
            bool isNumber = false;
            const int attempts = value.trimmed().toInt(&isNumber);
            if (!isNumber || attempts < 1 || attempts > 100) return tr("“%1” is not from 1 to 100.").arg(value);
            if (attempts == 1) return o.retry.reset(), QString();
            if (!o.retry) o.retry.emplace();
            o.retry->attempts = attempts;
            return {};
          })
      .as(Entry::Whole)
      .range(1, 100)
      .help("Of a request that fails or times out, by the client's program. 1: a failure is final.")
      .custom(
          "backoff", "First pause",
          [](const auto& o) { return o.retry ? q(formatDuration(o.retry->backoff)) : QString(); },
          [](auto& o, const QString& value) -> QString {
            const auto pause = parseDuration(value.trimmed().toStdString());
            if (!pause) return sentence(pause.problems());
            if (o.retry) o.retry->backoff = *pause;
            return {};
          })
      .help("Before the second attempt; longer before each further one, and partly random.")
      .when(hasRetries)
      .custom(
          "retry_budget", "Retry budget",
          [](const auto& o) {
            return o.retry && o.retry->budget ? q(formatFraction(o.retry->budget->share)) : QString();
          },
          [](auto& o, const QString& value) -> QString {
            if (!o.retry) return {};
            if (value.trimmed().isEmpty()) return o.retry->budget.reset(), QString();
            const auto share = parseFraction(value.trimmed().toStdString());
            if (!share) return sentence(share.problems());
            if (!o.retry->budget) o.retry->budget.emplace();
            o.retry->budget->share = *share;
            return {};
          })
      .help("Retries of all these users together, as a share of their requests: 10%. Empty: no limit.")
      .when(hasRetries)
      .custom(
          "reload", "Press reload after",
          [](const auto& o) { return o.reload ? q(formatDuration(o.reload->after)) : QString(); },
          [](auto& o, const QString& value) -> QString {
            if (value.trimmed().isEmpty()) return o.reload.reset(), QString();
            const auto after = parseDuration(value.trimmed().toStdString());
            if (!after) return sentence(after.problems());
            if (after->ns() <= 0) return tr("Give a time above 0.");
            if (!o.reload) o.reload.emplace();
            o.reload->after = *after;
            return {};
          })
      .help("The request they no longer wait for goes on. Empty: they never do.");
}

}  // namespace

Properties usersProperties() {
  Builder builder([](farm::Farm& farm, const ObjectRef& ref) -> farm::Users& { return *usersIn(farm, ref.name); });
  builder.name()
      .mention(
          "application", "Open", [](auto& o) -> auto& { return o.application; }, applicationNames, false)
      .text(
          "segment", "Network segment", [](auto& o) -> auto& { return o.segment; });
  addLoad(builder);
  addBursts(builder);
  builder.group(tr("Behaviour"))
      .whole(
          "requests_per_page", "Requests per page", [](auto& o) -> auto& { return o.requestsPerPage; }, 1, 10'000)
      .help("Sent in parallel when a page opens.")
      .whole(
          "addresses", "Network addresses", [](auto& o) -> auto& { return o.addresses; }, 0, 2'000'000'000)
      .help(
          "They come from so many, for balancers that go by address. 0: each person has one; 1: all behind one "
          "gateway.")
      .duration(
          "timeout", "Patience", [](auto& o) -> auto& { return o.timeout; })
      .help("After this time the user gives up; the server works on. 0: never.");
  addPatience(builder);
  return builder.take();
}

}  // namespace headroom::gui::building
