// What is checked of databases beyond their machine, and of the transactions on them.
#pragma once

#include "engine/farm_file/checker.h"

namespace headroom::farm_file {

/// Read instances, failover, lock classes and cache. `nodes`: the scope of names that events can tell apart.
void checkData(Checker& check, const Subject& subject, const farm::Farm& farm, const farm::Database& database,
               std::map<std::string, Subject>& nodes);

/// Shares, demands and lock of the transactions. `database`: theirs; nullptr: none.
void checkTransactions(Checker& check, const Subject& subject, const farm::Work& work, const farm::Database* database);

}  // namespace headroom::farm_file
