#include "engine/trace/formats/ncsa_tail.h"

#include <algorithm>
#include <initializer_list>

#include "engine/trace/formats/numbers.h"
#include "engine/trace/formats/request_line.h"

namespace headroom::trace {
namespace {

constexpr int kMostFields = 40;

bool isDecimal(std::string_view text) {
  const std::size_t point = text.find('.');
  return point != std::string_view::npos && readWhole(text.substr(0, point)) && readWhole(text.substr(point + 1));
}

/// `key=value` fields whose value is the response time.
bool readNamed(std::string_view field, NcsaTail& tail) {
  struct Name {
    std::string_view key;
    NcsaTail::Time time;
  };
  static constexpr Name kNames[] = {{"rt=", NcsaTail::Time::Seconds},
                                    {"request_time=", NcsaTail::Time::Seconds},
                                    {"D=", NcsaTail::Time::Microseconds}};
  for (const Name& name : kNames) {
    if (!field.starts_with(name.key)) continue;
    tail.time = name.time;
    tail.number = field.substr(name.key.size());
    if (tail.number.size() > 1 && tail.number.front() == '"' && tail.number.back() == '"') {
      tail.number = tail.number.substr(1, tail.number.size() - 2);
    }
    return true;
  }
  return false;
}

class TailReader {
 public:
  NcsaTail read(std::string_view text) {
    for (int fields = 0; fields < kMostFields && !text.empty(); ++fields) {
      if (text.front() == ' ') {
        text.remove_prefix(1);
        --fields;
        continue;
      }
      text.remove_prefix(text.front() == '"' ? takeQuoted(text) : takeBare(text));
      if (named_) break;
    }
    if (tail_.time == NcsaTail::Time::None && numbers_ == 1) {
      tail_.time = NcsaTail::Time::BareNumber;
      tail_.number = number_;
    }
    return tail_;
  }

 private:
  std::size_t takeQuoted(std::string_view text) {
    const std::size_t close = closingQuote(text, 0);
    if (close == std::string_view::npos) return text.size();
    const std::string_view content = text.substr(1, close - 1);
    if (isDecimal(content)) {
      takeDecimal(content);
    } else if (tail_.forwardedFor.empty() && looksLikeAddresses(content)) {
      tail_.forwardedFor = content;
    }
    return close + 1;
  }

  std::size_t takeBare(std::string_view text) {
    const std::string_view field = text.substr(0, std::min(text.find(' '), text.size()));
    if (readNamed(field, tail_)) {
      named_ = true;
    } else if (field.front() == '[') {
      tail_.ingress = true;
    } else if (isDecimal(field)) {
      takeDecimal(field);
    } else if (readWhole(field)) {
      ++numbers_;
      number_ = field;
    } else if (field.size() > 2 && field.ends_with("ms") && readWhole(field.substr(0, field.size() - 2))) {
      tail_.time = NcsaTail::Time::Milliseconds;
      tail_.number = field.substr(0, field.size() - 2);
    } else {
      takePair(field);
    }
    return field.size();
  }

  void takeDecimal(std::string_view field) {
    if (tail_.time != NcsaTail::Time::None) return;  // nginx: the request's time comes before the upstream's
    tail_.time = NcsaTail::Time::Seconds;
    tail_.number = field;
  }

  /// Apache's usual `%T/%D`.
  void takePair(std::string_view field) {
    const std::size_t slash = field.find('/');
    if (slash == std::string_view::npos || !readWhole(field.substr(0, slash)) || !readWhole(field.substr(slash + 1)))
      return;
    tail_.time = NcsaTail::Time::Microseconds;
    tail_.number = field.substr(slash + 1);
  }

  NcsaTail tail_;
  bool named_ = false;
  int numbers_ = 0;
  std::string_view number_;
};

}  // namespace

bool isEscaped(std::string_view text, std::size_t at) {
  std::size_t backslashes = 0;
  while (backslashes < at && text[at - 1 - backslashes] == '\\') ++backslashes;
  return backslashes % 2 == 1;
}

std::size_t closingQuote(std::string_view text, std::size_t open) {
  for (std::size_t at = text.find('"', open + 1); at != std::string_view::npos; at = text.find('"', at + 1)) {
    if ((at + 1 == text.size() || text[at + 1] == ' ') && !isEscaped(text, at)) return at;
  }
  return std::string_view::npos;
}

NcsaTail readNcsaTail(std::string_view text) {
  return TailReader().read(text);
}

namespace {

/// What stands behind the first of these keys in a tail, without its quotes and up to the end of the tail without any.
std::string_view behindKey(std::string_view tail, std::initializer_list<std::string_view> keys) {
  for (const std::string_view key : keys) {
    const std::size_t at = tail.find(key);
    if (at == std::string_view::npos || (at > 0 && tail[at - 1] != ' ')) continue;
    const std::string_view list = tail.substr(at + key.size());
    return list.starts_with('"') ? list.substr(1, list.find('"', 1) - 1) : list;
  }
  return {};
}

}  // namespace

void readUpstream(std::string_view tail, Record& record) {
  readLastTry(behindKey(tail, {"urt=", "ut=", "upstream_response_time="}), record);
  record.server = lastServer(behindKey(tail, {"uaddr=", "upstream_addr=", "upstream="}));
}

void readIngressUpstream(std::string_view tail, Record& record) {
  std::string_view rest = tail.substr(std::min(tail.find('['), tail.size()));
  for (int names = 0; names < 2 && rest.starts_with('['); ++names) {
    const std::size_t close = std::min(rest.find(']'), rest.size());
    if (!rest.substr(close).starts_with("] ")) break;  // an address: "[::1]:80"
    rest.remove_prefix(close + 2);
  }
  std::string_view servers;
  // a list of several tries goes on after "," and around ":"
  for (int list = 0; !rest.empty(); ++list) {
    rest.remove_prefix(std::min(rest.find_first_not_of(' '), rest.size()));
    std::size_t end = rest.find(' ');
    while (end != std::string_view::npos && (rest[end - 1] == ',' || rest.substr(end).starts_with(" : ")))
      end = rest.find(' ', end + (rest[end - 1] == ',' ? 1 : 3));
    if (list == 0) servers = rest.substr(0, end);
    if (list == 2) {
      record.server = lastServer(servers);
      return readLastTry(rest.substr(0, end), record);
    }
    rest.remove_prefix(std::min(end, rest.size()));
  }
}

}  // namespace headroom::trace
