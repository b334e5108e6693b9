// Autoscaling and shedding in both directions; see mapping.cpp.
#pragma once

#include "engine/farm_file/exchange.h"

namespace headroom::farm_file {

static_assert(same(farm::ScalingPolicy::Kind::Servers, v1::ScalingPolicy::SERVERS) &&
              same(farm::ScalingPolicy::Kind::Percent, v1::ScalingPolicy::PERCENT));
static_assert(same(farm::ScalingRules::Select::Max, v1::ScalingRules::MAX) &&
              same(farm::ScalingRules::Select::Min, v1::ScalingRules::MIN) &&
              same(farm::ScalingRules::Select::Disabled, v1::ScalingRules::DISABLED));

template <class X>
void exchange(X& x, farm::ScalingPolicy& v, const farm::ScalingPolicy& d) {
  x.place(v.origin, v.comments);
  x.required("value", "value: 4");
  x.required("period", "period: \"15s\"");
  x.choice("kind", v.kind, d.kind);
  x.whole("value", v.value, -1);
  x.duration("period", v.period, kAlways);
}

template <class X>
void exchange(X& x, farm::ScalingRules& v, const farm::ScalingRules&) {
  x.duration("stabilisation", v.stabilisation);
  x.choice("select", v.select);
  x.objects("policy", v.policies);
}

template <class X>
void exchange(X& x, farm::Autoscaling& v, const farm::Autoscaling& d) {
  x.place(v.origin, v.comments);
  x.required("boot", "boot: \"2min\"");
  x.whole("min", v.min, d.min);
  x.whole("max", v.max, d.max);
  x.fraction("target_utilisation", v.targetUtilisation, d.targetUtilisation);
  x.fraction("tolerance", v.tolerance, d.tolerance);
  x.duration("every", v.every, d.every);
  x.duration("boot", v.boot, kAlways);
  x.duration("drain", v.drain, d.drain);
  x.object("up", v.up, d.up);
  x.object("down", v.down, d.down);
}

template <class X>
void exchange(X& x, farm::Shedding& v, const farm::Shedding& d) {
  x.fraction("above", v.above, d.above);
  x.duration("window", v.window, d.window);
}

}  // namespace headroom::farm_file
