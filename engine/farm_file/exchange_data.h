// What happens in and in front of a database, between messages and farm values; a part of the mapping.
#pragma once

#include <limits>

#include "engine/farm_file/exchange.h"

namespace headroom::farm_file {

template <class X>
void exchange(X& x, farm::LockClass& v, const farm::LockClass& d) {
  x.place(v.origin, v.comments);
  x.text("name", v.name);
  x.whole("holders", v.holders, d.holders);
}

template <class X>
void exchange(X& x, farm::Cache& v, const farm::Cache& d) {
  x.required("hit_ratio", "hit_ratio: \"90%\"");
  x.fraction("hit_ratio", v.hitRatio, std::numeric_limits<double>::quiet_NaN());
  x.law("access", v.access, kWork);
  x.whole("working_set", v.workingSet, d.workingSet);
  x.optional("reliability", v.reliability);
}

template <class X>
void exchangeData(X& x, farm::Database& v, const farm::Database& d) {
  x.whole("read_instances", v.readInstances, d.readInstances);
  x.duration("failover", v.failover, d.failover);
  x.objects("lock", v.locks);
  x.optional("cache", v.cache);
}

template <class X>
void exchangeData(X& x, farm::Work& v, const farm::Work& d) {
  x.fraction("database_writes", v.databaseWrites, d.databaseWrites);
  x.law("database_write_demand", v.databaseWriteDemand, kWork);
  x.text("lock", v.lock);
}

}  // namespace headroom::farm_file
