// How a job's news reaches the window: all of it in order, of some kinds only the newest.
#include "gui/runs/courier.h"

#include <gmock/gmock.h>

#include <QCoreApplication>
#include <string>
#include <thread>
#include <vector>

namespace headroom::gui {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

struct Picture {
  int number = 0;
};
struct Percent {
  int number = 0;
};

class News : public ::testing::Test {
 protected:
  std::shared_ptr<Courier<Picture, Percent>> courier(std::function<bool()> wanted = {}) {
    return std::make_shared<Courier<Picture, Percent>>(
        window, std::move(wanted), [this](const Picture& p) { heard.push_back("picture " + std::to_string(p.number)); },
        [this](const Percent& p) { heard.push_back("percent " + std::to_string(p.number)); });
  }
  static void deliver() { QCoreApplication::processEvents(); }

  QObject window;
  std::vector<std::string> heard;
};

TEST_F(News, OfPicturesAndProgressOnlyTheNewestWaits) {
  const auto post = courier();
  for (int i = 1; i <= 1000; ++i) {
    post->tell(Picture{i});
    post->tell(Percent{i});
  }
  EXPECT_THAT(heard, IsEmpty()) << "nothing is told before the window has time";
  deliver();
  EXPECT_THAT(heard, ElementsAre("picture 1000", "percent 1000"));
  post->tell(Percent{1001});
  deliver();
  EXPECT_THAT(heard, ElementsAre("picture 1000", "percent 1000", "percent 1001")) << "nothing is told twice";
}

TEST_F(News, WhatIsSentArrivesOnceInOrderBehindWhatWasToldBefore) {
  const auto post = courier();
  post->tell(Picture{1});
  post->send([this] { heard.push_back("result"); });
  post->send([this] { heard.push_back("end"); });
  deliver();
  EXPECT_THAT(heard, ElementsAre("picture 1", "result", "end"));
}

TEST_F(News, FromAnotherThreadArrivesInTheWindows) {
  const auto post = courier();
  std::thread::id there;
  std::thread job([&] {
    post->tell(Picture{7});
    post->send([&] { there = std::this_thread::get_id(); });
  });
  job.join();
  deliver();
  EXPECT_THAT(heard, ElementsAre("picture 7"));
  EXPECT_EQ(there, std::this_thread::get_id());
}

TEST_F(News, ThatNobodyWantsAnyMoreIsDropped) {
  bool wanted = true;
  const auto post = courier([&] { return wanted; });
  post->tell(Picture{1});
  post->send([this] { heard.push_back("result"); });
  wanted = false;
  deliver();
  EXPECT_THAT(heard, IsEmpty());
}

TEST_F(News, IsWantedPieceByPiece) {
  bool wanted = true;
  const auto post = std::make_shared<Courier<Picture, Percent>>(
      window, [&] { return wanted; },
      [&](const Picture&) {
        heard.push_back("picture");
        wanted = false;  // the user cancels while the picture is shown
      },
      [&](const Percent&) { heard.push_back("percent"); });
  post->tell(Picture{1});
  post->tell(Percent{1});
  deliver();
  EXPECT_THAT(heard, ElementsAre("picture"));
}

TEST_F(News, OutlivesTheJobWhileASlotRunsAnEventLoop) {
  std::weak_ptr<Courier<Picture, Percent>> seen;
  auto post = courier();
  seen = post;
  post->send([&] {
    post.reset();  // the job is over
    deliver();
    heard.push_back(seen.expired() ? "gone" : "alive");
  });
  deliver();
  EXPECT_THAT(heard, ElementsAre("alive"));
  EXPECT_TRUE(seen.expired()) << "and goes with its last news";
}

TEST(NewsOfNobody, OfAReceiverThatIsGoneIsDropped) {
  int heard = 0;
  auto window = std::make_unique<QObject>();
  const auto post = std::make_shared<Courier<Picture>>(*window, nullptr, [&](const Picture&) { ++heard; });
  post->tell(Picture{1});
  post->send([&] { ++heard; });
  window.reset();
  QCoreApplication::processEvents();
  EXPECT_EQ(heard, 0);
}

}  // namespace
}  // namespace headroom::gui
