// Requests without the people behind them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "engine/trace/keyed_hash.h"
#include "engine/trace/trace.h"

namespace headroom::trace {

/// Puts pseudonyms in the place of what tells people apart, the same one for the same text, so that clients, users and
/// sessions stay as different as they were. Paths stay, but for what stands behind `;name=` and inside of `(S(…))`.
class Anonymiser {
 public:
  /// Files written with the same key have the same pseudonyms; without the key a text cannot be found again by trying.
  explicit Anonymiser(HashKey key) : key_(key) {}

  /// How many values became pseudonyms.
  struct Replaced {
    std::uint64_t clients = 0, forwarded = 0, users = 0, cookies = 0, captures = 0, queries = 0, pathSessions = 0,
                  agents = 0;
  };

  /// The same request; views last until the next call.
  Record apply(const Record& record);

  const Replaced& replaced() const { return replaced_; }

 private:
  /// `kind` stands in front, so that a client is never taken for a user.
  std::string pseudonym(char kind, std::string_view text) const;
  /// Each address of a comma-separated list by itself.
  std::string addresses(std::string_view list) const;
  std::string cookies(std::string_view text);
  /// The path as path() leaves it, the query as one pseudonym, and no user or password in front of the host.
  std::string target(std::string_view text);
  std::string path(std::string_view text);
  std::string agent(const Record& record);

  HashKey key_;
  Replaced replaced_;
  std::string client_, forwarded_, user_, cookie_, capture_, target_, agent_;
};

}  // namespace headroom::trace
