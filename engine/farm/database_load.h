// What requests cost their database, place by place: what a cache keeps away, what read instances take over, what a
// lock is held for.
#pragma once

#include <string>

#include "engine/farm/farm.h"

namespace headroom::farm {

/// Of a number of requests, in the mean.
struct DatabaseLoad {
  double lookUps = 0;       ///< In the cache.
  double transactions = 0;  ///< That go on to the database and take a connection.
  double locked = 0;        ///< Of them: that hold the lock of the work.
  // Core seconds at speed 1:
  double seconds = 0;        ///< At the endpoint.
  double readSeconds = 0;    ///< At the read instances.
  double lockedSeconds = 0;  ///< Of `seconds`: while the lock is held.
  double all() const { return seconds + readSeconds; }
};

DatabaseLoad databaseLoadOf(const Database& database, const Work& work, double requests = 1);

/// The law of a transaction's core time.
const Law& demandOf(const Work& work, bool writes);

// What belongs to a database and has figures of its own; none of them is a node.
std::string readsNameOf(const Database& database);                          ///< "DB reads"
std::string cacheNameOf(const Database& database);                          ///< "DB cache"
std::string lockNameOf(const Database& database, const std::string& lock);  ///< "DB/stock"

/// Core seconds of work the read instances do in a second when all their cores are busy.
double readCapacityOf(const Database& database);

/// Core seconds, at speed 1, of transactions that hold this lock which the database does in a second when no place in
/// it is ever free and cores never make them wait.
double lockCapacityOf(const Database& database, const LockClass& lock);

/// nullptr when the database has no such lock class.
const LockClass* findLock(const Database& database, const std::string& name);

/// Takes out what mentions locks of databases that do not have them (any more), as after an edit.
void forgetLostLocks(Farm& farm);

}  // namespace headroom::farm
