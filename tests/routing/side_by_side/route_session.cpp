#include "tests/routing/side_by_side/route_session.h"

#include "tests/routing/side_by_side/balancer.h"
#include "tests/routing/side_by_side/trouble.h"

namespace headroom::side_by_side {
namespace {

using nlohmann::json;

void route(Stage& stage, const std::vector<std::string>& names, json& step, long number) {
  stage.send(number, requestBytes(number, {{"path", step.at("target")}, {"host", step.at("host")}}));
  const Deadline deadline("a routed request");
  step["chosen"] = nullptr;
  while (!stage.ended(number)) {
    stage.pump(5);
    for (const Arrival& a : stage.takeArrivals()) {
      step["chosen"] = names[a.server];
      step["forwarded"] = a.target;
      stage.answer(a.request);
    }
    deadline.check();
  }
  if (!step["chosen"].is_null()) return stage.forget(number);
  const Answer answer = *stage.ended(number);
  step["status"] = answer.status;
  if (const auto location = answer.header("location")) step["location"] = *location;
  stage.forget(number);
}

}  // namespace

routing::GoldenFile recordRoutes(json header, const Script& script) {
  Balancer balancer(header);
  const auto names = destinations(header);
  routing::GoldenFile golden;
  long number = 0;
  while (auto step = script({})) {
    route(balancer.stage(), names, *step, ++number);
    golden.steps.push_back(std::move(*step));
  }
  header["steps"] = golden.steps.size();
  golden.header = std::move(header);
  return golden;
}

}  // namespace headroom::side_by_side
