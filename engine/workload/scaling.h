// More or less traffic than was recorded, without touching the clock.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/workload/workload.h"

namespace headroom::workload {

/// `factor` times the arrivals. Below 1 each is kept with that probability (a smaller factor keeps a subset of what a
/// larger one keeps). Above 1 copies are added, each moved by up to 30 s either way and given to another client; the
/// fraction is a probability. Everything stays within [0, span] and depends on the seed alone. REQUIRES: arrivals in
/// order, factor above 0.
void scaleRate(std::vector<Arrival>& arrivals, double factor, Duration span, std::uint64_t seed);

/// A well mixed 64-bit word from three (SplitMix64 finaliser, Steele et al. 2014).
std::uint64_t mixed(std::uint64_t seed, std::uint64_t index, std::uint64_t purpose);

/// A number in (0, 1) from such a word.
double uniform(std::uint64_t word);

}  // namespace headroom::workload
