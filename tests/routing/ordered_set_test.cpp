#include "engine/routing/haproxy/ordered_set.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/routing/support.h"

namespace headroom::routing {
namespace {

TEST(OrderedSet, AnEmptySetHasNoFirst) {
  EXPECT_EQ(OrderedSet().first(), kNoServer);
  EXPECT_EQ(OrderedSet(1).first(), kNoServer);
  EXPECT_EQ(OrderedSet(1000).first(), kNoServer);
}

TEST(OrderedSet, EqualKeysComeInTheOrderInWhichTheyWerePutIn) {
  OrderedSet set(3);
  set.insert(2, 5);
  set.insert(0, 5);
  set.insert(1, 5);
  EXPECT_EQ(set.first(), 2u);
  set.remove(2);
  set.insert(2, 5);
  EXPECT_EQ(set.first(), 0u);
}

TEST(OrderedSet, AHiddenMemberKeepsItsPlace) {
  OrderedSet set(3);
  set.insert(0, 1);
  set.insert(1, 1);
  set.hide(0);
  EXPECT_EQ(set.first(), 1u);
  EXPECT_TRUE(set.contains(0));
  set.show(0);
  EXPECT_EQ(set.first(), 0u);
}

TEST(OrderedSet, HidingAndShowingTwiceIsHarmless) {
  OrderedSet set(2);
  set.insert(0, 9);
  set.hide(0);
  set.hide(0);
  EXPECT_EQ(set.first(), kNoServer);
  set.show(0);
  set.show(0);
  EXPECT_EQ(set.first(), 0u);
}

/// The same set as a plain sorted list.
class ListModel {
 public:
  void insert(ServerIndex i, std::uint32_t key) {
    const auto at =
        std::upper_bound(list_.begin(), list_.end(), key, [](std::uint32_t k, auto& e) { return k < e.first; });
    list_.insert(at, {key, i});
  }
  void remove(ServerIndex i) {
    std::erase_if(list_, [i](auto& e) { return e.second == i; });
  }
  ServerIndex first() const { return list_.empty() ? kNoServer : list_.front().second; }

 private:
  std::vector<std::pair<std::uint32_t, ServerIndex>> list_;
};

TEST(OrderedSet, AgreesWithASortedListOverManyRandomSteps) {
  for (const ServerIndex members : {1u, 2u, 3u, 7u, 64u, 100u}) {
    OrderedSet set(members);
    ListModel list;
    SeededRandom dice(members);
    for (int step = 0; step < 20'000; ++step) {
      const auto i = static_cast<ServerIndex>(dice.next() % members);
      if (set.contains(i)) {
        set.remove(i);
        list.remove(i);
      } else {
        const auto key = static_cast<std::uint32_t>(dice.next() % 5 == 0 ? 0xFFFFFFFF : dice.next() % 4);
        set.insert(i, key);
        list.insert(i, key);
      }
      ASSERT_EQ(set.first(), list.first()) << members << " members, step " << step;
    }
  }
}

}  // namespace
}  // namespace headroom::routing
