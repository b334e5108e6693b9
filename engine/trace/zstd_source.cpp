#include "engine/trace/zstd_source.h"

#include <zstd.h>
#include <zstd_errors.h>

#include <vector>

namespace headroom::trace {
namespace {

constexpr std::size_t kChunk = std::size_t{256} << 10;
constexpr int kWindowLog = 27;
constexpr std::uint64_t kRatioFreeBytes = std::uint64_t{64} << 20, kMaxRatio = 200;

class ZstdSource final : public ByteSource {
 public:
  ZstdSource(std::unique_ptr<ByteSource> packed, std::string path)
      : packed_(std::move(packed)), path_(std::move(path)), input_(kChunk), stream_(ZSTD_createDStream()) {
    if (stream_ != nullptr) ZSTD_DCtx_setParameter(stream_, ZSTD_d_windowLogMax, kWindowLog);
  }
  ~ZstdSource() override { ZSTD_freeDStream(stream_); }
  std::uint64_t consumed() const override { return packed_->consumed(); }
  std::uint64_t size() const override { return packed_->size(); }

  Result<std::size_t> read(char* into, std::size_t capacity) override {
    if (stream_ == nullptr) return problem("no memory to unpack it", "close other programs", {path_, 0, 0});
    ZSTD_outBuffer out{into, capacity, 0};
    while (!ended_ && out.pos == 0) {
      if (in_.pos == in_.size) {
        Result<std::size_t> got = packed_->read(input_.data(), input_.size());
        if (!got) return got;
        in_ = {input_.data(), *got, 0};
        if (*got == 0) {
          ended_ = true;
          if (insideFrame_) warn("the zstd data end in the middle: the file is cut");
          break;
        }
      }
      const std::size_t result = ZSTD_decompressStream(stream_, &out, &in_);
      insideFrame_ = result != 0;
      if (ZSTD_isError(result) != 0) {
        ended_ = true;
        fail(ZSTD_getErrorCode(result));
      }
    }
    produced_ += out.pos;
    if (produced_ > kRatioFreeBytes && produced_ / kMaxRatio > packed_->consumed())
      return problem("unpacks to more than " + std::to_string(kMaxRatio) + " times its size: this is no log",
                     "if it is one after all, unpack it with unzstd and give the unpacked file", {path_, 0, 0});
    return out.pos;
  }

 private:
  void warn(std::string what, std::string remedy = "what was readable counts; copy the file again") {
    warnings_.push_back({Severity::Warning, {path_, 0, 0}, std::move(what), std::move(remedy), {}});
  }

  void fail(ZSTD_ErrorCode error) {
    if (error == ZSTD_error_dictionary_wrong)
      return warn("the zstd data were packed with a dictionary", "unpack it with unzstd -D DICTIONARY");
    if (error == ZSTD_error_frameParameter_windowTooLarge)
      return warn("the zstd data need over 128 MiB of memory to be unpacked", "unpack it with unzstd --long=31");
    warn("the zstd data are damaged from here on");
  }

  std::unique_ptr<ByteSource> packed_;
  std::string path_;
  std::vector<char> input_;
  ZSTD_inBuffer in_{nullptr, 0, 0};
  ZSTD_DStream* stream_;
  bool insideFrame_ = false, ended_ = false;
  std::uint64_t produced_ = 0;
};

}  // namespace

bool isZstd(std::string_view head) {
  if (head.starts_with("\x28\xB5\x2F\xFD")) return true;
  return head.size() > 3 && (static_cast<unsigned char>(head[0]) & 0xF0u) == 0x50 &&
         head.substr(1, 3) == "\x2A\x4D\x18";
}

std::unique_ptr<ByteSource> unpackZstd(std::unique_ptr<ByteSource> packed, std::string path) {
  return std::make_unique<ZstdSource>(std::move(packed), std::move(path));
}

}  // namespace headroom::trace
