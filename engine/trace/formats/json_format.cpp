// JSON lines: nginx with escape=json, Caddy, Traefik, Azure, and whatever uses keys that are known; entries of HAR
// files.
#include <simdjson.h>

#include <array>
#include <cmath>

#include "engine/trace/address.h"
#include "engine/trace/civil_time.h"
#include "engine/trace/format_table.h"
#include "engine/trace/formats/json_keys.h"
#include "engine/trace/formats/json_repair.h"
#include "engine/trace/formats/numbers.h"
#include "engine/trace/formats/request_line.h"
#include "engine/trace/formats/stamps.h"
#include "engine/trace/zoned_format.h"

namespace headroom::trace {
namespace {

namespace dom = simdjson::dom;

constexpr int kDeepest = 4;                  // objects inside of objects
constexpr std::size_t kLongestScript = 256;  // keys of a line that are remembered
constexpr std::size_t kLongestPrefix = 256;  // of a container's name or of syslog in front of the object
constexpr double kLongestNs = 366.0 * 86'400e9;
constexpr double kNoTime = 9e18;  // what the repair makes of a number with too many digits

enum Kind { kPlain, kNginx, kCaddy, kTraefik, kEnvoy, kAzure, kHar, kKinds };
constexpr std::array<std::string_view, kKinds> kNames = {"json",       "nginx-json", "caddy-json", "traefik-json",
                                                         "envoy-json", "azure-json", "har"};

/// The values of a line by what they mean.
struct Found {
  struct Value {
    dom::element value;
    const JsonKey* key = nullptr;
  };
  std::array<Value, static_cast<std::size_t>(JsonSlot::kCount)> values;

  void take(const JsonKey& key, dom::element value) {
    Value& place = values[static_cast<std::size_t>(key.slot)];
    if (place.key == nullptr || key.rank <= place.key->rank) place = {value, &key};
  }
  const Value& operator[](JsonSlot slot) const { return values[static_cast<std::size_t>(slot)]; }
  bool has(JsonSlot slot) const { return (*this)[slot].key != nullptr; }
  std::string_view text(JsonSlot slot) const {
    std::string_view text;
    const Value& value = (*this)[slot];
    if (value.key == nullptr || value.value.get(text) != simdjson::SUCCESS) return {};
    return text;
  }
};

bool isNumber(dom::element value, double& number) {
  if (value.is_string() || value.is_bool()) return false;
  return value.get(number) == simdjson::SUCCESS;
}

bool readTime(const Found::Value& found, LocalTime& zone, Record& record) {
  std::string_view text;
  if (found.value.get(text) == simdjson::SUCCESS) return readAnyStamp(text, zone, record);
  std::uint64_t whole = 0;
  if (found.value.is_uint64() && found.value.get(whole) == simdjson::SUCCESS)
    return readEpochStamp(std::to_string(whole), record);
  std::int64_t signedWhole = 0;
  if (found.value.is_int64() && found.value.get(signedWhole) == simdjson::SUCCESS)
    return signedWhole >= 0 && readEpochStamp(std::to_string(signedWhole), record);
  double seconds = 0;
  if (!isNumber(found.value, seconds) || !(seconds >= 0 && seconds < kNoTime)) return false;
  if (seconds > 1e17) seconds /= 1e9;
  if (seconds > 1e14) seconds /= 1e6;
  if (seconds > 1e11) seconds /= 1e3;
  if (seconds > 9.2e9) return false;
  record.stampNs = std::llround(seconds * 1e6) * 1'000;  // what a double holds of today's seconds
  record.wholeSecondStamp = seconds == std::floor(seconds);
  return true;
}

void setDuration(double ns, Parsed& parsed) {
  parsed.durationIgnored = !(ns >= 0 && ns <= kLongestNs);
  if (!parsed.durationIgnored) parsed.record.durationNs = std::llround(ns);
}

/// "12ms", "1.5s", "300µs", "0.021", "0.010, 0.020 : 0.300" (the tries of nginx's upstreams add up).
void readDurationText(std::string_view text, std::int64_t unitNs, Parsed& parsed) {
  const std::size_t digits = text.find_first_not_of("0123456789.");
  if (digits != std::string_view::npos && digits > 0) {
    const std::string_view unit = text.substr(digits);
    const std::int64_t named = unit == "ms"                                                 ? 1'000'000
                               : unit == "s"                                                ? kNsPerSecond
                               : unit == "ns"                                               ? 1
                               : unit == "us" || unit == "\xC2\xB5s" || unit == "\xCE\xBCs" ? 1'000
                                                                                            : 0;
    if (named != 0) return readDuration(text.substr(0, digits), named, parsed);
  }
  if (text.find(',') == std::string_view::npos)
    return readDuration(text,
                        unitNs != 0                                ? unitNs
                        : text.find('.') == std::string_view::npos ? 1'000'000
                                                                   : kNsPerSecond,
                        parsed);
  std::int64_t sum = 0;
  bool any = false;
  while (!text.empty()) {
    const std::size_t end = text.find_first_of(",: ");
    Parsed one;
    readDuration(text.substr(0, end), unitNs != 0 ? unitNs : kNsPerSecond, one);
    any = any || one.record.durationNs;
    sum += one.record.durationNs.value_or(0);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  if (any) parsed.record.durationNs = sum;
}

void readDurationValue(const Found::Value& found, Parsed& parsed) {
  std::string_view text;
  if (found.value.get(text) == simdjson::SUCCESS) return readDurationText(text, found.key->unitNs, parsed);
  double number = 0;
  if (!isNumber(found.value, number)) return;
  const bool whole = found.value.is_int64() || found.value.is_uint64();
  setDuration(number * static_cast<double>(found.key->unitNs != 0 ? found.key->unitNs
                                           : whole                ? 1'000'000
                                                                  : kNsPerSecond),
              parsed);
}

bool readStatusValue(dom::element value, int& status) {
  std::string_view text;
  if (value.get(text) == simdjson::SUCCESS) {
    status = text == "0" ? 0 : text == "-" ? Record::kNoStatus : readStatus(text);
    return status >= 0 || text == "-";
  }
  double number = 0;
  if (!isNumber(value, number) || !(number == 0 || (number >= 100 && number <= 999)) || number != std::floor(number))
    return false;
  status = static_cast<int>(number);
  return true;
}

bool readBytesValue(dom::element value, std::optional<std::int64_t>& bytes) {
  std::string_view text;
  if (value.get(text) == simdjson::SUCCESS) return text.empty() || readBytes(text, bytes);
  double number = 0;
  if (value.is_null()) return true;
  if (!isNumber(value, number)) return false;
  if (number >= 0 && number < 9e18) bytes = static_cast<std::int64_t>(number);
  return true;
}

class JsonLines final : public ZonedFormat {
 public:
  JsonLines(JsonKeys keys, LocalTime zone) : ZonedFormat(std::move(zone)), keys_(std::move(keys)) {}

  LineKind parse(std::string_view line, Parsed& parsed) override {
    dom::object object;
    if (!readObject(line, object)) return LineKind::Malformed;
    Found found;
    kind_ = kPlain;
    notOfRequest_ = false;
    steps_ = 0;
    asBefore_ = true;
    collect(object, found, 0);
    if (!asBefore_) script_.resize(std::min(steps_, kLongestScript));
    if (notOfRequest_) return LineKind::Other;
    if (kind_ == kHar) return readHarEntry(object, parsed) ? count(parsed) : LineKind::Malformed;
    if (!found.has(JsonSlot::Status)) return LineKind::Other;
    Record& record = parsed.record;
    if (!found.has(JsonSlot::Time) || !readTime(found[JsonSlot::Time], zone_, record)) return LineKind::Malformed;
    if (!readStatusValue(found[JsonSlot::Status].value, record.status)) {
      return found.has(JsonSlot::Target) || found.has(JsonSlot::RequestLine) ? LineKind::Malformed : LineKind::Other;
    }
    if (found.has(JsonSlot::Bytes) && !readBytesValue(found[JsonSlot::Bytes].value, record.bytes))
      return LineKind::Malformed;
    readWhat(found, record);
    readWho(found, record);
    readTimes(found, parsed);
    parsed.endStamped = !found[JsonSlot::Time].key->start;
    return count(parsed);
  }

  FormatInfo format() const override {
    const auto most = std::max_element(kinds_.begin(), kinds_.end()) - kinds_.begin();
    return {std::string(kNames[static_cast<std::size_t>(most)]), starts_ > ends_ ? "start" : "end"};
  }
  void beginSample() override {
    kinds_ = {};
    starts_ = ends_ = 0;
  }
  std::string endSample() override {
    beginSample();
    return ZonedFormat::endSample();
  }
  std::unique_ptr<LineFormat> fork() const override {
    std::optional<LocalTime> zone = zone_.steadyCopy();
    return zone ? std::make_unique<JsonLines>(keys_, std::move(*zone)) : nullptr;
  }
  void join(const LineFormat& fork) override {
    const auto& other = static_cast<const JsonLines&>(fork);
    for (std::size_t i = 0; i < kinds_.size(); ++i) kinds_[i] += other.kinds_[i];
    starts_ += other.starts_;
    ends_ += other.ends_;
  }

 private:
  /// The response time, or where there is none that of the server behind.
  void readTimes(const Found& found, Parsed& parsed) {
    if (found.has(JsonSlot::Service)) {
      Parsed behind;
      scaleAndRead(found[JsonSlot::Service], behind);
      parsed.record.serviceNs = behind.record.durationNs.value_or(-1);
      if (const std::string_view tries = found.text(JsonSlot::Service); !tries.empty())
        readLastTry(tries, parsed.record);
      parsed.record.proxied = parsed.record.serviceNs >= 0;
      if (!found.has(JsonSlot::Duration)) {
        parsed.record.durationNs = behind.record.durationNs;
        parsed.durationIgnored = behind.durationIgnored;
      }
    }
    if (found.has(JsonSlot::Duration)) scaleAndRead(found[JsonSlot::Duration], parsed);
  }

  bool readObject(std::string_view line, dom::object& object) {
    const std::size_t open = line.substr(0, kLongestPrefix).find('{');
    if (open == std::string_view::npos) return false;
    line.remove_prefix(open);
    while (!line.empty() && (line.back() == ' ' || line.back() == ',')) line.remove_suffix(1);
    if (!line.ends_with('}')) return false;
    buffer_.assign(line);
    if (parseBuffer(object)) return true;
    return repairJson(buffer_) && parseBuffer(object);
  }

  bool parseBuffer(dom::object& object) {
    const std::size_t size = buffer_.size();
    buffer_.resize(size + simdjson::SIMDJSON_PADDING);
    dom::element root;
    const bool ok = parser_.parse(buffer_.data(), size, false).get(root) == simdjson::SUCCESS &&
                    root.get(object) == simdjson::SUCCESS;
    buffer_.resize(size);
    return ok;
  }

  /// What a key means, by its place among all keys of a line. The lines of one server have the same keys in the same
  /// order, so that nearly always the line before says what those of this one mean.
  struct Step {
    std::string key;
    int depth = 0;
    const JsonKey* meaning = nullptr;
    Kind mark = kPlain;
    bool logger = false;
  };

  /// Walks the object and the ones inside of it, keeping what has a meaning.
  void collect(dom::object object, Found& found, int depth) {
    for (const dom::key_value_pair field : object) {
      const std::size_t at = steps_++;
      const bool known = asBefore_ && at < script_.size() && script_[at].depth == depth && script_[at].key == field.key;
      if (!known) learn(at, depth, field.key);
      const JsonKey* meaning = script_[at].meaning;
      const bool logger = script_[at].logger;
      kind_ = std::max(kind_, script_[at].mark);
      dom::element value = field.value;
      if (value.is_array()) {
        dom::array array;
        if (value.get(array) == simdjson::SUCCESS && array.size() > 0) value = array.at(0);
      }
      dom::object inside;
      if (value.is_object() && value.get(inside) == simdjson::SUCCESS) {
        if (depth < kDeepest) {
          parents_[static_cast<std::size_t>(depth)] = field.key;
          collect(inside, found, depth + 1);
        }
      } else if (meaning != nullptr) {
        found.take(*meaning, value);
      }
      std::string_view text;
      if (logger && value.get(text) == simdjson::SUCCESS && text.starts_with("http.log.error"))
        notOfRequest_ = true;  // Caddy says the same request in its access log
    }
  }

  /// The line departs from the one before.
  void learn(std::size_t at, int depth, std::string_view key) {
    asBefore_ = false;
    path_.clear();
    for (int i = 0; i < depth; ++i) (path_ += parents_[static_cast<std::size_t>(i)]) += '.';
    path_ += key;
    Step step{std::string(key), depth, keys_.find(path_), markOf(path_), path_ == "logger"};
    if (at < script_.size()) {
      script_[at] = std::move(step);
    } else {
      script_.push_back(std::move(step));
    }
  }

  static Kind markOf(std::string_view path) {
    static constexpr std::pair<std::string_view, Kind> kMarks[] = {
        {"startedDateTime", kHar},   {"DownstreamStatus", kTraefik},    {"request.uri", kCaddy},
        {"response_code", kEnvoy},   {"properties.httpStatus", kAzure}, {"properties.httpStatusCode", kAzure},
        {"body_bytes_sent", kNginx}, {"request_time", kNginx},          {"time_iso8601", kNginx},
        {"http_user_agent", kNginx}, {"upstream_addr", kNginx}};
    Kind kind = kPlain;
    for (const auto& [mark, meant] : kMarks) {
      if (path == mark) kind = std::max(kind, meant);
    }
    return kind;
  }

  static void readWhat(const Found& found, Record& record) {
    record.method = found.text(JsonSlot::Method);
    record.target = found.text(JsonSlot::Target);
    const std::string_view line = found.text(JsonSlot::RequestLine);
    // some call the path alone the request; one word that is none is what a scanner sent
    if (record.target.empty() && line.find(' ') == std::string_view::npos && !pathOf(line).empty())
      record.target = line;
    if (record.target.empty() && !line.empty()) return readRequest(line, record);
    if (record.method == "-") record.method = {};
    record.badRequestLine = record.method.empty() && (record.target.empty() || found.has(JsonSlot::Method));
    if (record.badRequestLine) record.target = {};
  }

  static void readWho(const Found& found, Record& record) {
    record.client = hostOf(found.text(JsonSlot::Client));
    record.forwardedFor = orNothing(found.text(JsonSlot::ForwardedFor));
    record.agent = orNothing(found.text(JsonSlot::Agent));
    record.server = lastServer(found.text(JsonSlot::Server));
  }

  /// Keys that writers use with units of their own.
  void scaleAndRead(const Found::Value& value, Parsed& parsed) {
    JsonKey key = *value.key;
    if (key.unitNs == 0 && kind_ == kCaddy) key.unitNs = kNsPerSecond;
    if (key.unitNs == 0 && kind_ == kEnvoy) key.unitNs = 1'000'000;
    readDurationValue({value.value, &key}, parsed);
  }

  bool readHarEntry(dom::object object, Parsed& parsed) {
    Record& record = parsed.record;
    std::string_view text;
    if (object["startedDateTime"].get(text) != simdjson::SUCCESS || !readAnyStamp(text, zone_, record)) return false;
    dom::element value;
    if (object["response"]["status"].get(value) != simdjson::SUCCESS || !readStatusValue(value, record.status))
      return false;
    if (object["request"]["method"].get(text) == simdjson::SUCCESS) record.method = text;
    if (object["request"]["url"].get(text) == simdjson::SUCCESS) record.target = text;
    record.badRequestLine = record.method.empty();
    if (object["response"]["bodySize"].get(value) == simdjson::SUCCESS) readBytesValue(value, record.bytes);
    double ms = 0;
    if (object["time"].get(value) == simdjson::SUCCESS && isNumber(value, ms) && ms != -1)
      setDuration(ms * 1e6, parsed);
    return true;
  }

  LineKind count(const Parsed& parsed) {
    ++kinds_[static_cast<std::size_t>(kind_)];
    ++(parsed.endStamped ? ends_ : starts_);
    return LineKind::Valid;
  }

  JsonKeys keys_;
  dom::parser parser_;
  std::string buffer_;
  std::string path_;
  std::vector<Step> script_;
  std::size_t steps_ = 0;                               ///< Keys seen of this line.
  bool asBefore_ = true;                                ///< All of them are those of the line before.
  std::array<std::string_view, kDeepest + 1> parents_;  ///< Keys of the objects around.
  Kind kind_ = kPlain;
  bool notOfRequest_ = false;
  std::array<std::uint64_t, kKinds> kinds_{};
  std::uint64_t starts_ = 0, ends_ = 0;
};

}  // namespace

FormatFamily json_format() {
  return {{kNames.begin(), kNames.end()},
          [](const FormatOptions& options, LocalTime zone) -> std::unique_ptr<LineFormat> {
            JsonKeys keys;
            keys.map(options.jsonMap);  // its problems were told before
            return std::make_unique<JsonLines>(std::move(keys), std::move(zone));
          }};
}

}  // namespace headroom::trace
