// What requests cost their database, as counters and quiet times see it.
#pragma once

#include "engine/farm/farm.h"

namespace headroom::calibration {

/// Milliseconds of core time at the endpoint that one request costs, what a cache keeps away and read instances take
/// over left out; 0 without a database.
double endpointMs(const farm::Farm& farm, const farm::Application& application, const farm::Work& work);

/// Milliseconds that one request spends at its database and its cache when nobody else is there.
double quietDatabaseMs(const farm::Farm& farm, const farm::Application& application, const farm::Work& work);

/// Transactions of one request at the endpoint, in terms of reading ones: what endpointMs() is divided by for the
/// demand of one. 0 where none gets there.
double endpointTransactions(const farm::Farm& farm, const farm::Application& application, const farm::Work& work);

}  // namespace headroom::calibration
