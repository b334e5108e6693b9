#include "engine/sim/front.h"

#include <charconv>

#include "engine/base/text.h"

namespace headroom::sim {

Sight::Sight(const Model& model, const ZoneSpec& zone) : model_(model), zone_(zone) {
  const routing::AlgorithmOptions& options = zone.balancing.policy.options;
  headerName_ = options.header;
  parameter_ = options.parameter;
  if (options.key.starts_with("header:")) headerName_ = options.key.substr(7);
  if (options.key.starts_with("arg:")) parameter_ = options.key.substr(4);
  if (parameter_.empty()) parameter_ = "user";
  for (const ApplicationSpec& application : model.applications) {
    const std::string base = application.path.ends_with('/') ? application.path : application.path + "/";
    for (std::uint64_t page = 0; page < kPages; ++page) {
      pages_.push_back(base + "page" + std::to_string(page) + "?" + parameter_ + "=");
    }
  }
}

std::string_view Sight::targetOf(const Request& request) {
  const std::uint64_t page = kernel::mix(request.chance, kPages) % kPages;
  target_ = pages_[request.application * kPages + page];
  target_.append(number_.data());
  return target_;
}

void Sight::look(const Request& request) {
  char* end = std::to_chars(number_.data(), number_.data() + number_.size() - 1, request.person).ptr;
  *end = '\0';
  key_.source.size = 4;
  char* at = address_.data();
  for (std::size_t i = 0; i < 4; ++i) {
    key_.source.bytes[i] = static_cast<std::uint8_t>(request.address >> (24 - 8 * i));
    if (i > 0) *at++ = '.';
    at = std::to_chars(at, address_.data() + address_.size(), key_.source.bytes[i]).ptr;
  }
  key_.sourceText = std::string_view(address_.data(), static_cast<std::size_t>(at - address_.data()));
}

const routing::RequestKey& Sight::of(const Request& request, std::string_view cookie) {
  look(request);
  key_.client = request.address;
  key_.host = request.source != kNone && !model_.hostName.empty() ? model_.hostName : zone_.address;
  key_.target = targetOf(request);
  headers_.clear();
  if (!headerName_.empty() && !equalIgnoringCase(headerName_, "host"))
    headers_.push_back({headerName_, number_.data()});
  if (!cookie.empty()) headers_.push_back({"Cookie", cookie});
  key_.headers = headers_;
  return key_;
}

}  // namespace headroom::sim
