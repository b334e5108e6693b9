// One hash of texts for counting and for telling clients apart.
#pragma once

#include <cstdint>
#include <string_view>

namespace headroom::trace {

/// 64 well mixed bits of a text; the same in every run and on every machine.
std::uint64_t textHash(std::string_view text);

}  // namespace headroom::trace
