// Farms the tests talk about: the three reference farms, right as they stand, and small helpers to bend them.
#pragma once

#include <string>
#include <vector>

#include "engine/farm/farm.h"

namespace headroom::tests {

farm::Server server(const std::string& name, const std::string& segment = {}, int cores = 4);
/// An application with one module of its name; demand in ms, transactions a request of 6 ms each.
farm::Application application(const std::string& name, const std::string& zone, double demandMs = 11,
                              double transactions = 1);
/// A zone with a redundant balancer "<name> balancer", which checks by HTTP, and the address "<name in lower
/// case>.lan".
farm::Zone zone(const std::string& name, const std::vector<std::string>& servers);
farm::Reference call(const std::string& consumer, const std::string& producer, double calls = 1, double demandMs = 8);
farm::Users users(const std::string& name, const std::string& application, double perSecond);
farm::Link link(const std::string& from, const std::string& to, double ms, std::vector<int> openPorts = {});
farm::Route route(const std::string& path, const std::string& zone);

/// One server that is everything, and its database.
farm::Farm singleServer();
/// Zone Global on FE1 to FE3, zone Intranet on FE2 and FE3, AppX calling AppY.
farm::Farm intranetZone();
/// Public and partner zones in the DMZ, internal and batch zones in the LAN, everything redundant.
farm::Farm dmzFarm();
/// Two zones that share no server, everything redundant and lightly loaded: no rule has anything to say about it.
farm::Farm cleanFarm();

/// The zone, server or application of that name. REQUIRES: it exists.
farm::Zone& zoneOf(farm::Farm& farm, const std::string& name);
farm::Server& serverOf(farm::Farm& farm, const std::string& name);
farm::Application& applicationOf(farm::Farm& farm, const std::string& name);

}  // namespace headroom::tests
