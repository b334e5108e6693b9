#include "engine/cli/log_options.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <thread>

namespace headroom::cli {

void addLogOptions(CLI::App& command, LogArguments& arguments) {
  trace::FormatOptions& format = arguments.format;
  command.add_option("--format", format.name,
                     "Format of the logs, as `headroom trace` calls it, instead of finding it");
  command.add_option("--format-string", format.pattern,
                     "Apache LogFormat or nginx log_format, verbatim: '%h %l %u %t \"%r\" %>s %b %D'");
  command.add_option("--fields", format.fields,
                     "Columns of an IIS log without #Fields: \"date time c-ip cs-method ...\"");
  command.add_option("--json-map", format.jsonMap,
                     "Which key of JSON lines means what: time=ts,client=request.ip,duration=took:ms");
  command.add_option("--csv-map", format.csvMap,
                     "Which column of a CSV means what, by its name or number: time=When,duration=Took:ms,status=5");
  command.add_option("--tz", format.zone, "Time zone of stamps that name none: Europe/Lisbon, +01:00 (default UTC)");
  command
      .add_option("--stamps,--time-semantics", arguments.stamps,
                  "What the log's time stamps mean: auto, start or end of the request")
      ->check(CLI::IsMember({"auto", "start", "end"}));
  command
      .add_option("--without", arguments.without,
                  "Leaves requests out: robots (by their user agent), static, integration, platform, screen")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->check(CLI::IsMember({"robots", "static", "integration", "platform", "screen", "none"}));
}

trace::RequestFilter filterOf(const LogArguments& arguments) {
  return trace::filterWithout(arguments.without).value();  // the words were checked when they were read
}

trace::ReadOptions readOptions(const LogArguments& arguments, unsigned threads) {
  trace::ReadOptions options;
  options.threads = threads > 0 ? threads : std::max(1u, std::thread::hardware_concurrency());
  options.format = arguments.format;
  options.stamps = arguments.stamps == "start" ? trace::StampMeaning::Start
                   : arguments.stamps == "end" ? trace::StampMeaning::End
                                               : trace::StampMeaning::Auto;
  return options;
}

}  // namespace headroom::cli
