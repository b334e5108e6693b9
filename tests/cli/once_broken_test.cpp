// Farms that once made a run crash or hang, as they were found: combinations that nobody would think of.
#include <filesystem>

#include "tests/cli/cli_fixture.h"

namespace headroom::cli {
namespace {

class OnceBroken : public Cli, public testing::WithParamInterface<const char*> {};

TEST_P(OnceBroken, FarmsAreRunToTheirEnd) {
  const std::filesystem::path folder = std::filesystem::path(HEADROOM_SOURCE_DIR) / "tests/cli/once_broken";
  const std::string farm = (folder / GetParam()).replace_extension(".farm").string();
  ASSERT_TRUE(std::filesystem::exists(farm));
  const Answer answer =
      headroom({"run", farm, "--duration", "15s", "--warm-up", "5s", "--replications", "2", "--threads", "1"});
  EXPECT_LE(answer.code, 1) << answer.err;
  EXPECT_THAT(answer.out, ::testing::HasSubstr("Self-checks: all"));
}

INSTANTIATE_TEST_SUITE_P(Farms, OnceBroken,
                         testing::Values("broken-while-in-maintenance", "refused-call-frees-a-place",
                                         "shared-reads-fail-in-second-pass"),
                         [](const auto& one) {
                           std::string name = one.param;
                           for (char& c : name) c = c == '-' ? '_' : c;
                           return name;
                         });

}  // namespace
}  // namespace headroom::cli
