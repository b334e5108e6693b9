// Logarithm, exponential and the inverse normal distribution, computed with IEEE basic operations only: the same bits
// on every processor and C library, which the library's own functions do not promise.
#pragma once

namespace headroom::kernel {

/// Natural logarithm, error below 2 ulp. REQUIRES: x positive, normal and finite.
double naturalLog(double x);

/// e^x, error below 2 ulp; 0 below -708, infinite above 709.
double exponential(double x);

/// The x with Φ(x) = p: algorithm AS 241 (PPND16) of Wichura, Applied Statistics 37 (1988), relative error about 1e-15.
/// REQUIRES: 0 < p < 1.
double inverseNormal(double p);

}  // namespace headroom::kernel
