#include <algorithm>

#include "engine/calibration/ratio.h"
#include "engine/calibration/traffic.h"
#include "engine/trace/civil_time.h"

namespace headroom::calibration {
namespace {

constexpr std::int64_t kMinute = 60 * trace::kNsPerSecond;

/// Minutes of the window, each with its length in seconds; the last one of a part may be shorter.
std::vector<Share> emptyMinutes(const RateWindow& window, std::vector<std::int64_t>& starts) {
  std::vector<Share> minutes;
  for (const workload::Window& part : window.parts) {
    for (std::int64_t at = part.fromNs; at < part.toNs; at += kMinute) {
      starts.push_back(at);
      minutes.push_back({0, static_cast<double>(std::min(kMinute, part.toNs - at)) / 1e9});
    }
  }
  return minutes;
}

void addSizes(std::vector<std::uint32_t>& sizes, ApplicationTraffic& traffic, const StopCheck& stop) {
  if (sizes.empty()) {
    traffic.responseBytes.why = "the logs have no sizes";
    return;
  }
  constexpr std::size_t kBlocks = 50;  // neighbours in time are alike: means of fifty stretches of the log
  std::vector<Share> blocks(std::min(kBlocks, sizes.size()));
  for (std::size_t i = 0; i < sizes.size(); ++i) {
    Share& block = blocks[i * blocks.size() / sizes.size()];
    block.part += sizes[i];
    block.whole += 1;
  }
  traffic.responseBytes = ratioOf(blocks);
  traffic.responseBytes.count = sizes.size();
  std::sort(sizes.begin(), sizes.end(), [&](std::uint32_t a, std::uint32_t b) {
    stop();
    return a < b;
  });
  const auto rank = [&](std::size_t percent) { return sizes[(sizes.size() * percent + 99) / 100 - 1]; };
  traffic.bytesP50 = rank(50);
  traffic.bytesP95 = rank(95);
}

}  // namespace

std::vector<ApplicationTraffic> mixOf(const farm::Farm& farm, const std::vector<Observation>& requests,
                                      const RateWindow& window, const StopCheck& stop) {
  std::vector<ApplicationTraffic> mix(farm.applications.size());
  std::vector<std::int64_t> starts;
  const std::vector<Share> empty = emptyMinutes(window, starts);
  std::vector<std::vector<Share>> minutes(mix.size(), empty);
  std::vector<std::vector<std::uint32_t>> sizes(mix.size());
  for (const Observation& request : requests) {
    stop();
    ApplicationTraffic& traffic = mix[request.application];
    ++traffic.requests;
    traffic.failed += request.failed ? 1 : 0;
    if (request.bytes != Observation::kNone && !request.failed) sizes[request.application].push_back(request.bytes);
    if (!window.contains(request.arrivalNs)) continue;
    const auto after = std::upper_bound(starts.begin(), starts.end(), request.arrivalNs);
    minutes[request.application][static_cast<std::size_t>(after - starts.begin()) - 1].part += 1;
  }
  for (std::size_t i = 0; i < mix.size(); ++i) {
    mix[i].name = farm.applications[i].name;
    mix[i].share = static_cast<double>(mix[i].requests) / static_cast<double>(requests.size());
    mix[i].rate = ratioOf(minutes[i]);
    if (mix[i].rate.low) mix[i].rate.low = std::max(0.0, *mix[i].rate.low);
    addSizes(sizes[i], mix[i], stop);
  }
  return mix;
}

results::Estimate togetherOf(const std::vector<ApplicationTraffic>& mix, const std::vector<std::string>& applications) {
  results::Estimate sum;
  sum.low = sum.high = 0;
  for (const ApplicationTraffic& each : mix) {
    if (std::find(applications.begin(), applications.end(), each.name) == applications.end()) continue;
    sum.mean += each.rate.mean;
    sum.count = each.rate.count;
    if (sum.low && each.rate.low && each.rate.high) {
      sum.low = *sum.low + *each.rate.low;
      sum.high = *sum.high + *each.rate.high;
    } else {
      sum.low = sum.high = std::nullopt;
      sum.why = each.rate.why;
    }
  }
  return sum;
}

}  // namespace headroom::calibration
