// What is checked of users: their load, and what they do when an answer does not come.
#pragma once

#include "engine/farm_file/checker.h"

namespace headroom::farm_file {

void checkLoad(Checker& check, const Subject& subject, const farm::Users& users, const Names& applications);
/// Pages of sessions: names, ways between them, and whether every session ends.
void checkPages(Checker& check, const Subject& subject, const farm::SessionLoad& sessions, const Names& applications);
void checkPatience(Checker& check, const Subject& subject, const farm::Users& users);

}  // namespace headroom::farm_file
