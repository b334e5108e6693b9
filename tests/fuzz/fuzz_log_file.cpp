// Fuzz target: a whole log file, whatever it is packed in.
#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "engine/trace/trace.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const std::string path =
      (std::filesystem::temp_directory_path() / ("headroom-fuzz-log-" + std::to_string(::getpid()))).string();
  std::ofstream(path, std::ios::binary).write(reinterpret_cast<const char*>(data), static_cast<std::streamsize>(size));
  std::uint64_t taken = 0;
  const auto counts = headroom::trace::read(path, 0, {}, [&](const headroom::trace::Record&) { return ++taken > 0; });
  std::filesystem::remove(path);
  if (!counts) return 0;
  const bool addsUp =
      counts->lines == counts->blank + counts->directives + counts->otherRecords + counts->valid + counts->malformed;
  if (addsUp && counts->valid == taken) return 0;
  std::fprintf(stderr, "lines are not counted once\n");
  std::abort();
}
