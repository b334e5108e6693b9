#include "engine/farm_file/binary_reader.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/stubs/logging.h>
#include <google/protobuf/unknown_field_set.h>

#include <limits>
#include <set>

#include "engine/farm_file/fill.h"
#include "engine/farm_file/wire_fault.h"

namespace headroom::farm_file {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

class Inspector {
 public:
  explicit Inspector(Problems& problems) : problems_(problems) {}

  void message(const Message& message, const std::string& path) {
    const auto& reflection = *message.GetReflection();
    const auto& unknown = reflection.GetUnknownFields(message);
    std::set<int> numbers;
    for (int i = 0; i < unknown.field_count(); ++i) numbers.insert(unknown.field(i).number());
    for (const int unknownNumber : numbers) {
      const std::string number = std::to_string(unknownNumber);
      problems_.error({},
                      (path.empty() ? "" : path + ": ") + "the " + typeInWords(message) +
                          " has an unknown field with number " + number,
                      "the file is damaged, or comes from a program that is newer or not headroom");
    }
    std::vector<const FieldDescriptor*> fields;
    reflection.ListFields(message, &fields);
    for (const FieldDescriptor* field : fields) {
      const std::string name = (path.empty() ? "" : path + ".") + field->name();
      if (field->enum_type()) {
        choice(*field, reflection.GetEnumValue(message, field), name);
      } else if (field->message_type() && field->is_repeated()) {
        for (int i = 0; i < reflection.FieldSize(message, field) && !problems_.full(); ++i) {
          this->message(reflection.GetRepeatedMessage(message, field, i), name + "[" + std::to_string(i) + "]");
        }
      } else if (field->message_type()) {
        this->message(reflection.GetMessage(message, field), name);
      }
    }
  }

 private:
  void choice(const FieldDescriptor& field, int number, const std::string& path) {
    if (field.enum_type()->FindValueByNumber(number)) return;
    problems_.error({}, path + ": there is no value with number " + std::to_string(number),
                    "the file is damaged, or comes from a newer program");
  }

  Problems& problems_;
};

}  // namespace

bool readBinary(std::string_view content, headroom::v1::Farm& message, Problems& problems) {
  if (content.size() > static_cast<std::size_t>(std::numeric_limits<int>::max())) {
    problems.error({}, "the file is larger than 2 GiB", "name a smaller file");
    return false;
  }
  google::protobuf::LogSilencer quiet;  // broken UTF-8 would be told on stderr
  google::protobuf::io::CodedInputStream stream(reinterpret_cast<const std::uint8_t*>(content.data()),
                                                static_cast<int>(content.size()));
  stream.SetRecursionLimit(kMaxNesting);
  if (!message.ParseFromCodedStream(&stream) || !stream.ConsumedEntireMessage()) {
    const auto fault = findWireFault(content);
    const std::string where = !fault ? ""
                                     : ": " + (fault->path.empty() ? "" : fault->path + ": ") + fault->what +
                                           " (byte " + std::to_string(fault->byte) + ")";
    problems.error({}, "the file is not a farm in binary protobuf form" + where,
                   "restore the file; a farm as text is named .farm, as JSON .json");
    return false;
  }
  Inspector(problems).message(message, "");
  return true;
}

}  // namespace headroom::farm_file
