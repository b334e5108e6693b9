// Logarithm, exponential, powers and the inverse normal distribution, computed with IEEE basic operations only: the
// same bits on every processor and C library, which the library's own functions do not promise.
#pragma once

#include <bit>
#include <cstdint>
#include <limits>

namespace headroom::elementary {

/// Natural logarithm, error below 2 ulp (measured: below 1.4). REQUIRES: x positive, normal and finite.
double naturalLog(double x);

/// e^x, error below 2 ulp (measured: below 1.1); 0 below -708, infinite above 709.
double exponential(double x);

/// base^exponent: exact where a whole exponent up to 64 allows it, else within 1e-13. REQUIRES: base positive, normal
/// and finite.
double power(double base, double exponent);

/// The x with Φ(x) = p: algorithm AS 241 (PPND16) of Wichura, Applied Statistics 37 (1988), relative error about 1e-15.
/// REQUIRES: 0 < p < 1.
double inverseNormal(double p);

/// sin(2π · turns), absolute error below 1e-15. REQUIRES: |turns| below 2^40.
double sineOfTurns(double turns);

namespace detail {

/// A point c near the middle of an interval, 1 / c, and ln c, which is a multiple of 2^-42.
struct alignas(32) LogarithmEntry {  // found by a shift
  double point;
  double reciprocal;
  double logarithm;
};
extern const LogarithmEntry kLogarithms[128];
extern const double kPowersOfTwo[128];
/// ln 2^(i - 53).
extern const double kLogarithmsOfPowers[54];

}  // namespace detail

// x = 2^k z with z in [0.69, 1.38), cut into 128 intervals; r = (z - c) / c is at most 2^-8, and
// ln x = k ln 2 + ln c + ln(1 + r). z - c is exact, and so is k ln2 + ln c with the high part of ln 2, which like ln c
// is a multiple of 2^-42. 1.0 lies inside the interval with c = 1, so nothing cancels near it. The method of table and
// polynomial is that of Tang, ACM Transactions on Mathematical Software 16 (1990).
[[gnu::always_inline]] inline double naturalLog(double x) {
  constexpr std::uint64_t kLowest = 0x3fe6100000000000;
  constexpr double kLn2High = 0x1.62e42fefa38p-1;
  constexpr double kLn2Low = 0x1.ef35793c7673p-45;
  const auto bits = std::bit_cast<std::uint64_t>(x);
  const std::uint64_t offset = bits - kLowest;
  const detail::LogarithmEntry& entry = detail::kLogarithms[(offset >> 45) & 127];
  const double k = static_cast<double>(static_cast<std::int64_t>(offset) >> 52);
  const double z = std::bit_cast<double>(bits - (offset & 0xfff0000000000000));
  const double r = (z - entry.point) * entry.reciprocal;
  // ln(1 + r) - r over r², interpolated at the Chebyshev points of [-2^-8, 2^-8].
  const double r2 = r * r;
  const double tail = (-0.5 + r * 0x1.5555555542c9ep-2) +
                      r2 * ((-0x1.ffffffffdf8bfp-3 + r * 0x1.999ac03ce2ef1p-3) + r2 * -0x1.555657243a8c8p-3);
  return (k * kLn2High + entry.logarithm) + (r + (k * kLn2Low + r2 * tail));
}

/// Natural logarithm for random draws: of what naturalLog() does only as much as a time in nanoseconds can show. Error
/// below 2^-36 and, near 1, below 5e-9 of the value. REQUIRES: 2^-53 <= u < 1.
[[gnu::always_inline]] inline double logarithmForDraws(double u) {
  constexpr std::uint64_t kLowest = 0x3fe6100000000000;
  const auto bits = std::bit_cast<std::uint64_t>(u);
  const std::uint64_t offset = bits - kLowest;
  const detail::LogarithmEntry& entry = detail::kLogarithms[(offset >> 45) & 127];
  const double z = std::bit_cast<double>(bits - (offset & 0xfff0000000000000));
  const double r = (z - entry.point) * entry.reciprocal;
  // ln(1 + r) by a cubic whose error over [-2^-8, 2^-8] is even.
  const double tail = r * (1.0 + r * (-0.500003160197 + r * (1.0 / 3)));
  return detail::kLogarithmsOfPowers[(static_cast<std::int64_t>(offset) >> 52) + 53] + (entry.logarithm + tail);
}

// x = n ln 2 / 128 + r with n = 128 k + i and |r| <= 0.0028: e^x = 2^k 2^(i/128) e^r. The high part of ln 2 / 128 is a
// multiple of 2^-43, so that its product with n is exact.
inline double exponential(double x) {
  if (x < -708.0) return 0.0;
  if (x > 709.0) return std::numeric_limits<double>::infinity();
  constexpr double kStepHigh = 0x1.62e42fefap-8;
  constexpr double kStepLow = 0x1.cf79abc9e3b3ap-47;
  constexpr double kToInteger = 0x1.8p52;  // adding it rounds to a whole number, which then stands in the last bits
  const double shifted = x * 0x1.71547652b82fep+7 + kToInteger;
  const auto steps = std::bit_cast<std::int64_t>(shifted) - std::bit_cast<std::int64_t>(kToInteger);
  const double n = shifted - kToInteger;
  const double r = (x - n * kStepHigh) - n * kStepLow;
  const double r2 = r * r;
  const double tail = r + (r2 * (0.5 + r * (1.0 / 6)) + r2 * r2 * (1.0 / 24 + r * (1.0 / 120)));
  const double power = detail::kPowersOfTwo[steps & 127];
  const auto exponent = static_cast<std::uint64_t>((steps >> 7) + 1023) << 52;
  return (power + power * tail) * std::bit_cast<double>(exponent);
}

}  // namespace headroom::elementary
