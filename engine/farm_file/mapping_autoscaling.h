// Autoscaling and shedding in both directions; see mapping.cpp.
#pragma once

#include "engine/farm/farm.h"
#include "headroom/v1/farm.pb.h"

namespace headroom::farm_file {

static_assert(static_cast<int>(farm::ScalingPolicy::Kind::Servers) == headroom::v1::ScalingPolicy::SERVERS &&
              static_cast<int>(farm::ScalingPolicy::Kind::Percent) == headroom::v1::ScalingPolicy::PERCENT);
static_assert(static_cast<int>(farm::ScalingRules::Select::Max) == headroom::v1::ScalingRules::MAX &&
              static_cast<int>(farm::ScalingRules::Select::Min) == headroom::v1::ScalingRules::MIN &&
              static_cast<int>(farm::ScalingRules::Select::Disabled) == headroom::v1::ScalingRules::DISABLED);

template <class X>
void exchange(X& x, farm::ScalingPolicy& v, const farm::ScalingPolicy& d) {
  const Duration none = Duration::nanoseconds(-1);  // always written
  x.place(v.origin, v.comments);
  x.required("value", "value: 4");
  x.required("period", "period: \"15s\"");
  x.choice("kind", v.kind, d.kind);
  x.whole("value", v.value, -1);
  x.duration("period", v.period, none);
}

template <class X>
void exchange(X& x, farm::ScalingRules& v, const farm::ScalingRules&) {
  x.duration("stabilisation", v.stabilisation);
  x.choice("select", v.select);
  x.objects("policy", v.policies);
}

template <class X>
void exchange(X& x, farm::Autoscaling& v, const farm::Autoscaling& d) {
  const Duration none = Duration::nanoseconds(-1);  // always written
  x.place(v.origin, v.comments);
  x.required("boot", "boot: \"2min\"");
  x.whole("min", v.min, d.min);
  x.whole("max", v.max, d.max);
  x.fraction("target_utilisation", v.targetUtilisation, d.targetUtilisation);
  x.fraction("tolerance", v.tolerance, d.tolerance);
  x.duration("every", v.every, d.every);
  x.duration("boot", v.boot, none);
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
