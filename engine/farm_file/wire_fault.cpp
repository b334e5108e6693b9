#include "engine/farm_file/wire_fault.h"

#include <google/protobuf/descriptor.h>

#include <cstdint>
#include <map>

#include "engine/base/text.h"
#include "engine/farm_file/written.h"
#include "headroom/v1/farm.pb.h"

namespace headroom::farm_file {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;

constexpr std::uint64_t kHighestFieldNumber = 536'870'911;  // 2^29 - 1, of the wire format

/// Follows tags and lengths by the schema.
class Walker {
 public:
  explicit Walker(std::string_view bytes) : bytes_(bytes) {}

  std::optional<WireFault> walk() {
    message(*headroom::v1::Farm::descriptor(), bytes_.size(), "", 1);
    return fault_;
  }

 private:
  void fail(const std::string& path, std::size_t byte, std::string what) {
    if (!fault_) fault_ = WireFault{path, std::move(what), byte};
  }

  std::optional<std::uint64_t> varint(std::size_t end) {
    std::uint64_t value = 0;
    for (int shift = 0; shift < 70 && position_ < end; shift += 7) {
      const auto byte = static_cast<unsigned char>(bytes_[position_++]);
      if (shift < 64) value |= static_cast<std::uint64_t>(byte & 0x7F) << shift;
      if (byte < 0x80) return value;
    }
    return std::nullopt;
  }

  void message(const Descriptor& type, std::size_t end, const std::string& path, int depth) {
    std::map<int, int> counts;
    while (position_ < end && !fault_) {
      const std::size_t start = position_;
      const auto tag = varint(end);
      const std::uint64_t number = tag ? *tag >> 3 : 0;
      if (number == 0 || number > kHighestFieldNumber) return fail(path, start, "no valid field number");
      const FieldDescriptor* field = type.FindFieldByNumber(static_cast<int>(number));
      std::string name = path + (path.empty() ? "" : ".") + (field ? field->name() : "field " + std::to_string(number));
      if (field && field->is_repeated()) name += "[" + std::to_string(counts[field->number()]++) + "]";
      value(field, static_cast<int>(*tag & 7), end, name, depth);
    }
  }

  void value(const FieldDescriptor* field, int wireType, std::size_t end, const std::string& path, int depth) {
    const std::size_t start = position_;
    if (wireType == 0) {
      if (!varint(end)) fail(path, start, "the number does not end");
    } else if (wireType == 1 || wireType == 5) {
      const std::size_t size = wireType == 1 ? 8 : 4;
      if (end - position_ < size) return fail(path, start, "the file ends inside a number");
      position_ += size;
    } else if (wireType == 2) {
      lengthDelimited(field, end, path, depth);
    } else {
      fail(path, start, "groups are no part of a farm");
    }
  }

  void lengthDelimited(const FieldDescriptor* field, std::size_t end, const std::string& path, int depth) {
    const std::size_t start = position_;
    const auto length = varint(end);
    if (!length) return fail(path, start, "the length does not end");
    const std::size_t left = end - position_;
    if (*length > left) {
      return fail(path, start,
                  "it claims " + std::to_string(*length) + " bytes where " + std::to_string(left) + " are left");
    }
    const std::size_t valueEnd = position_ + static_cast<std::size_t>(*length);
    if (field && field->message_type()) {
      if (depth > kMaxNesting) return fail(path, start, "it is nested more than 64 deep");
      message(*field->message_type(), valueEnd, path, depth + 1);
    } else if (field && field->type() == FieldDescriptor::TYPE_STRING &&
               !isUtf8(bytes_.substr(position_, static_cast<std::size_t>(*length)))) {
      fail(path, start, "the text is not valid UTF-8");
    }
    position_ = valueEnd;
  }

  std::string_view bytes_;
  std::size_t position_ = 0;
  std::optional<WireFault> fault_;
};

}  // namespace

std::optional<WireFault> findWireFault(std::string_view bytes) {
  return Walker(bytes).walk();
}

}  // namespace headroom::farm_file
