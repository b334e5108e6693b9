#include "engine/templates/templates.h"

#include <algorithm>
#include <string_view>

#include "engine/base/text.h"

namespace headroom::templates {
namespace {

struct Entry {
  const char* name;
  const char* text;
};

constexpr Entry kEntries[] = {
#include "texts.inc"
};

std::string firstComment(std::string_view text) {
  const auto start = text.find('#');
  if (start == std::string_view::npos) return {};
  const auto end = text.find('\n', start);
  return std::string(trim(text.substr(start + 1, end - start - 1)));
}

std::vector<Template> build() {
  std::vector<Template> templates;
  for (const Entry& entry : kEntries) templates.push_back({entry.name, firstComment(entry.text), entry.text});
  return templates;
}

}  // namespace

const std::vector<Template>& all() {
  static const std::vector<Template> templates = build();
  return templates;
}

const Template* find(const std::string& name) {
  const auto it = std::find_if(all().begin(), all().end(), [&](const Template& t) { return t.name == name; });
  return it == all().end() ? nullptr : &*it;
}

}  // namespace headroom::templates
