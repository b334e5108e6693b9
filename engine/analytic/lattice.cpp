#include "engine/analytic/lattice.h"

#include <algorithm>

namespace headroom::analytic {

Lattice::Lattice(const std::vector<int>& most) : most_(most) {
  for (const int n : most) {
    strides_.push_back(size_);
    size_ *= static_cast<std::size_t>(n) + 1;
  }
}

std::vector<int> Lattice::at(std::size_t index) const {
  std::vector<int> population(most_.size());
  for (std::size_t r = 0; r < most_.size(); ++r) {
    const auto base = static_cast<std::size_t>(most_[r]) + 1;
    population[r] = static_cast<int>(index % base);
    index /= base;
  }
  return population;
}

void Lattice::scale(Values& values) {
  const double largest = *std::max_element(values.begin(), values.end());
  if (largest > 0) {
    for (double& value : values) value /= largest;
  }
}

Lattice::Values Lattice::convolve(const Values& a, const Values& b) const {
  Values sum(size_, 0.0);
  const std::size_t row = most_.empty() ? 1 : static_cast<std::size_t>(most_[0]) + 1;
  // Rows of class 0 are contiguous: for every pair of rows that fit together a plain one-dimensional convolution.
  for (std::size_t k = 0; k < size_; k += row) {
    const auto first = at(k);
    for (std::size_t m = 0; m < size_; m += row) {
      const auto second = at(m);
      bool fits = true;
      for (std::size_t r = 1; r < most_.size(); ++r) fits = fits && first[r] + second[r] <= most_[r];
      if (!fits) continue;
      for (std::size_t i = 0; i < row; ++i) {
        const double factor = a[k + i];
        if (factor == 0) continue;
        for (std::size_t j = 0; i + j < row; ++j) sum[k + m + i + j] += factor * b[m + j];
      }
    }
  }
  scale(sum);
  return sum;
}

Lattice::Values Lattice::convolveSingle(const Values& a, const std::vector<double>& loads) const {
  Values sum = a;
  std::vector<int> population(most_.size(), 0);
  for (std::size_t n = 0; n < size_; ++n) {
    for (std::size_t r = 0; r < most_.size(); ++r) {
      if (population[r] > 0) sum[n] += loads[r] * sum[n - strides_[r]];
    }
    for (std::size_t r = 0; r < most_.size() && ++population[r] > most_[r]; ++r) population[r] = 0;
  }
  return sum;
}

double Lattice::at(const Values& weight, const Values& a, const Values& b) const {
  double sum = 0;
  for (std::size_t k = 0; k < size_; ++k) sum += weight[k] * a[k] * b[size_ - 1 - k];
  return sum;
}

}  // namespace headroom::analytic
