// Who has which connections to which relay.
#pragma once

#include <cstdint>
#include <unordered_map>
#include <vector>

#include "engine/base/time.h"
#include "engine/sim/model.h"
#include "engine/sim/request.h"

namespace headroom::sim {

/// Connections of clients, idle and in use. A client has one entry for each relay it knows. The connection that has
/// been idle for the shortest time is used first, as browsers and HTTP libraries do; the end of idle ones takes no
/// event. Freed entries and connections are used again.
class ConnectionBook {
 public:
  /// Not `limited`: browsers may have any number, too.
  ConnectionBook(const Model& model, bool limited);

  bool matters(Index relay) const { return rules_[relay] != nullptr; }
  const ConnectionRules& rulesOf(Index relay) const { return *rules_[relay]; }

  /// Entry of somebody who comes again, until forgetUser().
  Index ofUser(Index user, Index relay);
  void forgetUser(Index user);
  /// Of a server, and of the proxy: any number of connections.
  Index ofServer(Index server, Index relay) { return lasting((server + 1) * relays_ + places_[relay], server, relay); }
  Index ofProxy(Index relay) { return lasting(places_[relay], kNone, relay); }
  /// Of a client of a replayed log; its address may stand for many people, so it may have any number.
  Index ofLogged(std::uint32_t client, Index relay);
  /// Of somebody who comes for one page. It counts who may still use it, the caller for a start, and ends with the
  /// last.
  Index openPage(Index relay);
  void joinPage(Index entry) { ++entries_[entry].companions; }
  /// Nothing happens to entries of other kinds.
  void leavePage(Index entry);

  /// Takes an idle connection; false: there is none.
  bool takeIdle(Index entry, Instant now);
  /// Makes a new one, in use; false: the client has as many as it may.
  bool open(Index entry);
  /// One in use is left to nobody. A good one idles from now on.
  void giveBack(Index entry, bool good, Instant now);
  /// Those who may not open one, in order.
  RequestQueue& waiting(Index entry) { return entries_[entry].waiting; }

  /// All idle connections to a relay, or of a server, are gone.
  void forgetRelay(Index relay);
  void forgetServer(Index server);

  Index relayOf(Index entry) const { return entries_[entry].relay; }
  Index serverOf(Index entry) const { return entries_[entry].server; }
  std::int64_t inUse(Index entry) const { return entries_[entry].inUse; }
  bool overfull(Index entry) const { return entries_[entry].limit != 0 && inUse(entry) > entries_[entry].limit; }
  Index size() const { return static_cast<Index>(entries_.size()); }

 private:
  struct Entry {
    Index relay = kNone;
    Index server = kNone;
    Index nextOfUser = kNone;
    Index idle = kNone;  ///< The one that became idle last.
    std::uint32_t companions = 0;
    std::int64_t inUse = 0;
    std::int64_t limit = 0;  ///< 0: any number.
    RequestQueue waiting;
  };
  struct Idle {
    Instant since;
    Index before = kNone;
  };

  Index take(Index relay, std::int64_t limit);
  Index lasting(std::size_t place, Index server, Index relay);
  void end(Index entry);
  void closeIdle(Entry& entry);

  std::vector<const ConnectionRules*> rules_;  ///< By station; null: connections to it cost nothing.
  std::vector<Index> places_;                  ///< By station: among those with rules.
  Index relays_ = 0;
  std::int64_t browserLimit_;
  std::vector<Index> lasting_;  ///< Entries of the proxy and each server, [client × relays + relay]; kNone: not yet.
  std::vector<Entry> entries_;
  std::vector<Index> freeEntries_;
  std::vector<Idle> idle_;
  std::vector<Index> freeIdle_;
  std::vector<Index> ofUser_;  ///< First entry.
  std::unordered_map<std::uint64_t, Index> ofLogged_;
};

}  // namespace headroom::sim
