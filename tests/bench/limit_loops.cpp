#include "tests/bench/limit_loops.h"

#include "tests/bench/limit_parts.h"

namespace headroom::bench::limit {
namespace {

// An event is one word: nanoseconds in the upper 58 bits, its leaf in the lower 6. A job is the word of its arrival
// with two bits in the place of the leaf.
constexpr std::uint64_t kLeafMask = 63;
constexpr std::uint64_t kIntranet = 1;
constexpr std::uint64_t kCounted = 2;

std::uint64_t nanoseconds(std::uint64_t word) {
  return word >> 6;
}

/// `Workers` FIFO workers with one queue; their ends in a winner tree.
template <std::size_t Workers>
struct Station {
  explicit Station(double meanSeconds) : scale(meanSeconds * 1e9 * 64) {}

  double scale;
  std::uint32_t idle = (1U << Workers) - 1;
  std::uint64_t busy = 0;  ///< Word-times of all services.
  WinnerTree<Workers> ends;
  std::array<std::uint64_t, Workers> jobs{};
  Ring queue;

  std::uint64_t service(Exponentials& random) {
    const auto time = static_cast<std::uint64_t>(random.next() * scale) & ~kLeafMask;
    busy += time;
    return time;
  }
  void arrive(std::uint64_t now, std::uint64_t job, Exponentials& random) {
    if (idle == 0) {
      queue.push(job);
      return;
    }
    const auto worker = static_cast<std::size_t>(std::countr_zero(idle));
    idle &= idle - 1;
    jobs[worker] = job;
    ends.replace(worker, (now + service(random)) | worker);
  }
  /// The end of the service at `worker`; its job.
  std::uint64_t finish(std::uint64_t now, std::size_t worker, Exponentials& random) {
    const std::uint64_t job = jobs[worker];
    if (queue.empty()) {
      idle |= 1U << worker;
      ends.replace(worker, kNever);
    } else {
      jobs[worker] = queue.pop();
      ends.replace(worker, (now + service(random)) | worker);
    }
    return job;
  }
  double utilisation(std::uint64_t end) const {
    return static_cast<double>(busy) / static_cast<double>(Workers) / static_cast<double>(end);
  }
};

}  // namespace

Farm3 farm3(std::uint64_t requests, std::uint64_t seed) {
  Exponentials random(seed);
  Station<4> p(0.0005);
  Station<8> f[3] = {Station<8>(0.020), Station<8>(0.020), Station<8>(0.020)};
  Station<16> db(0.004);
  CoarseHistogram latency[2];
  const double gap = 64e9 / 730;
  const std::uint64_t warmUp = requests / 20;
  std::uint64_t arrived = 0;
  std::uint64_t now = 0;
  std::uint64_t arrival = static_cast<std::uint64_t>(random.next() * gap) & ~kLeafMask;
  unsigned global = 0;
  unsigned intranet = 0;
  std::uint64_t coins = seed * 2 + 1;
  for (std::uint64_t left = requests; left > 0;) {
    const std::uint64_t fronts = std::min({f[0].ends.first(), f[1].ends.first(), f[2].ends.first()});
    const std::uint64_t stations = std::min(p.ends.first(), db.ends.first());
    const std::uint64_t next = std::min(std::min(arrival, fronts), stations);
    now = next & ~kLeafMask;
    const std::size_t worker = next & kLeafMask;
    if (next == arrival) {
      p.arrive(now, now | (arrived >= warmUp ? kCounted : 0), random);
      ++arrived;
      arrival = arrived == requests ? kNever : (now + static_cast<std::uint64_t>(random.next() * gap)) & ~kLeafMask;
    } else if (next == fronts) {
      Station<8>& front = next == f[0].ends.first() ? f[0] : next == f[1].ends.first() ? f[1] : f[2];
      db.arrive(now, front.finish(now, worker, random), random);
    } else if (next == db.ends.first()) {
      const std::uint64_t job = db.finish(now, worker, random);
      if (job & kCounted) latency[job & kIntranet].add(nanoseconds(now) - nanoseconds(job));
      --left;
    } else {
      const std::uint64_t job = p.finish(now, worker, random);
      coins = coins * 6364136223846793005 + 1442695040888963407;
      if ((coins >> 32) < static_cast<std::uint64_t>(0.7 * 4294967296.0)) {
        f[global].arrive(now, job, random);
        global = global == 2 ? 0 : global + 1;
      } else {
        f[intranet].arrive(now, job | kIntranet, random);
        intranet ^= 1;
      }
    }
  }
  return {
      latency[0].latency(),
      latency[1].latency(),
      {p.utilisation(now), f[0].utilisation(now), f[1].utilisation(now), f[2].utilisation(now), db.utilisation(now)},
      static_cast<double>(nanoseconds(now)) / 1e9};
}

Mm1 mm1(std::uint64_t requests, std::uint64_t seed) {
  Exponentials random(seed);
  CoarseHistogram latency;
  Ring inside;  // the first is being served
  const double gap = 64e9 / 0.7;
  const std::uint64_t warmUp = requests / 20;
  std::uint64_t arrived = 0;
  std::uint64_t busy = 0;
  std::uint64_t now = 0;
  auto arrival = static_cast<std::uint64_t>(random.next() * gap);
  std::uint64_t end = kNever;
  std::uint64_t job = 0;
  for (std::uint64_t left = requests; left > 0;) {
    if (arrival <= end) {
      now = arrival;
      const std::uint64_t newcomer = (now & ~kLeafMask) | (arrived >= warmUp ? kCounted : 0);
      if (end == kNever) {
        job = newcomer;
        const auto service = static_cast<std::uint64_t>(random.next() * 64e9);
        busy += service;
        end = now + service;
      } else {
        inside.push(newcomer);
      }
      arrival = ++arrived == requests ? kNever : now + static_cast<std::uint64_t>(random.next() * gap);
    } else {
      now = end;
      if (job & kCounted) latency.add(nanoseconds(now) - nanoseconds(job));
      --left;
      end = kNever;
      if (!inside.empty()) {
        job = inside.pop();
        const auto service = static_cast<std::uint64_t>(random.next() * 64e9);
        busy += service;
        end = now + service;
      }
    }
  }
  return {latency.latency(), static_cast<double>(busy) / static_cast<double>(now)};
}

}  // namespace headroom::bench::limit
