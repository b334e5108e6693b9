#include "gui/commands/data_properties.h"

#include <algorithm>

namespace headroom::gui::building {

QString lockLines(const std::vector<farm::LockClass>& locks) {
  QStringList lines;
  for (const farm::LockClass& lock : locks) {
    const QString name = q(lock.name);
    bool endsInNumber = false;
    name.mid(name.lastIndexOf(' ') + 1).toInt(&endsInNumber);
    lines << (lock.holders == 1 && !endsInNumber ? name : name + ' ' + QString::number(lock.holders));
  }
  return lines.join('\n');
}

QString setLockLines(std::vector<farm::LockClass>& locks, const QString& text) {
  std::vector<farm::LockClass> after;
  for (const QString& line : text.split('\n', Qt::SkipEmptyParts)) {
    const QString plain = line.simplified();
    if (plain.isEmpty()) continue;
    const qsizetype space = plain.lastIndexOf(' ');
    bool isNumber = false;
    const int holders = space < 0 ? 1 : plain.mid(space + 1).toInt(&isNumber);
    const std::string name = (isNumber ? plain.left(space) : plain).toStdString();
    if (isNumber && (holders < 1 || holders > 1'000'000)) return tr("“%1”: 1 to 1000000 may hold a lock.").arg(plain);
    if (printable(name) != name) return tr("Control characters are not allowed here.");
    const auto named = [&](const farm::LockClass& lock) { return lock.name == name; };
    if (std::any_of(after.begin(), after.end(), named)) return tr("“%1” is there twice.").arg(q(name));
    const auto before = std::find_if(locks.begin(), locks.end(), named);
    farm::LockClass lock = before == locks.end() ? farm::LockClass{} : *before;
    lock.name = name;
    lock.holders = isNumber ? holders : 1;
    after.push_back(std::move(lock));
  }
  locks = std::move(after);
  return {};
}

QString setWorkingSet(std::optional<farm::Cache>& cache, const QString& text) {
  constexpr qlonglong kMost = 1'000'000'000;
  if (!cache) return text.trimmed().isEmpty() ? QString() : tr("There is no cache.");
  bool isNumber = false;
  const qlonglong entries = text.trimmed().toLongLong(&isNumber);
  if (!isNumber || entries < 0 || entries > kMost)
    return tr("“%1” is not a number of entries from 0 to 1000000000.").arg(text);
  cache->workingSet = entries;
  return {};
}

Property lockProperty() {
  const auto choices = [](const farm::Farm& farm, const ObjectRef& ref) {
    QStringList names{QString()};
    const farm::Application* application = farm::findApplication(farm, ref.name);
    const farm::Database* database = application ? farm::databaseOf(farm, *application) : nullptr;
    if (!database) return names;
    for (const farm::LockClass& lock : database->locks) names << q(lock.name);
    return names;
  };
  Property property;
  property.key = "lock";
  property.label = tr("Lock of the writes");
  property.help = tr("Lock class of the database that writing transactions hold; empty: none.");
  property.entry = Entry::Choice;
  property.choicesOf = choices;
  property.read = [](const farm::Farm& farm, const ObjectRef& ref) {
    return q(farm::findApplication(farm, ref.name)->work.lock);
  };
  property.write = [choices](farm::Farm& farm, const ObjectRef& ref, const QString& text) -> QString {
    if (!choices(farm, ref).contains(text)) return tr("Its database has no lock class “%1”.").arg(text);
    applicationIn(farm, ref.name)->work.lock = text.toStdString();
    return {};
  };
  return property;
}

}  // namespace headroom::gui::building
