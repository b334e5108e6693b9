// The main proxy's route table with the matching of its product.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "engine/base/error.h"
#include "engine/farm/farm.h"

namespace headroom::balancing {

/// Where one request goes, and why.
struct RouteDecision {
  std::optional<std::size_t> rule;  ///< Index into proxy->routes; absent for the default zone and for a status.
  std::string zone;                 ///< Empty when the proxy answers itself.
  int status = 0;                   ///< What the proxy answers itself: 301, 400, 404; 0: the request goes to `zone`.
  std::string location;             ///< Where a 301 points.
  std::string forwarded;            ///< The request target that the servers get.
  std::string path;                 ///< The path that was compared, where it is not the one received: normalised.
  std::string why;                  ///< The rule that decided, in the words of the product.
};

/// Decides as the product would: HAProxy takes the first rule in file order and compares raw bytes; nginx and
/// ingress-nginx normalise the path and look for a location (exact, longest prefix, regular expressions in file order);
/// every other product gets Headroom's own table (longest path on whole segments, without ASCII case). A layer-4 proxy
/// sends everything to its default zone. How a farm's rules become a product's is in docs/formats/farm.md.
///
/// Not thread-safe.
class Router {
 public:
  /// Every problem of every rule, with its place: a regular expression that does not compile, or one under a product
  /// without regular expressions.
  static Result<Router> create(const farm::Farm& farm);
  ~Router();
  Router(Router&&) noexcept;
  Router& operator=(Router&&) noexcept;

  /// `target` is the request target: path and query, or absolute form. Without a proxy nothing has a zone.
  RouteDecision decide(std::string_view host, std::string_view target) const;

  /// "HAProxy: first rule in file order, raw bytes".
  const std::string& matching() const;

  class Table;

 private:
  /// For create().
  explicit Router(std::unique_ptr<const Table> table);
  std::unique_ptr<const Table> table_;
};

}  // namespace headroom::balancing
