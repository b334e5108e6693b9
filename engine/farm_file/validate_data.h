// What is checked of databases and of the transactions on them.
#pragma once

#include "engine/farm_file/checker.h"

namespace headroom::farm_file {

/// The machine, its limits, read instances, failover, lock classes and cache. `nodes`: the names taken so far that
/// events can tell apart.
void checkDatabase(Checker& check, const farm::Database& database, const std::string& path, const farm::Farm& farm,
                   Scope& nodes);

/// Shares, demands and lock of the transactions. `database`: theirs; nullptr: none.
void checkTransactions(Checker& check, const Subject& subject, const farm::Work& work, const farm::Database* database);

}  // namespace headroom::farm_file
