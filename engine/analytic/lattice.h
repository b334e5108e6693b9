// Functions on the lattice of populations 0 … N of several classes, and their convolutions. Private to this room.
#pragma once

#include <cstddef>
#include <vector>

namespace headroom::analytic {

/// The populations n with 0 <= n_r <= N_r, numbered with class 0 running fastest.
class Lattice {
 public:
  explicit Lattice(const std::vector<int>& most);
  std::size_t size() const { return size_; }
  std::size_t classes() const { return most_.size(); }
  std::size_t stride(std::size_t r) const { return strides_[r]; }
  const std::vector<int>& most() const { return most_; }
  std::vector<int> at(std::size_t index) const;
  std::size_t top() const { return size_ - 1; }

  using Values = std::vector<double>;
  /// (a * b)(n) = Σ_{k <= n} a(k) b(n − k), scaled so that the largest is 1. O(size²).
  Values convolve(const Values& a, const Values& b) const;
  /// Convolution with the geometric weights |k|!/Πk_r! Πρ_r^{k_r} of a single server, by recursion
  /// g(n) = a(n) + Σ_r ρ_r g(n − e_r); not scaled. O(size).
  Values convolveSingle(const Values& a, const std::vector<double>& loads) const;
  /// Σ_{k <= N} weight(k) a(k) b(N − k) at the top.
  double at(const Values& weight, const Values& a, const Values& b) const;
  static void scale(Values& values);

 private:
  std::vector<int> most_;
  std::vector<std::size_t> strides_;
  std::size_t size_ = 1;
};

}  // namespace headroom::analytic
