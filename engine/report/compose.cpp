#include "engine/report/compose.h"

#include "engine/base/text.h"
#include "engine/report/words.h"

namespace headroom::report {

Document compose(const Study& study) {
  const std::string farm = study.farm.name.empty() ? study.run.farm : study.farm.name;
  Document document;
  document.title = named(study.title.empty() ? "Capacity of " + (farm.empty() ? std::string("a web farm") : farm) : study.title);
  document.subtitle = "How much more traffic does this farm take, where does it break first, and what should be changed?";
  document.author = named(study.author);
  document.date = named(study.date);
  document.producer = "Headroom" + (study.run.version.empty() ? "" : " " + named(study.run.version));
  for (const std::string& part : {document.author, document.date, document.producer}) {
    if (!part.empty()) document.byline += (document.byline.empty() ? "" : "  ·  ") + part;
  }
  document.running = document.title;
  document.sections = {briefSection(study),       farmSection(study),     demandSection(study),      resultsSection(study),
                       overTimeSection(study),    headroomSection(study), lossSection(study),        findingsSection(study),
                       assumptionsSection(study), methodSection(study),   manifestSection(study)};
  return document;
}

}  // namespace headroom::report
