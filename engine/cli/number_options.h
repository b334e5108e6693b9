// Checks of the values that options are given.
#pragma once

#include <CLI/CLI.hpp>

namespace headroom::cli {

/// A number from `low` to `high`. Unlike CLI::Range it does not let NaN pass.
CLI::Validator within(double low, double high);

/// "404", "5xx", or several of them with commas.
CLI::Validator statusList();

}  // namespace headroom::cli
