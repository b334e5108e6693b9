#include "engine/sim/connection_book.h"

#include <algorithm>

#include "engine/farm/browser.h"

namespace headroom::sim {

std::shared_ptr<const ConnectionRules> connectionRulesOf(const farm::RelayCapacity& relay) {
  if (!relay.connections) return nullptr;
  ConnectionRules rules;
  rules.handshake = kernel::Sampler(relay.connections->handshakeDemand, relay.speed > 0 ? relay.speed : 1.0);
  rules.roundTrips = std::max(0, relay.connections->roundTrips);
  rules.keepAlive = std::max(Duration(), relay.connections->keepAlive);
  return std::make_shared<const ConnectionRules>(std::move(rules));
}

ConnectionBook::ConnectionBook(const Model& model, bool limited)
    : browserLimit_(limited ? farm::kBrowserConnections : 0) {
  for (const StationSpec& station : model.stations) {
    rules_.push_back(station.connections.get());
    places_.push_back(relays_);
    if (station.connections) ++relays_;
  }
  lasting_.assign((model.servers.size() + 1) * relays_, kNone);
}

Index ConnectionBook::take(Index relay, std::int64_t limit) {
  if (freeEntries_.empty()) {
    entries_.emplace_back();
    freeEntries_.reserve(entries_.capacity());  // so that ending one never allocates
    freeEntries_.push_back(static_cast<Index>(entries_.size() - 1));
  }
  const Index index = freeEntries_.back();
  freeEntries_.pop_back();
  entries_[index] = Entry{};
  entries_[index].relay = relay;
  entries_[index].limit = limit;
  return index;
}

void ConnectionBook::end(Index index) {
  closeIdle(entries_[index]);
  entries_[index].inUse = 0;
  freeEntries_.push_back(index);
}

void ConnectionBook::closeIdle(Entry& entry) {
  while (entry.idle != kNone) {
    freeIdle_.push_back(entry.idle);
    entry.idle = idle_[entry.idle].before;
  }
}

Index ConnectionBook::lasting(std::size_t place, Index server, Index relay) {
  if (lasting_[place] == kNone) {
    lasting_[place] = take(relay, 0);
    entries_[lasting_[place]].server = server;
  }
  return lasting_[place];
}

Index ConnectionBook::ofUser(Index user, Index relay) {
  if (user >= ofUser_.size()) ofUser_.resize(user + std::size_t{1024}, kNone);
  for (Index entry = ofUser_[user]; entry != kNone; entry = entries_[entry].nextOfUser) {
    if (entries_[entry].relay == relay) return entry;
  }
  const Index entry = take(relay, browserLimit_);
  entries_[entry].nextOfUser = ofUser_[user];
  return ofUser_[user] = entry;
}

void ConnectionBook::forgetUser(Index user) {
  if (user >= ofUser_.size()) return;
  while (ofUser_[user] != kNone) {
    const Index entry = ofUser_[user];
    ofUser_[user] = entries_[entry].nextOfUser;
    end(entry);
  }
}

Index ConnectionBook::ofLogged(std::uint32_t client, Index relay) {
  const auto [known, added] = ofLogged_.try_emplace(std::uint64_t{client} << 32 | relay, kNone);
  if (added) known->second = take(relay, 0);
  return known->second;
}

Index ConnectionBook::openPage(Index relay) {
  const Index entry = take(relay, browserLimit_);
  entries_[entry].companions = 1;
  return entry;
}

void ConnectionBook::leavePage(Index entry) {
  if (entries_[entry].companions > 0 && --entries_[entry].companions == 0) end(entry);
}

// Of a stack of idle ones the top has idled for the shortest time: when that is too long, it is for all.
bool ConnectionBook::takeIdle(Index index, Instant now) {
  Entry& entry = entries_[index];
  if (entry.idle == kNone) return false;
  const Idle& last = idle_[entry.idle];
  if (now - last.since >= rulesOf(entry.relay).keepAlive) {
    closeIdle(entry);
    return false;
  }
  freeIdle_.push_back(entry.idle);
  entry.idle = last.before;
  ++entry.inUse;
  return true;
}

bool ConnectionBook::open(Index index) {
  Entry& entry = entries_[index];
  if (entry.limit != 0 && entry.inUse >= entry.limit) return false;
  ++entry.inUse;
  return true;
}

void ConnectionBook::giveBack(Index index, bool good, Instant now) {
  Entry& entry = entries_[index];
  --entry.inUse;
  if (!good || rulesOf(entry.relay).keepAlive == Duration()) return;
  if (freeIdle_.empty()) {
    idle_.emplace_back();
    freeIdle_.reserve(idle_.capacity());
    freeIdle_.push_back(static_cast<Index>(idle_.size() - 1));
  }
  const Index connection = freeIdle_.back();
  freeIdle_.pop_back();
  idle_[connection] = Idle{now, entry.idle};
  entry.idle = connection;
}

void ConnectionBook::forgetRelay(Index relay) {
  for (Entry& entry : entries_) {
    if (entry.relay == relay) closeIdle(entry);
  }
}

void ConnectionBook::forgetServer(Index server) {
  for (Entry& entry : entries_) {
    if (entry.server == server) closeIdle(entry);
  }
}

}  // namespace headroom::sim
