#include "engine/report/compose.h"

#include "engine/base/text.h"
#include "engine/report/words.h"
#include "engine/results/figures.h"

namespace headroom::report {
namespace {

constexpr std::size_t kMostRows = 200;

/// Nobody reads ten thousand rows on paper; the data formats carry them all.
void limitRows(Table& table) {
  if (table.rows.size() <= kMostRows) return;
  const std::string all = results::count(table.rows.size());
  table.rows.resize(kMostRows);
  table.caption += (table.caption.empty() ? "The first " : "; the first ") + results::count(kMostRows) + " of " + all +
                   " rows, the others are in the results as JSON and CSV";
}

void limitLengths(Document& document) {
  for (Section& section : document.sections) {
    for (Block& block : section.blocks) {
      if (auto* table = std::get_if<Table>(&block)) limitRows(*table);
      if (auto* figure = std::get_if<Figure>(&block)) limitRows(figure->twin);
    }
  }
}

}  // namespace

Document compose(const Study& study) {
  const std::string farm = study.farm.name.empty() ? study.run.farm : study.farm.name;
  Document document;
  document.title =
      named(study.title.empty() ? "Capacity of " + (farm.empty() ? std::string("a web farm") : farm) : study.title);
  document.subtitle =
      "How much more traffic does this farm take, where does it break first, and what should be changed?";
  document.author = named(study.author);
  document.date = named(study.date);
  document.producer = "Headroom" + (study.run.version.empty() ? "" : " " + named(study.run.version));
  for (const std::string& part : {document.author, document.date, document.producer}) {
    if (!part.empty()) document.byline += (document.byline.empty() ? "" : "  ·  ") + part;
  }
  document.running = document.title;
  document.sections = {briefSection(study),    farmSection(study),        demandSection(study),
                       resultsSection(study),  validationSection(study),  operationsSection(study),
                       overTimeSection(study), headroomSection(study),    lossSection(study),
                       findingsSection(study), assumptionsSection(study), methodSection(study),
                       manifestSection(study)};
  std::erase_if(document.sections, [](const Section& section) { return section.blocks.empty(); });
  limitLengths(document);
  return document;
}

}  // namespace headroom::report
