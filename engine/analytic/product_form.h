// Networks with a product form (Jackson 1957; Gordon & Newell 1967; BCMP: Baskett, Chandy, Muntz & Palacios 1975):
// open, closed and mixed, several classes, single and multiple servers, delays.
#pragma once

#include <optional>
#include <vector>

#include "engine/base/error.h"

namespace headroom::analytic {

struct ProductFormStation {
  int servers = 1;             ///< 0: delay, nobody waits.
  std::vector<double> demand;  ///< By class: visits × mean service, seconds of work per pass.
  int count = 1;               ///< So many equal ones; `demand` is that of one.
};

struct ProductFormClass {
  bool open = true;
  double rate = 0;     ///< Open: passes per second.
  int population = 0;  ///< Closed: users.
  double think = 0;    ///< Closed: mean think time.
};

struct ProductFormAnswer {
  std::vector<double> throughput;           ///< By class, passes per second.
  std::vector<double> response;             ///< By class, per pass, without think time.
  std::vector<std::vector<double>> number;  ///< [station][class], at one of the equal stations.
  std::vector<double> utilisation;          ///< [station], per server; of a delay the mean number.
};

/// Exact. Closed classes by convolution (Buzen 1973; Reiser & Kobayashi 1975) in the form "an open network, given how
/// many are in it": every factor is a probability at about the right throughput, all terms are positive and none is
/// subtracted, so that multiple servers stay exact in saturation, where the recursion of mean value analysis for p(0)
/// fails. Open classes inflate the closed ones' demands (Lazowska et al. 1984, §7.5; for multiple servers the same by
/// summing over the open ones present). Diagnostics: a station at or above its capacity from open classes alone; more
/// than `kMostLattice` populations, or more than `kMostTerms` products where multiple servers need full convolutions.
inline constexpr double kMostLattice = 4e6;
inline constexpr double kMostTerms = 4e9;
Result<ProductFormAnswer> solveProductForm(const std::vector<ProductFormStation>& stations,
                                           const std::vector<ProductFormClass>& classes);

/// Bounds of a closed class (Zahorjan et al. 1982; Lazowska et al. 1984, ch. 5). `demands` per server: of a station
/// with c servers D/c counts for the asymptote, D for the sum.
struct ThroughputBounds {
  double asymptotic = 0;            ///< min(1/Dmax, N/(D + Z)).
  double saturationPopulation = 0;  ///< (D + Z)/Dmax.
  double balancedMax = 0;
  double balancedMin = 0;
};
ThroughputBounds throughputBounds(double population, double think, const std::vector<double>& demands,
                                  const std::vector<int>& servers);

/// Approximate mean value analysis (Schweitzer 1979; Bard 1979) with Seidmann's split of multiple servers (1987): a
/// queue of demand D/c and a delay of D(c − 1)/c. Closed classes only; for populations too large for the exact form and
/// as a first guess. Errors of some per cent, up to 20 around the knee.
ProductFormAnswer schweitzer(const std::vector<ProductFormStation>& stations,
                             const std::vector<ProductFormClass>& classes);

}  // namespace headroom::analytic
