// Properties of users: what they send, when, and what they do when no answer comes.
#include "gui/commands/users_builder.h"

namespace headroom::gui::building {
namespace {

QStringList loadNames() {
  return {tr("arrivals per second"), tr("people with think time"), tr("recorded logs"), tr("sessions")};
}

std::function<bool(const farm::Farm&, const ObjectRef&)> loadIs(std::size_t index) {
  return
      [index](const farm::Farm& farm, const ObjectRef& ref) { return usersIn(farm, ref.name)->load.index() == index; };
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

void addLoad(UsersBuilder& builder) {
  builder.group(tr("Load"))
      .custom(
          "load", "Comes as", [](const auto& o) { return loadNames().value(static_cast<int>(o.load.index())); },
          setLoadKind)
      .choices([](const farm::Farm&) { return loadNames(); })
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

}  // namespace

farm::Users& usersOf(farm::Farm& farm, const ObjectRef& ref) {
  return *usersIn(farm, ref.name);
}

QString notThisLoad() {
  return tr("These users have another kind of load.");
}

Properties usersProperties() {
  UsersBuilder builder(usersOf);
  builder.name()
      .mention(
          "application", "Open", [](auto& o) -> auto& { return o.application; }, applicationNames, false)
      .text(
          "segment", "Network segment", [](auto& o) -> auto& { return o.segment; });
  addLoad(builder);
  addArrivals(builder);
  addEntries(builder);
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
