#include "engine/trace/text_source.h"

#include <algorithm>
#include <cstring>
#include <string>
#include <string_view>

#include "engine/trace/json_entries.h"
#include "engine/trace/message_lines.h"

namespace headroom::trace {
namespace {

constexpr std::size_t kChunk = std::size_t{256} << 10;

/// UTF-16 bytes in pieces of any size to UTF-8.
class Utf16 {
 public:
  explicit Utf16(bool bigEndian) : bigEndian_(bigEndian) {}

  void convert(std::string_view bytes, std::string& out) {
    for (const char c : bytes) {
      const auto byte = static_cast<unsigned char>(c);
      if (!half_) {
        first_ = byte;
        half_ = true;
        continue;
      }
      half_ = false;
      unit(bigEndian_ ? first_ << 8u | byte : byte << 8u | first_, out);
    }
  }

 private:
  void unit(unsigned value, std::string& out) {
    const bool high = value >= 0xD800 && value < 0xDC00, low = value >= 0xDC00 && value < 0xE000;
    if (pending_ != 0 && low) {
      put(0x10000 + ((pending_ - 0xD800) << 10u) + (value - 0xDC00), out);
      pending_ = 0;
      return;
    }
    if (pending_ != 0) put(0xFFFD, out);
    pending_ = high ? value : 0;
    if (!high) put(low ? 0xFFFD : value, out);
  }

  static void put(unsigned code, std::string& out) {
    const auto add = [&](unsigned byte) { out += static_cast<char>(byte); };
    if (code < 0x80) return add(code);
    if (code < 0x800) {
      add(0xC0 | code >> 6u);
    } else if (code < 0x10000) {
      add(0xE0 | code >> 12u);
      add(0x80 | (code >> 6u & 0x3Fu));
    } else {
      add(0xF0 | code >> 18u);
      add(0x80 | (code >> 12u & 0x3Fu));
      add(0x80 | (code >> 6u & 0x3Fu));
    }
    add(0x80 | (code & 0x3Fu));
  }

  bool bigEndian_, half_ = false;
  unsigned first_ = 0, pending_ = 0;
};

class TextSource final : public ByteSource {
 public:
  TextSource(std::unique_ptr<ByteSource> inner, std::string path) : inner_(std::move(inner)), path_(std::move(path)) {}
  std::uint64_t consumed() const override { return inner_->consumed(); }
  std::uint64_t size() const override { return inner_->size(); }
  std::string sample(std::uint64_t offset, std::size_t length) const override {
    return utf16_ || entries_ || messages_ ? std::string() : inner_->sample(offset, length);
  }

  Result<std::size_t> read(char* into, std::size_t capacity) override {
    if (!begun_) {
      if (Diagnostics problems = begin(); !problems.empty()) return problems;
    }
    while (ready_.size() == taken_ && !ended_) {
      ready_.clear();
      taken_ = 0;
      if (!utf16_ && !entries_ && !messages_) return passOn(into, capacity);
      Result<std::size_t> got = fill();
      if (!got) return got;
    }
    const std::size_t take = std::min(capacity, ready_.size() - taken_);
    std::memcpy(into, ready_.data() + taken_, take);
    taken_ += take;
    if (take == 0) collectWarnings();
    return take;
  }

 private:
  Result<std::size_t> passOn(char* into, std::size_t capacity) {
    Result<std::size_t> got = inner_->read(into, capacity);
    if (got && *got == 0) collectWarnings();
    return got;
  }

  void collectWarnings() {
    warnings_ = inner_->warnings();
    if (entries_ && entries_->count() == 0)
      warnings_.push_back({Severity::Warning,
                           {path_, 0, 0},
                           "is a JSON document whose list of entries is empty or missing",
                           "record some requests before saving it",
                           {}});
    if (messages_) warnings_.insert(warnings_.end(), messages_->warnings().begin(), messages_->warnings().end());
  }

  /// Reads enough to see what it is.
  Diagnostics begin() {
    constexpr std::size_t kEnough = 4'096;
    begun_ = true;
    std::string head;
    while (head.size() < kEnough) {
      std::string piece(kChunk, '\0');
      Result<std::size_t> got = inner_->read(piece.data(), piece.size());
      if (!got) return got.problems();
      if (*got == 0) break;
      head.append(piece, 0, *got);
    }
    if (head.starts_with("\xFF\xFE") || head.starts_with("\xFE\xFF")) {
      utf16_.emplace(head[0] == '\xFE');
      std::string text;
      utf16_->convert(std::string_view(head).substr(2), text);
      head = std::move(text);
    }
    entries_ = JsonEntries::in(head);
    messages_ = utf16_ || entries_ ? nullptr : messageLinesOf(head, path_);
    if (messages_) return messages_->take(head, ready_);
    if (entries_) {
      entries_->take(head, ready_);
    } else {
      ready_ = std::move(head);
    }
    return {};
  }

  Result<std::size_t> fill() {
    std::string piece(kChunk, '\0');
    Result<std::size_t> got = inner_->read(piece.data(), piece.size());
    if (!got) return got;
    ended_ = *got == 0;
    piece.resize(*got);
    if (messages_) return takeMessages(piece);
    if (utf16_) {
      std::string text;
      utf16_->convert(piece, text);
      piece = std::move(text);
    }
    if (!entries_) {
      ready_ += piece;
    } else if (ended_) {
      entries_->end(ready_);
    } else {
      entries_->take(piece, ready_);
    }
    return got;
  }

  Result<std::size_t> takeMessages(std::string_view piece) {
    if (ended_) {
      messages_->end(ready_);
    } else if (Diagnostics problems = messages_->take(piece, ready_); !problems.empty()) {
      return problems;
    }
    return piece.size();
  }

  std::unique_ptr<ByteSource> inner_;
  std::string path_;
  std::optional<Utf16> utf16_;
  std::optional<JsonEntries> entries_;
  std::unique_ptr<MessageLines> messages_;
  std::string ready_;
  std::size_t taken_ = 0;
  bool begun_ = false, ended_ = false;
};

}  // namespace

std::unique_ptr<ByteSource> asLines(std::unique_ptr<ByteSource> inner, std::string path) {
  return std::make_unique<TextSource>(std::move(inner), std::move(path));
}

}  // namespace headroom::trace
