// What is checked of balancers and of what they know of their members.
#pragma once

#include "engine/farm/farm.h"
#include "engine/farm_file/checker.h"

namespace headroom::farm_file {

/// Algorithm, checks, retries, time-outs and persistence.
void checkBalancerSettings(Checker& check, const Subject& subject, const farm::Balancer& balancer);
/// Ids, queues, failures and slow start of one member; its weight is checked with the zone.
void checkMemberLimits(Checker& check, const Subject& entry, const farm::ZoneMember& member);

}  // namespace headroom::farm_file
