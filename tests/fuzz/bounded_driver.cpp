// Runs a fuzz target without libFuzzer: the files and folders named, then a number of inputs made from counted seeds.
//
//   fuzz_pool [--runs N] [FILE or FOLDER...]
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string_view>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

std::uint64_t splitMix(std::uint64_t& state) {
  std::uint64_t z = state += 0x9E3779B97F4A7C15;
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
  return z ^ (z >> 31);
}

void runFile(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  const std::vector<char> bytes((std::istreambuf_iterator<char>(in)), {});
  LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
}

void runMade(std::uint64_t number) {
  std::uint64_t state = number;
  std::vector<std::uint8_t> bytes(64 + splitMix(state) % 4096);
  for (std::uint8_t& byte : bytes) byte = static_cast<std::uint8_t>(splitMix(state) >> 24);
  LLVMFuzzerTestOneInput(bytes.data(), bytes.size());
}

}  // namespace

int main(int count, char** arguments) {
  std::uint64_t runs = 1000, files = 0;
  for (int i = 1; i < count; ++i) {
    if (std::string_view(arguments[i]) == "--runs" && i + 1 < count) {
      runs = std::strtoull(arguments[++i], nullptr, 10);
    } else if (std::filesystem::is_directory(arguments[i])) {
      for (const auto& entry : std::filesystem::directory_iterator(arguments[i])) runFile(entry.path()), ++files;
    } else if (std::filesystem::exists(arguments[i])) {
      runFile(arguments[i]), ++files;
    } else {
      std::fprintf(stderr, "usage: %s [--runs N] [FILE or FOLDER...]; there is no '%s'\n", arguments[0], arguments[i]);
      return 2;
    }
  }
  for (std::uint64_t n = 0; n < runs; ++n) runMade(n);
  std::printf("%llu files and %llu made inputs: nothing broken\n", static_cast<unsigned long long>(files),
              static_cast<unsigned long long>(runs));
  return 0;
}
