#include "engine/trace/zstd_sink.h"

#include <zstd.h>

#include <algorithm>
#include <utility>

namespace headroom::trace {
namespace {

constexpr int kLevel = 9;
constexpr std::uint64_t kFrameBytes = std::uint64_t{8} << 20;
constexpr std::uint64_t kMostRatio = 100;  // half of what readers refuse

}  // namespace

void ZstdSink::Free::operator()(ZSTD_CCtx* context) const {
  ZSTD_freeCCtx(context);
}

ZstdSink::ZstdSink(AtomicFile file)
    : file_(std::move(file)), context_(ZSTD_createCCtx()), packed_(ZSTD_CStreamOutSize()) {
  ZSTD_CCtx_setParameter(context_.get(), ZSTD_c_compressionLevel, kLevel);
  ZSTD_CCtx_setParameter(context_.get(), ZSTD_c_checksumFlag, 1);
}

Result<ZstdSink> ZstdSink::create(const std::string& path) {
  Result<AtomicFile> file = AtomicFile::create(path);
  if (!file) return file.problems();
  return ZstdSink(std::move(*file));
}

Outcome ZstdSink::write(std::string_view bytes) {
  in_ += bytes.size();
  frame_ += bytes.size();
  if (Outcome packed = pack(bytes, false); !packed) return packed;
  return frame_ < kFrameBytes ? Outcome(Done{}) : endFrame();
}

Outcome ZstdSink::pack(std::string_view bytes, bool endFrame) {
  ZSTD_inBuffer in{bytes.data(), bytes.size(), 0};
  while (true) {
    ZSTD_outBuffer out{packed_.data(), packed_.size(), 0};
    const std::size_t left = ZSTD_compressStream2(context_.get(), &out, &in, endFrame ? ZSTD_e_end : ZSTD_e_continue);
    if (ZSTD_isError(left) != 0) return problem("no memory to pack the file", "close other programs");
    if (Outcome written = emit({packed_.data(), out.pos}); !written) return written;
    if (endFrame ? left == 0 : in.pos == in.size) return Done{};
  }
}

Outcome ZstdSink::emit(std::string_view packed) {
  out_ += packed.size();
  return packed.empty() ? Outcome(Done{}) : file_.write(packed);
}

Outcome ZstdSink::endFrame() {
  frame_ = 0;
  if (Outcome packed = pack({}, true); !packed) return packed;
  constexpr std::uint64_t kHead = 8;
  if (in_ / kMostRatio <= out_ + kHead) return Done{};
  const auto padding =
      static_cast<std::uint32_t>(std::min<std::uint64_t>(in_ / kMostRatio - out_ - kHead, kFrameBytes));
  std::string skipped = {'\x50', '\x2A', '\x4D', '\x18'};  // a skippable frame: magic number, size, content
  for (int shift = 0; shift < 32; shift += 8) skipped += static_cast<char>(padding >> shift & 0xFFU);
  skipped.resize(skipped.size() + padding);
  return emit(skipped);
}

Result<std::uint64_t> ZstdSink::commit() {
  if (Outcome ended = endFrame(); !ended) return ended.problems();
  if (Outcome done = file_.commit(); !done) return done.problems();
  return out_;
}

}  // namespace headroom::trace
