#include "engine/base/time.h"

#include <gmock/gmock.h>

#include "engine/base/random.h"

namespace headroom {
namespace {

TEST(Duration, IsWholeNanoseconds) {
  EXPECT_EQ(Duration::milliseconds(3).ns(), 3'000'000);
  EXPECT_EQ(Duration::seconds(0.1).ns(), 100'000'000);
  EXPECT_EQ(Duration::seconds(1e-9 * 0.6).ns(), 1);
  EXPECT_EQ(Duration::seconds(1e30), Duration::max());
  EXPECT_LT(Duration::seconds(-1e30).ns(), 0);
  EXPECT_DOUBLE_EQ(Duration::milliseconds(1500).toSeconds(), 1.5);
}

TEST(Duration, CountsLikeANumber) {
  Duration d = Duration::wholeSeconds(2) + Duration::milliseconds(500) * 2 - Duration::wholeSeconds(1) / 2;
  EXPECT_EQ(d, Duration::milliseconds(2500));
  d += Duration::milliseconds(500);
  EXPECT_EQ(d, Duration::wholeSeconds(3));
}

TEST(Instant, NeverIsNeverPassed) {
  EXPECT_EQ(Instant::never() + Duration::wholeSeconds(1), Instant::never());
  EXPECT_EQ(Instant::at(Duration::wholeSeconds(1)) + Duration::max(), Instant::never());
  EXPECT_EQ(Instant::at(Duration::wholeSeconds(5)) - Instant::at(Duration::wholeSeconds(2)), Duration::wholeSeconds(3));
}

class Fixed final : public RandomSource {
 public:
  explicit Fixed(std::uint64_t word) : word_(word) {}
  std::uint64_t next() override { return word_; }

 private:
  std::uint64_t word_;
};

TEST(RandomSource, UniformIsNeverZeroNorOne) {
  EXPECT_GT(Fixed(0).uniform(), 0.0);
  EXPECT_LT(Fixed(~std::uint64_t{0}).uniform(), 1.0);
}

}  // namespace
}  // namespace headroom
