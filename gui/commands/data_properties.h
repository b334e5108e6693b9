// Properties of what databases have besides a machine, and of transactions; parts of their owners' lists.
#pragma once

#include "gui/commands/reliability_builder.h"

namespace headroom::gui::building {

/// One lock class a line, with the number of its holders where it is not one: "stock", "ledger 2".
QString lockLines(const std::vector<farm::LockClass>& locks);
/// Keeps what is known of classes whose name stays; a reason when a line cannot be understood.
QString setLockLines(std::vector<farm::LockClass>& locks, const QString& text);

/// Of a cache, in entries; a reason when the text is no number of them, or there is no cache.
QString setWorkingSet(std::optional<farm::Cache>& cache, const QString& text);

/// When the cache fails by itself. Both fields say nothing while there is no cache.
template <class B, class Shown>
void addCacheReliability(B& builder, Shown hasCache) {
  builder
      .custom(
          "cache_mtbf", "Cache fails every",
          [](const auto& o) { return o.cache ? failureTimeText(o.cache->reliability) : QString(); },
          [](auto& o, const QString& text) {
            if (!o.cache) return text.trimmed().isEmpty() ? QString() : tr("There is no cache.");
            return setFailureTime(o.cache->reliability, text);
          })
      .help("Mean time from a repair to the next failure by chance, such as 30d. Empty: never fails by chance.")
      .when(hasCache)
      .custom(
          "cache_mttr", "Cache repair takes",
          [](const auto& o) { return o.cache ? repairTimeText(o.cache->reliability) : QString(); },
          [](auto& o, const QString& text) {
            if (!o.cache) return text.trimmed().isEmpty() ? QString() : tr("There is no cache.");
            return setRepairTime(o.cache->reliability, text);
          })
      .help("Mean time to repair, such as 10min.")
      .when([](const farm::Farm& farm, const ObjectRef& ref) {
        const auto& cache = farm::findDatabase(farm, ref.name)->cache;
        return cache && cache->reliability;
      });
}

template <class B>
void addData(B& builder) {
  const auto hasCache = [](const farm::Farm& farm, const ObjectRef& ref) {
    return farm::findDatabase(farm, ref.name)->cache.has_value();
  };
  builder.group(tr("Reads and writes"))
      .duration(
          "failover", "Failover takes", [](auto& o) -> auto& { return o.failover; })
      .help("From the failure of the serving machine until another one serves; transactions wait meanwhile.")
      .whole(
          "read_instances", "Read instances", [](auto& o) -> auto& { return o.readInstances; }, 0, 1000)
      .help("Further machines of the same size that run the reading transactions.")
      .custom(
          "locks", "Lock classes", [](const auto& o) { return lockLines(o.locks); },
          [](auto& o, const QString& text) { return setLockLines(o.locks, text); })
      .help("One a line, such as “stock”, or “ledger 2” for two transactions that may hold it at once.")
      .as(Entry::Paragraph)
      .custom(
          "cache_hits", "Cache answers",
          [](const auto& o) { return o.cache ? q(formatFraction(o.cache->hitRatio)) : QString(); },
          [](auto& o, const QString& text) -> QString {
            if (text.trimmed().isEmpty()) {
              o.cache.reset();
              return {};
            }
            const auto share = parseFraction(text.trimmed().toStdString());
            if (!share) return sentence(share.problems());
            if (*share < 0 || *share > 1) return tr("“%1” is outside 0 to 100 %.").arg(text);
            if (!o.cache) o.cache.emplace();
            o.cache->hitRatio = *share;
            return {};
          })
      .help("Share of the reading transactions, such as 90%, that never reach the database; empty: no cache.")
      .custom(
          "cache_access", "A look-up takes",
          [](const auto& o) { return o.cache ? q(formatLaw(o.cache->access, Law::Kind::Exponential)) : QString(); },
          [](auto& o, const QString& text) -> QString {
            const auto law = parseLaw(text.trimmed().toStdString(), Law::Kind::Exponential);
            if (!law) return sentence(law.problems());
            if (!o.cache) return tr("There is no cache.");
            o.cache->access = *law;
            return {};
          })
      .help("Hit or miss, the way to the cache included.")
      .when(hasCache)
      .custom(
          "cache_working_set", "Entries in use",
          [](const auto& o) { return o.cache ? QString::number(o.cache->workingSet) : QString(); },
          [](auto& o, const QString& text) { return setWorkingSet(o.cache, text); })
      .help(
          "A cache that was out comes back empty: after so many misses about two thirds of its hits are there again. "
          "0: it comes back warm.")
      .when(hasCache);
  addCacheReliability(builder, hasCache);
}

template <class B, class Access>
void addTransactions(B& builder, Access work) {
  builder
      .number(
          "database_writes", "Of them write", [work](auto& o) -> auto& { return work(o).databaseWrites; }, 0, 1)
      .help("Share of the transactions, such as 20%; the others read and may be answered by a cache.")
      .maybe(
          "database_write_demand",
          "Database time of a write", [work](auto& o) -> auto& { return work(o).databaseWriteDemand; },
          [](const Law& law) { return formatLaw(law, Law::Kind::Exponential); },
          [](const QString& text, QString& why) {
            const auto law = parseLaw(text.toStdString(), Law::Kind::Exponential);
            if (!law) why = sentence(law.problems());
            return law ? *law : Law{};
          })
      .help("Empty: as any transaction.");
}

/// Of applications: the lock class that their writing transactions hold.
Property lockProperty();

}  // namespace headroom::gui::building
