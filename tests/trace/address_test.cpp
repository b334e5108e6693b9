#include "engine/trace/address.h"

#include <gtest/gtest.h>

namespace headroom::trace {
namespace {

TEST(HostOf, LeavesTheAddressAlone) {
  EXPECT_EQ(hostOf("web1"), "web1");
  EXPECT_EQ(hostOf("web1.lan:8080"), "web1.lan");
  EXPECT_EQ(hostOf("10.0.0.5"), "10.0.0.5");
  EXPECT_EQ(hostOf("10.0.0.5:8080"), "10.0.0.5");
  EXPECT_EQ(hostOf("[2001:db8::5]:80"), "2001:db8::5");
  EXPECT_EQ(hostOf("[2001:db8::5]"), "2001:db8::5");
  EXPECT_EQ(hostOf("2001:db8::5"), "2001:db8::5");
  EXPECT_EQ(hostOf("::ffff:10.0.0.5"), "::ffff:10.0.0.5");
}

TEST(HostOf, KnowsThatSomeLogsAlwaysWriteAPort) {
  EXPECT_EQ(hostOf("2001:db8::5:54957", Port::Always), "2001:db8::5");
  EXPECT_EQ(hostOf("10.0.0.5:8080", Port::Always), "10.0.0.5");
  EXPECT_EQ(hostOf("[2001:db8::5]:80", Port::Always), "2001:db8::5");
  EXPECT_EQ(hostOf("unix:1", Port::Always), "unix");
  EXPECT_EQ(hostOf("-", Port::Always), "-");
}

TEST(HostOf, TakesWhateverStandsThere) {
  EXPECT_EQ(hostOf(""), "");
  EXPECT_EQ(hostOf(":80"), ":80");
  EXPECT_EQ(hostOf("web1:"), "web1");
  EXPECT_EQ(hostOf("["), "");
  EXPECT_EQ(hostOf("[2001:db8::5"), "2001:db8::5");
}

}  // namespace
}  // namespace headroom::trace
