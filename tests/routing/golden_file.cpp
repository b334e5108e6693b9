#include "tests/routing/golden_file.h"

#include <zlib.h>

#include <memory>

namespace headroom::routing {
namespace {

std::optional<std::string> readAll(const std::string& path) {
  const std::unique_ptr<gzFile_s, int (*)(gzFile)> file(gzopen(path.c_str(), "rb"), gzclose);
  if (!file) return std::nullopt;
  std::string text;
  char block[65536];
  int n = 0;
  while ((n = gzread(file.get(), block, sizeof block)) > 0) text.append(block, static_cast<std::size_t>(n));
  if (n < 0) return std::nullopt;
  return text;
}

}  // namespace

std::optional<GoldenFile> readGoldenFile(const std::string& path, std::string& problem) {
  const auto text = readAll(path);
  if (!text) {
    problem = "cannot be read";
    return std::nullopt;
  }
  GoldenFile golden;
  std::size_t line = 0;
  for (std::size_t at = 0; at < text->size();) {
    const std::size_t end = std::min(text->find('\n', at), text->size());
    const std::string_view bytes = std::string_view(*text).substr(at, end - at);
    at = end + 1;
    ++line;
    if (bytes.find_first_not_of(" \t\r") == std::string_view::npos) continue;
    nlohmann::json value = nlohmann::json::parse(bytes, nullptr, false);
    if (!value.is_object()) {
      problem = "line " + std::to_string(line) + " is not a JSON object";
      return std::nullopt;
    }
    if (golden.header.is_null()) {
      golden.header = std::move(value);
    } else {
      golden.steps.push_back(std::move(value));
    }
  }
  if (golden.header.is_null()) {
    problem = "is empty";
    return std::nullopt;
  }
  return golden;
}

std::string goldenAlgorithm(const std::string& path) {
  const std::unique_ptr<gzFile_s, int (*)(gzFile)> file(gzopen(path.c_str(), "rb"), gzclose);
  std::string line(1 << 20, '\0');
  if (!file || gzgets(file.get(), line.data(), static_cast<int>(line.size())) == nullptr) return {};
  const nlohmann::json header = nlohmann::json::parse(line.c_str(), nullptr, false);
  if (!header.is_object()) return {};
  return header.value("program", "") + " " + header.value("algorithm", "");
}

}  // namespace headroom::routing
