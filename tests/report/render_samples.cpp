// Writes every sample study as HTML, PDF, JSON, CSV and text into a folder, for looking at: render_samples FOLDER
#include <cstdio>
#include <string>

#include "engine/base/file.h"
#include "engine/report/report.h"
#include "tests/report/studies.h"

int main(int argc, char** argv) {
  using namespace headroom;
  if (argc != 2) {
    std::fputs("usage: render_samples FOLDER\n", stderr);
    return 2;
  }
  namespace samples = report::samples;
  const std::pair<const char*, report::Study> studies[] = {{"intranet", samples::intranet()},
                                                           {"operated", samples::operated()},
                                                           {"dmz", samples::dmz()},
                                                           {"fifty", samples::fifty()},
                                                           {"empty", samples::empty()},
                                                           {"hostile", samples::hostile()}};
  for (const auto& [name, study] : studies) {
    const std::string base = std::string(argv[1]) + "/" + name;
    for (const char* ending : {".html", ".pdf", ".json", ".csv"}) {
      const Outcome done = report::write(study, base + ending);
      for (const Diagnostic& problem : done.problems()) std::fprintf(stderr, "%s\n", format(problem).c_str());
    }
    const std::string text =
        results::toText(study.run, 80, false) + "\n" + (study.plan ? results::toText(*study.plan, 80, false) : "");
    const std::string colour =
        results::toText(study.run, 80, true) + "\n" + (study.plan ? results::toText(*study.plan, 80, true) : "");
    if (!writeFileAtomically(base + ".txt", text) || !writeFileAtomically(base + ".ansi", colour)) return 4;
  }
  return 0;
}
