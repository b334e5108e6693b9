// The parts of the hand-written loops: exponentials by the vector, a coarse histogram, a ring, a winner tree.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <vector>

#include "tests/bench/limit_loops.h"

namespace headroom::bench::limit {

/// Exponentials with mean 1, a buffer at a time: eight xoshiro256++ generators side by side and a polynomial logarithm.
class Exponentials {
 public:
  explicit Exponentials(std::uint64_t seed);
  double next() {
    if (used_ == kBuffer) [[unlikely]]
      fill();
    return buffer_[used_++];
  }

 private:
  static constexpr std::size_t kLanes = 8;
  static constexpr std::size_t kBuffer = 512;
  void fill();

  alignas(64) std::array<double, kBuffer> buffer_;
  alignas(64) std::array<std::array<std::uint64_t, kLanes>, 4> state_;
  std::size_t used_ = kBuffer;
};

/// Log-linear: 128 bins a power of two of nanoseconds.
class CoarseHistogram {
 public:
  void add(std::uint64_t ns) {
    const int shift = 56 - std::countl_zero(ns | 128);
    ++bins_[(static_cast<std::size_t>(shift) << 7) + (ns >> shift)];
    sum_ += ns;
    ++count_;
  }
  Latency latency() const {
    return {count_, static_cast<double>(sum_) / static_cast<double>(std::max<std::uint64_t>(count_, 1)) / 1e6,
            percentile(0.50), percentile(0.95), percentile(0.99)};
  }

 private:
  double percentile(double p) const {
    double left = p * static_cast<double>(count_);
    for (std::size_t bin = 0; bin < bins_.size(); ++bin) {
      if (static_cast<double>(bins_[bin]) < left) {
        left -= static_cast<double>(bins_[bin]);
        continue;
      }
      const std::size_t shift = bin < 256 ? 0 : (bin >> 7) - 1;
      const double low = static_cast<double>(((bin & 127) | (bin < 128 ? 0 : 128)) << shift);
      const double width = static_cast<double>(std::size_t{1} << shift);
      return (low + width * left / static_cast<double>(std::max<std::uint64_t>(bins_[bin], 1))) / 1e6;
    }
    return 0.0;
  }
  std::array<std::uint64_t, 7424> bins_{};
  std::uint64_t sum_ = 0;
  std::uint64_t count_ = 0;
};

/// An unbounded queue of words that seldom grows.
class Ring {
 public:
  Ring() : words_(4096) {}
  bool empty() const { return head_ == tail_; }
  void push(std::uint64_t word) {
    if (tail_ - head_ == words_.size()) [[unlikely]]
      grow();
    words_[tail_++ & (words_.size() - 1)] = word;
  }
  std::uint64_t pop() { return words_[head_++ & (words_.size() - 1)]; }

 private:
  void grow() {
    std::vector<std::uint64_t> wider(2 * words_.size());
    for (std::size_t i = head_; i != tail_; ++i) wider[i & (wider.size() - 1)] = words_[i & (words_.size() - 1)];
    words_.swap(wider);
  }
  std::vector<std::uint64_t> words_;
  std::size_t head_ = 0;
  std::size_t tail_ = 0;
};

constexpr std::uint64_t kNever = ~std::uint64_t{0} << 6;

/// Winner tree: the smallest of `Leaves` words, each of which can be replaced.
template <std::size_t Leaves>
class WinnerTree {
 public:
  WinnerTree() { nodes_.fill(kNever); }
  std::uint64_t first() const { return nodes_[1]; }
  void replace(std::size_t leaf, std::uint64_t word) {
    std::size_t at = Leaves + leaf;
    nodes_[at] = word;
#pragma GCC unroll 6
    for (std::size_t level = Leaves; level > 1; level /= 2) {
      word = std::min(word, nodes_[at ^ 1]);
      at /= 2;
      nodes_[at] = word;
    }
  }

 private:
  std::array<std::uint64_t, 2 * Leaves> nodes_;
};

}  // namespace headroom::bench::limit
