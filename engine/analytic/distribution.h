// Laws of times as the formulas need them: moments, tails and transforms. (`engine/base/law.h` is what a farm file can
// say; here stands what the theory knows.)
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace headroom::analytic {

/// A law of a non-negative time in seconds. Parameters by kind:
/// Exponential: mean. Deterministic: value. Erlang: stages, mean (of the whole). Hyperexponential: probabilities,
/// means. Lognormal: mu, sigma of the logarithm. Pareto: shape, smallest value. BoundedPareto: shape, low, high.
/// Uniform: low, high. Weibull: shape, scale. Gamma: shape, scale. Discrete: probabilities, values.
class Distribution {
 public:
  enum class Kind {
    Exponential,
    Deterministic,
    Erlang,
    Hyperexponential,
    Lognormal,
    Pareto,
    BoundedPareto,
    Uniform,
    Weibull,
    Gamma,
    Discrete
  };

  static Distribution exponential(double mean);
  static Distribution deterministic(double value);
  static Distribution erlang(int stages, double mean);
  static Distribution hyperexponential(std::vector<double> probabilities, std::vector<double> means);
  /// Two phases with balanced means p1·m1 = p2·m2 of the given squared coefficient of variation (>= 1).
  static Distribution balancedHyperexponential(double mean, double scv);
  static Distribution lognormal(double mu, double sigma);
  static Distribution lognormalFromScv(double mean, double scv);
  static Distribution pareto(double shape, double scale);
  static Distribution boundedPareto(double shape, double low, double high);
  static Distribution uniform(double low, double high);
  static Distribution weibull(double shape, double scale);
  static Distribution gamma(double shape, double scale);
  static Distribution discrete(std::vector<double> probabilities, std::vector<double> values);

  Kind kind() const { return kind_; }
  /// E[X^k], k >= 0; infinite where the integral diverges (Pareto).
  double moment(int k) const;
  double mean() const { return moment(1); }
  double variance() const;
  /// Squared coefficient of variation; 0 for a law that is always 0.
  double scv() const;
  bool isZero() const;
  /// P(X > t).
  double tail(double t) const;
  /// Laplace–Stieltjes transform E[exp(−sX)], s >= 0: closed where there is one, otherwise by double-exponential
  /// quadrature of the tail with relative error about 1e-12.
  double transform(double s) const;
  /// E[min(X, t)], the integral of the tail from 0 to t.
  double limitedMean(double t) const;

  int stages() const { return stages_; }                               ///< Erlang only.
  const std::vector<double>& probabilities() const { return first_; }  ///< Hyperexponential and Discrete.
  const std::vector<double>& points() const { return second_; }        ///< Means or values of the same.

  /// Points where the tail has a jump or a kink, for whoever integrates it.
  std::vector<double> breaks() const;

  /// The law of X·factor (`factor` > 0).
  Distribution scaled(double factor) const;
  /// The sum of n independent copies where the family is closed under it: Exponential, Erlang, Gamma, Deterministic.
  std::optional<Distribution> sumOf(int n) const;
  /// What is wrong with the parameters, empty when nothing is: negative or not finite values, probabilities that do not
  /// sum to one.
  std::string complaint() const;

  bool operator==(const Distribution&) const = default;

 private:
  Distribution(Kind kind, double a, double b, double c = 0) : kind_(kind), a_(a), b_(b), c_(c) {}
  Kind kind_;
  double a_ = 0;
  double b_ = 0;
  double c_ = 0;
  int stages_ = 1;
  std::vector<double> first_;
  std::vector<double> second_;
};

}  // namespace headroom::analytic
