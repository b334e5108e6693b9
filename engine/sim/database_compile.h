// A farm's databases and transactions as the simulation takes them.
#pragma once

#include "engine/farm/farm.h"
#include "engine/sim/model.h"

namespace headroom::sim {

/// Adds the stations of a database, its cores first, and what says how they belong together.
void addDatabase(const farm::Database& database, Model& model);

/// What the transactions of a task cost, and where reading and writing ones go. False when the database has no such
/// lock.
bool addTransactions(const farm::Work& work, const DatabaseSpec* database, TaskSpec& task);

}  // namespace headroom::sim
