// Logs for tests: written into a folder of their own, or lying in tests/trace/data and the shared traces.
#pragma once

#include <unistd.h>
#include <zlib.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "engine/trace/trace.h"
#include "gtest/gtest.h"

namespace headroom::trace {

inline std::string dataFile(const std::string& name) {
  return HEADROOM_SOURCE_DIR "/tests/trace/data/" + name;
}

inline std::string gzipped(std::string_view content) {
  z_stream stream{};
  deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
  std::string out(deflateBound(&stream, content.size()) + 64, '\0');
  std::string in(content);
  stream.next_in = reinterpret_cast<Bytef*>(in.data());
  stream.avail_in = static_cast<uInt>(in.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

inline std::string fileContent(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// What a reader handed over, copied out of the buffer.
struct Taken {
  std::int64_t stampNs = 0, arrivalNs = 0;
  std::optional<std::int64_t> durationNs, bytes;
  std::string client, forwardedFor, method, target;
  int status = 0;
  bool badRequestLine = false;
  std::uint64_t line = 0;
};

class LogFiles : public ::testing::Test {
 protected:
  LogFiles() {
    const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
    std::string name = std::string(test->test_suite_name()) + "." + test->name();
    for (char& c : name) c = c == '/' ? '_' : c;
    folder_ = std::filesystem::temp_directory_path() / ("headroom-" + name + "-" + std::to_string(::getpid()));
    std::filesystem::create_directories(folder_);
  }
  ~LogFiles() override {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }

  std::string path(const std::string& name) const { return (folder_ / name).string(); }

  std::string write(const std::string& name, std::string_view content) const {
    std::ofstream(path(name), std::ios::binary) << content;
    return path(name);
  }

  /// Reads a log of this content and keeps its requests in `taken`.
  Result<Counts> readText(std::string_view content, const ReadOptions& options = {}) {
    return readFile(write("log", content), options);
  }

  Result<Counts> readFile(const std::string& file, const ReadOptions& options = {}) {
    taken.clear();
    return trace::read(file, 0, options, [&](const Record& r) {
      taken.push_back({r.stampNs, r.arrivalNs, r.durationNs, r.bytes, std::string(r.client),
                       std::string(r.forwardedFor), std::string(r.method), std::string(r.target), r.status,
                       r.badRequestLine, r.line});
      return true;
    });
  }

  std::vector<Taken> taken;

 private:
  std::filesystem::path folder_;
};

inline void expectAddsUp(const Counts& counts) {
  EXPECT_EQ(counts.lines, counts.valid + counts.malformed + counts.blank + counts.directives + counts.otherRecords)
      << counts.file;
}

}  // namespace headroom::trace
