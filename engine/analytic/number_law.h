// A law of whole numbers as the figures that follow from it.
#pragma once

#include <functional>
#include <vector>

#include "engine/analytic/solution.h"

namespace headroom::analytic {

/// P(n) of a law given by its probabilities from 0 on; 0 beyond them.
std::function<double(int)> probabilityFrom(std::vector<double> law);
/// P(at least k).
std::function<double(int)> atLeastFrom(std::vector<double> law);
double meanOf(const std::vector<double>& law);
double sdOf(const std::vector<double>& law);
/// Law, deviation and emptiness of the number present.
void putNumberLaw(Measures& measures, const std::vector<double>& law);

}  // namespace headroom::analytic
