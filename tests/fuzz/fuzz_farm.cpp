// Fuzz target: a farm file in one of its three formats. What is read must survive being written and read again.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include "engine/farm_file/farm_file.h"

namespace {

using headroom::Diagnostic;
using headroom::Diagnostics;
using headroom::farm_file::Accept;
using headroom::farm_file::Format;

constexpr Format kFormat = Format::HEADROOM_FARM_FORMAT;

void require(bool ok, const char* what) {
  if (ok) return;
  std::fprintf(stderr, "%s\n", what);
  std::abort();
}

/// What a terminal is shown must not steer it.
void checkPrintable(const Diagnostics& problems) {
  for (const Diagnostic& each : problems) {
    for (const char c : headroom::format(each))
      require(static_cast<unsigned char>(c) >= ' ' && c != '\x7F', "a control character in a message");
  }
}

/// Canonical text is a fixed point, whatever the farm came from.
void checkWriting(const headroom::farm::Farm& farm, Format format) {
  const std::string once = headroom::farm_file::write(farm, format);
  const auto again = headroom::farm_file::read(once, format, "again", Accept::Draft);
  require(again.ok(), "what was written cannot be read");
  require(headroom::farm_file::write(again->farm, format) == once, "written twice, it is another file");
  require(headroom::farm_file::hashOf(again->farm) == headroom::farm_file::hashOf(farm), "written, it is another farm");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view content(reinterpret_cast<const char*>(data), size);
  const auto draft = headroom::farm_file::read(content, kFormat, "fuzz", Accept::Draft);
  const auto sound = headroom::farm_file::read(content, kFormat, "fuzz", Accept::Sound);
  checkPrintable(draft ? draft->warnings : draft.problems());
  checkPrintable(sound ? sound->warnings : sound.problems());
  require(draft.ok() || !sound.ok(), "sound, but not even a draft");
  require(draft.ok() || headroom::hasErrors(draft.problems()), "refused without a problem");
  if (!draft) return 0;
  for (const Format format : {Format::Text, Format::Json, Format::Binary}) checkWriting(draft->farm, format);
  return 0;
}
