#include "engine/farm_file/farm_file.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>
#include <google/protobuf/util/json_util.h>

#include <algorithm>
#include <charconv>
#include <set>

#include "engine/base/file.h"
#include "engine/base/text.h"
#include "engine/farm_file/binary_reader.h"
#include "engine/farm_file/fill.h"
#include "engine/farm_file/mapping.h"
#include "engine/farm_file/sha256.h"
#include "engine/farm_file/text_writer.h"
#include "engine/farm_file/validate.h"
#include "engine/farm_file/version.h"

namespace headroom::farm_file {
namespace {

constexpr std::size_t kShown = 50;

bool endsWith(const std::string& text, std::string_view ending) {
  return text.size() >= ending.size() && text.compare(text.size() - ending.size(), ending.size(), ending) == 0;
}

/// Problems in order of their place, without those that only follow from another one at the same place, at most 50.
Diagnostics readable(Diagnostics problems) {
  const auto before = [](const Diagnostic& a, const Diagnostic& b) {
    return std::pair(a.place.line, a.place.column) < std::pair(b.place.line, b.place.column);
  };
  std::stable_sort(problems.begin(), problems.end(), before);
  const auto follows = [](const Diagnostic& a, const Diagnostic& b) {
    return a.place.line > 0 && a.place == b.place && a.severity == b.severity;
  };
  problems.erase(std::unique(problems.begin(), problems.end(), follows), problems.end());
  if (problems.size() <= kShown) return problems;
  const std::size_t hidden = problems.size() - kShown;
  const bool errorHidden = hasErrors(Diagnostics(problems.begin() + kShown, problems.end()));
  problems.resize(kShown);
  problems.push_back({errorHidden ? Severity::Error : Severity::Warning,
                      {problems.front().place.file, 0, 0},
                      "and " + std::to_string(hidden) + " more problems",
                      "correct these first and check again",
                      {}});
  return problems;
}

/// Content that is no text at all, told in one sentence instead of hundreds.
bool refuseForeign(std::string_view content, Format format, Problems& problems) {
  if (trim(content).empty()) {
    problems.error({}, "the file is empty", "a farm begins with version: 1; make one with headroom new");
  } else if (content.substr(0, 2) == "\x1F\x8B") {
    problems.error({}, "the file is packed with gzip", "unpack it first");
  } else if (format != Format::Binary && content.find('\0') != std::string_view::npos) {
    const auto nul = content.find('\0');
    const int line =
        1 + static_cast<int>(std::count(content.begin(), content.begin() + static_cast<std::ptrdiff_t>(nul), '\n'));
    problems.error({line, 0}, "the file holds NUL bytes, so it is not text",
                   "a farm as text is UTF-8; name a farm in binary protobuf form .pb or .farmpb");
  } else if (format != Format::Binary && !isUtf8(content) && content.find_first_of(":{") == std::string_view::npos) {
    problems.error({}, "the file is not text", "a farm as text is UTF-8");
  }
  return !problems.found().empty();
}

void refuseVersion(std::int64_t version, Spot spot, Problems& problems) {
  const std::string known = std::to_string(kFormatVersion);
  if (version > kFormatVersion) {
    problems.error(
        spot,
        "the farm is in format version " + std::to_string(version) + ", this program reads versions up to " + known,
        "update headroom, or save the farm in version " + known + " with the newer program");
  } else {
    problems.error(spot, "there is no format version " + std::to_string(version), "write version: " + known);
  }
}

/// Whether the file may be read on: false for a newer or impossible version, where every other complaint would mislead.
bool acceptVersion(const WrittenValue& root, Problems& problems) {
  for (const WrittenField& field : root.fields) {
    if (field.name != "version") continue;
    std::int64_t version = 0;
    const std::string& text = field.value.text;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), version);
    const bool number =
        field.value.kind == WrittenValue::Kind::Number && error == std::errc{} && end == text.data() + text.size();
    if (!number || version == kFormatVersion) return true;  // a wrong type is told by the schema
    refuseVersion(version, field.value.spot, problems);
    return false;
  }
  problems.error({1, 0}, "the file does not say which format version it is in", "write version: 1 as its first line");
  return true;
}

struct Wanted {
  Accept accept = Accept::Sound;
  FurtherCheck further;  ///< Empty: none.
};

Result<Loaded> finish(const headroom::v1::Farm& message, const Places& places, Problems& problems, bool showPaths,
                      const Wanted& wanted) {
  farm::Farm farm = fromMessage(message, places, problems);
  farm.file = problems.file();
  const bool unreadable = hasErrors(problems.found());
  validateInto(farm, problems, showPaths);
  if (wanted.further && hasErrors(problems.found())) {
    for (Diagnostic& problem : wanted.further(farm)) problems.found().push_back(std::move(problem));
  }
  const bool noDraft = unreadable || problems.deceives();
  Diagnostics found = readable(std::move(problems.found()));
  if (wanted.accept == Accept::Draft ? noDraft : hasErrors(found)) return found;
  return Loaded{std::move(farm), std::move(found)};
}

void clearPositions(google::protobuf::Message& message) {
  const auto& reflection = *message.GetReflection();
  std::vector<const google::protobuf::FieldDescriptor*> fields;
  reflection.ListFields(message, &fields);
  for (const auto* field : fields) {
    if (!field->message_type()) continue;
    if (field->name() == "position") {
      reflection.ClearField(&message, field);
    } else if (field->is_repeated()) {
      for (int i = 0; i < reflection.FieldSize(message, field); ++i) {
        clearPositions(*reflection.MutableRepeatedMessage(&message, field, i));
      }
    } else {
      clearPositions(*reflection.MutableMessage(&message, field));
    }
  }
}

std::string binary(const headroom::v1::Farm& message) {
  std::string out;
  google::protobuf::io::StringOutputStream stream(&out);
  google::protobuf::io::CodedOutputStream coded(&stream);
  coded.SetSerializationDeterministic(true);
  message.SerializeToCodedStream(&coded);
  coded.Trim();
  return out;
}

std::string json(const headroom::v1::Farm& message) {
  google::protobuf::util::JsonPrintOptions options;
  options.add_whitespace = true;
  options.preserve_proto_field_names = true;
  std::string out;
  const auto status = google::protobuf::util::MessageToJsonString(message, &out, options);
  return status.ok() ? out : std::string();
}

Result<Loaded> readWanted(std::string_view content, Format format, const std::string& fileName, const Wanted& wanted) {
  Problems problems(fileName);
  headroom::v1::Farm message;
  Places places;
  if (refuseForeign(content, format, problems)) return std::move(problems.found());
  if (format == Format::Binary) {
    if (!readBinary(content, message, problems)) return readable(std::move(problems.found()));
    if (message.has_version() && message.version() != kFormatVersion) {
      problems.found().clear();  // unknown fields of a newer version are no news
      refuseVersion(message.version(), {}, problems);
      return std::move(problems.found());
    }
    if (!message.has_version())
      problems.error({}, "version: the file does not say which format version it is in", "set version to 1");
    return finish(message, places, problems, true, wanted);
  }
  const WrittenValue root = format == Format::Json ? readJson(content, problems) : readText(content, problems);
  if (root.kind != WrittenValue::Kind::Message) return std::move(problems.found());
  const bool broken = format == Format::Json && !problems.found().empty();
  Problems versionProblems(fileName);
  if (!acceptVersion(root, versionProblems)) return std::move(versionProblems.found());
  if (broken) return std::move(problems.found());
  for (Diagnostic& problem : versionProblems.found()) problems.found().push_back(std::move(problem));
  fill(message, root, places, problems);
  return finish(message, places, problems, false, wanted);
}

}  // namespace

Format formatOf(std::string_view path) {
  const std::string name = toLower(path);
  if (endsWith(name, ".json")) return Format::Json;
  if (endsWith(name, ".pb") || endsWith(name, ".farmpb")) return Format::Binary;
  return Format::Text;
}

Result<Loaded> read(std::string_view content, Format format, const std::string& fileName, Accept accept) {
  return readWanted(content, format, fileName, {accept, {}});
}

Result<Loaded> load(const std::string& path, Accept accept) {
  const auto content = readFile(path);
  if (!content) return content.problems();
  return readWanted(*content, formatOf(path), path, {accept, {}});
}

Result<Loaded> load(const std::string& path, const FurtherCheck& further) {
  const auto content = readFile(path);
  if (!content) return content.problems();
  return readWanted(*content, formatOf(path), path, {Accept::Sound, further});
}

std::string write(const farm::Farm& farm, Format format) {
  headroom::v1::Farm message;
  Places places;
  if (format == Format::Text) {
    toMessage(farm, message, places, Comments::Kept);
    return canonicalText(message, places);
  }
  toMessage(farm, message, places, Comments::Dropped);
  return format == Format::Json ? json(message) : binary(message);
}

Outcome save(const farm::Farm& farm, const std::string& path) {
  const Format format = formatOf(path);
  if (const auto there = load(path); there && there->farm == farm && format == Format::Text)
    return Done{};  // keeps its layout too
  return writeFileAtomically(path, write(farm, format));
}

Diagnostics validate(const farm::Farm& farm) {
  Problems problems(farm.file);
  validateInto(farm, problems, false);
  return std::move(problems.found());
}

std::string hashOf(const farm::Farm& farm) {
  headroom::v1::Farm message;
  Places places;
  toMessage(farm, message, places, Comments::Dropped);
  message.clear_note();
  clearPositions(message);
  return sha256(canonicalText(message, {}));
}

}  // namespace headroom::farm_file
