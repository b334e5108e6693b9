#define PCRE2_CODE_UNIT_WIDTH 8
#include "engine/routing/route/regex.h"

#include <pcre2.h>

#include <array>

#include "engine/base/text.h"

namespace headroom::routing {
namespace {

constexpr std::uint32_t kMostSteps = 100'000;

PCRE2_SPTR units(std::string_view text) {
  return reinterpret_cast<PCRE2_SPTR>(text.data());
}

}  // namespace

struct Regex::Compiled {
  std::unique_ptr<pcre2_code, void (*)(pcre2_code*)> code{nullptr, pcre2_code_free};
  std::unique_ptr<pcre2_match_data, void (*)(pcre2_match_data*)> found{nullptr, pcre2_match_data_free};
  std::unique_ptr<pcre2_match_context, void (*)(pcre2_match_context*)> limits{nullptr, pcre2_match_context_free};
};

Result<Regex> Regex::compile(std::string_view expression, bool ignoreCase) {
  int error = 0;
  PCRE2_SIZE at = 0;
  auto compiled = std::make_shared<Compiled>();
  compiled->code.reset(
      pcre2_compile(units(expression), expression.size(), ignoreCase ? PCRE2_CASELESS : 0, &error, &at, nullptr));
  if (!compiled->code) {
    std::array<PCRE2_UCHAR, 256> text{};
    pcre2_get_error_message(error, text.data(), text.size());
    return problem("regular expression '" + printable(expression) + "' is wrong at character " + std::to_string(at + 1),
                   reinterpret_cast<const char*>(text.data()));
  }
  compiled->found.reset(pcre2_match_data_create_from_pattern(compiled->code.get(), nullptr));
  compiled->limits.reset(pcre2_match_context_create(nullptr));
  pcre2_set_match_limit(compiled->limits.get(), kMostSteps);
  return Regex(std::move(compiled));
}

bool Regex::search(std::string_view text) const {
  return pcre2_match(compiled_->code.get(), units(text), text.size(), 0, 0, compiled_->found.get(),
                     compiled_->limits.get()) >= 0;
}

}  // namespace headroom::routing
