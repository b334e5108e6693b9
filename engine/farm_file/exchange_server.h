// Servers and their pools in both directions; a part of the mapping.
#pragma once

#include <limits>

#include "engine/farm_file/exchange.h"

namespace headroom::farm_file {

static_assert(same(farm::Discipline::ProcessorSharing, v1::Server::PROCESSOR_SHARING) &&
              same(farm::Discipline::Fifo, v1::Server::FIFO));
static_assert(same(farm::Pool::Threads::Fixed, v1::Pool::FIXED) &&
              same(farm::Pool::Threads::TuningPage, v1::Pool::TUNING_PAGE));
static_assert(same(farm::Pool::QueueCounts::ExecutingAndQueued, v1::Pool::EXECUTING_AND_QUEUED) &&
              same(farm::Pool::QueueCounts::Queued, v1::Pool::QUEUED));

template <class X>
void exchange(X& x, farm::Recycling& v, const farm::Recycling& d) {
  x.duration("every", v.every, d.every);
  x.whole("requests", v.requests, d.requests);
  x.bytes("memory_limit", v.memoryLimit, d.memoryLimit);
  x.bytes("memory_at_start", v.memoryAtStart, d.memoryAtStart);
  x.bytes("memory_growth", v.memoryGrowth, d.memoryGrowth);
  x.flag("overlap", v.overlap, d.overlap);
  x.duration("startup", v.startup, d.startup);
  x.duration("idle_timeout", v.idleTimeout, d.idleTimeout);
}

template <class X>
void exchange(X& x, farm::ColdStart& v, const farm::ColdStart& d) {
  x.number("factor", v.factor, d.factor);
  x.whole("requests", v.requests, d.requests);
  x.duration("duration", v.duration, d.duration);
  x.law("module_load", v.moduleLoad, kWork);
}

template <class X>
void exchange(X& x, farm::Pauses& v, const farm::Pauses&) {
  x.law("interval", v.interval, kWork);
  x.law("duration", v.duration, kWork);
}

template <class X>
void exchange(X& x, farm::Pool& v, const farm::Pool& d) {
  x.place(v.origin, v.comments);
  x.text("name", v.name, d.name);
  x.whole("workers", v.workers, d.workers);
  x.whole("queue_limit", v.queueLimit, d.queueLimit);
  x.choice("queue_counts", v.queueCounts, d.queueCounts);
  x.choice("threads", v.threads, d.threads);
  x.whole("initial_workers", v.initialWorkers, d.initialWorkers);
  x.rate("injection", v.injection, d.injection);
  x.duration("retire_after", v.retireAfter, d.retireAfter);
  x.object("recycling", v.recycling, d.recycling);
  x.object("cold_start", v.coldStart, d.coldStart);
}

template <class X>
void exchange(X& x, farm::Server& v, const farm::Server& d) {
  x.place(v.origin, v.comments);
  x.text("name", v.name);
  x.text("address", v.address);
  x.text("segment", v.segment);
  x.whole("cores", v.cores, d.cores);
  x.number("speed", v.speed, d.speed);
  x.bytes("memory", v.memoryBytes, d.memoryBytes);
  x.choice("discipline", v.discipline, d.discipline);
  x.objects("pool", v.pools);
  x.flag("deploy_enabled", v.deployEnabled, d.deployEnabled);
  x.flag("in_balancer", v.inBalancer, d.inBalancer);
  x.flag("scheduler", v.scheduler, d.scheduler);
  x.flag("controller", v.controller, d.controller);
  x.text("failure_domain", v.failureDomain);
  x.number("contention", v.contention, d.contention);
  x.number("coherency", v.coherency, d.coherency);
  x.object("pauses", v.pauses, d.pauses);
  x.optional("shedding", v.shedding);
  x.whole("max_timers", v.maxTimers, d.maxTimers);
  x.whole("max_processes", v.maxProcesses, d.maxProcesses);
  x.whole("max_light_processes", v.maxLightProcesses, d.maxLightProcesses);
  x.whole("max_emails", v.maxEmails, d.maxEmails);
  x.optional("reliability", v.reliability);
  x.optional("position", v.position);
}

}  // namespace headroom::farm_file
