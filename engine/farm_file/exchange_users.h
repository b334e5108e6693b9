// Users and what they do in both directions; a part of the mapping.
#pragma once

#include <limits>

#include "engine/farm_file/exchange.h"

namespace headroom::farm_file {

static_assert(same(farm::Batch::Size::Geometric, v1::Batch::GEOMETRIC) &&
              same(farm::Batch::Size::Fixed, v1::Batch::FIXED));

template <class X>
void exchange(X& x, farm::CurvePoint& v, const farm::CurvePoint&) {
  x.place(v.origin, v.comments);
  x.required("at", "at: \"8h\"");
  x.required("factor", "factor: 1");
  x.duration("at", v.at, kAlways);
  x.number("factor", v.factor, std::numeric_limits<double>::quiet_NaN());
}

template <class X>
void exchange(X& x, farm::Curve& v, const farm::Curve& d) {
  x.duration("period", v.period, d.period);
  x.objects("point", v.points);
}

template <class X>
void exchange(X& x, farm::Bursts& v, const farm::Bursts&) {
  x.required("dispersion", "dispersion: 10");
  x.required("time_scale", "time_scale: \"30s\"");
  x.number("dispersion", v.dispersion, std::numeric_limits<double>::quiet_NaN());
  x.duration("time_scale", v.timeScale, kAlways);
}

template <class X>
void exchange(X& x, farm::Batch& v, const farm::Batch& d) {
  x.required("mean", "mean: 3");
  x.number("mean", v.mean, std::numeric_limits<double>::quiet_NaN());
  x.choice("size", v.size, d.size);
}

template <class X>
void exchange(X& x, farm::OpenLoad& v, const farm::OpenLoad&) {
  x.required("rate", "rate: \"400/s\"");
  x.rate("rate", v.rate, Rate{-1});
  x.optional("curve", v.curve);
  x.optional("bursts", v.bursts);
  x.optional("batch", v.batch);
}

template <class X>
void exchange(X& x, farm::ClosedLoad& v, const farm::ClosedLoad&) {
  x.required("population", "population: 400");
  x.whole("population", v.population, std::numeric_limits<std::int64_t>::min());
  x.law("think", v.think, kWork);
}

template <class X>
void exchange(X& x, farm::NextPage& v, const farm::NextPage&) {
  x.place(v.origin, v.comments);
  x.text("page", v.page);
  x.required("probability", "probability: 0.5");
  x.number("probability", v.probability, std::numeric_limits<double>::quiet_NaN());
}

template <class X>
void exchange(X& x, farm::SessionPage& v, const farm::SessionPage& d) {
  x.place(v.origin, v.comments);
  x.text("name", v.name);
  x.text("application", v.application);
  x.whole("requests", v.requests, d.requests);
  x.law("think", v.think, kWork);
  x.number("entry", v.entry, d.entry);
  x.objects("next", v.next);
}

template <class X>
void exchange(X& x, farm::SessionLoad& v, const farm::SessionLoad&) {
  x.required("begin", "begin { rate: \"2/s\" }");
  x.object("begin", v.begin, farm::OpenLoad{Rate{-1}});
  x.objects("page", v.pages);
}

template <class X>
void exchange(X& x, farm::ReplayLoad& v, const farm::ReplayLoad&) {
  x.texts("log", v.logs);
}

template <class X>
void exchange(X& x, farm::RetryBudget& v, const farm::RetryBudget& d) {
  x.fraction("share", v.share, d.share);
  x.rate("per_second", v.perSecond, d.perSecond);
  x.duration("window", v.window, d.window);
}

template <class X>
void exchange(X& x, farm::Retry& v, const farm::Retry& d) {
  x.whole("attempts", v.attempts, d.attempts);
  x.flag("on_timeout", v.onTimeout, d.onTimeout);
  x.flag("on_unavailable", v.onUnavailable, d.onUnavailable);
  x.flag("on_refused", v.onRefused, d.onRefused);
  x.flag("on_error", v.onError, d.onError);
  x.duration("backoff", v.backoff, d.backoff);
  x.number("factor", v.factor, d.factor);
  x.duration("longest", v.longest, d.longest);
  x.fraction("jitter", v.jitter, d.jitter);
  x.optional("budget", v.budget);
}

template <class X>
void exchange(X& x, farm::Reload& v, const farm::Reload& d) {
  x.duration("after", v.after, d.after);
  x.fraction("probability", v.probability, d.probability);
  x.whole("most", v.most, d.most);
}

template <class X>
void exchange(X& x, farm::Users& v, const farm::Users& d) {
  x.place(v.origin, v.comments);
  x.text("name", v.name);
  x.text("application", v.application);
  x.text("segment", v.segment);
  x.requiredOneOf("load",
                  "open { rate: \"400/s\" }, closed { population: 400 think: \"20s\" }, sessions { … } or replay { "
                  "log: \"access.log\" }");
  x.template alternative<farm::OpenLoad>("open", v.load);
  x.template alternative<farm::ClosedLoad>("closed", v.load);
  x.template alternative<farm::ReplayLoad>("replay", v.load);
  x.template alternative<farm::SessionLoad>("sessions", v.load);
  x.whole("requests_per_page", v.requestsPerPage, d.requestsPerPage);
  x.whole("addresses", v.addresses, d.addresses);
  x.duration("timeout", v.timeout, d.timeout);
  x.optional("retry", v.retry);
  x.optional("reload", v.reload);
  x.optional("position", v.position);
}

}  // namespace headroom::farm_file
