// Traffic whose truth is known, from seeded streams.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "engine/calibration/cpu.h"
#include "engine/calibration/observation.h"
#include "engine/farm/farm.h"
#include "engine/kernel/random_streams.h"

namespace headroom::calibration::testing {

constexpr std::int64_t kSecondNs = 1'000'000'000;
constexpr std::int64_t kStartNs = 1'795'392'000 * kSecondNs;  ///< 2026-11-23T00:00:00Z, a Monday.

/// Applications AppX, AppY, … on servers FE1, FE2 with four cores each, zone "Zone", round robin.
farm::Farm farmOf(std::size_t applications);

/// Poisson arrivals with a rate that changes with time (seconds since the start), by thinning.
std::vector<double> poisson(kernel::RandomStream& random, double seconds, double highest,
                            const std::function<double(double)>& rate);

Observation request(double seconds, std::uint32_t application, double responseMs = -1);
void sortByTime(std::vector<Observation>& requests);

/// Busy share of `cores` in intervals of `step` seconds: each request keeps one core busy for an exponential time of
/// its application's mean (ms), beginning when it arrives, on top of `background` cores.
std::vector<CpuReading> utilisationOf(const std::vector<Observation>& requests, const std::vector<double>& meanMs,
                                      double background, double cores, double seconds, double step,
                                      kernel::RandomStream& random);

}  // namespace headroom::calibration::testing
