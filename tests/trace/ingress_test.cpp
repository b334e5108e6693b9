// The time at the server in the log of ingress-nginx, which names no field.
#include "gmock/gmock.h"
#include "tests/trace/log_files.h"

namespace headroom::trace {
namespace {

class IngressLog : public LogFiles {
 protected:
  /// Milliseconds at the server by a line with this behind the request's time; -1 for none.
  std::int64_t serviceOf(const std::string& tail) {
    std::int64_t ns = -2;
    const std::string log = write("log",
                                  "10.0.0.1 - - [07/Feb/2020:11:48:51 +0000] \"GET /a HTTP/1.1\" 200 59 \"-\" "
                                  "\"curl/7.54.0\" 89 0.500 " +
                                      tail + "\n");
    const auto counts = read(log, 0, {}, [&](const Record& record) {
      ns = record.serviceNs;
      return true;
    });
    EXPECT_EQ(counts->format, "nginx-ingress") << tail;
    return ns < 0 ? ns : ns / 1'000'000;
  }
};

TEST_F(IngressLog, HasTheTimeAtTheServerBehindTwoNames) {
  EXPECT_EQ(serviceOf("[default-web-8080] [] 172.17.0.5:8080 59 0.421 200 529a00"), 421);
  EXPECT_EQ(serviceOf("[default-web-8080] [default-canary-80] 172.17.0.5:8080 59 0.421 200 529a00"), 421);
  EXPECT_EQ(serviceOf("[default-web-8080] 172.17.0.5:8080 59 0.421 200 529a00"), 421);  // before 0.25
}

TEST_F(IngressLog, TakesTheLastOfSeveralTries) {
  EXPECT_EQ(serviceOf("[a-80] [] 10.0.0.5:80, 10.0.0.6:80 0, 59 0.005, 0.300 502, 200 529a00"), 300);
  EXPECT_EQ(serviceOf("[a-80] [] 10.0.0.5:80 : 10.0.0.6:80 0 : 59 0.005 : 0.310 502 : 200 529a00"), 310);
}

TEST_F(IngressLog, KnowsAddressesInBracketsAndRequestsThatNobodyAnswered) {
  EXPECT_EQ(serviceOf("[a-80] [] [2001:db8::5]:80 59 0.042 200 529a00"), 42);
  EXPECT_EQ(serviceOf("[a-80] [] - - - - 529a00"), -1);
  EXPECT_EQ(serviceOf("[a-80] []"), -1);
  EXPECT_EQ(serviceOf("[a-80"), -1);
}

}  // namespace
}  // namespace headroom::trace
