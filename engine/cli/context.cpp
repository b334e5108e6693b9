#include "engine/cli/context.h"

#include <algorithm>
#include <ostream>

#include "engine/balancing/pool_spec.h"
#include "engine/base/file.h"
#include "engine/farm_file/farm_file.h"
#include "engine/results/terminal.h"

namespace headroom::cli {

void Context::print(const Diagnostics& diagnostics) const {
  for (const Diagnostic& diagnostic : diagnostics) {
    if (quiet && diagnostic.severity != Severity::Error) continue;
    Diagnostic plain = diagnostic;
    plain.what = results::plainSpaces(plain.what);
    plain.remedy = results::plainSpaces(plain.remedy);
    streams.err << format(plain) << '\n';
  }
}

void Context::fail(const Diagnostics& problems, int code) {
  print(problems);
  exitCode = code;
}

std::optional<farm::Farm> loadFarm(Context& context, const std::string& path) {
  auto loaded = farm_file::load(path, balancing::problemsOf);
  if (!loaded) {
    context.fail(loaded.problems(), kBadInput);
    return std::nullopt;
  }
  context.print(loaded->warnings);
  return std::move(loaded->farm);
}

bool deliver(Context& context, const std::string& path, const std::string& text) {
  if (path == "-") {
    context.streams.out << text;
    return true;
  }
  const Outcome written = writeFileAtomically(path, text);
  if (!written) context.fail(written.problems(), kFailed);
  return written.ok();
}

void failWork(Context& context, const Diagnostics& problems) {
  const bool broken =
      std::any_of(problems.begin(), problems.end(), [](const Diagnostic& d) { return d.rule == "self-check"; });
  context.fail(problems, context.interrupted() ? kInterrupted : broken ? kFailed : kBadInput);
}

}  // namespace headroom::cli
