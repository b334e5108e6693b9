// What is checked of users: their load, and what they do when an answer does not come.
#pragma once

#include "engine/farm_file/checker.h"

namespace headroom::farm_file {

/// The one kind of load that they have: open, closed, sessions or replayed. `applications`: those of the farm.
void checkLoad(Checker& check, const Subject& subject, const farm::Users& users, const Names& applications);
/// Pages of sessions: names, ways between them, and whether every session ends.
void checkPages(Checker& check, const Subject& subject, const farm::SessionLoad& sessions, const Names& applications);
/// Timeout, retries with their budget, and reloads.
void checkPatience(Checker& check, const Subject& subject, const farm::Users& users);

}  // namespace headroom::farm_file
