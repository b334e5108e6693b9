#include "engine/cli/log_options.h"

#include "engine/cli/study.h"

namespace headroom::cli {

void addLogOptions(CLI::App& command, LogArguments& arguments) {
  trace::FormatOptions& format = arguments.format;
  command.add_option("--format", format.name, "Format of the logs, as `headroom trace` calls it, instead of finding it");
  command.add_option("--format-string", format.pattern,
                     "Apache LogFormat or nginx log_format, verbatim: '%h %l %u %t \"%r\" %>s %b %D'");
  command.add_option("--fields", format.fields, "Columns of an IIS log without #Fields: \"date time c-ip cs-method ...\"");
  command.add_option("--json-map", format.jsonMap, "Which key of JSON lines means what: time=ts,client=request.ip,duration=took:ms");
  command.add_option("--tz", format.zone, "Time zone of stamps that name none: Europe/Lisbon, +01:00 (default UTC)");
  addStampsOption(command, arguments.stamps);
}

trace::ReadOptions readOptions(const LogArguments& arguments) {
  trace::ReadOptions options;
  options.format = arguments.format;
  options.stamps = stampMeaning(arguments.stamps);
  return options;
}

}  // namespace headroom::cli
