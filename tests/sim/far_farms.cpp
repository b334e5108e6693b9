#include "tests/sim/far_farms.h"

#include <gtest/gtest.h>

#include <stdexcept>

namespace headroom::sim::testing {

farm::Link link(const std::string& name, const std::string& from, const std::string& to, int milliseconds) {
  farm::Link link;
  link.name = name;
  link.from = from;
  link.to = to;
  link.latency = Duration::milliseconds(milliseconds);
  return link;
}

farm::Farm farAway() {
  farm::Farm farm = singleStation(100, fixed(1), 8);
  farm.users[0].segment = "Internet";
  farm.users[0].timeout = Duration::wholeSeconds(2);
  farm.zones[0].balancer->segment = farm.servers[0].segment = "LAN";
  farm.links = {link("WAN", "Internet", "LAN", 100)};
  return farm;
}

}  // namespace headroom::sim::testing
