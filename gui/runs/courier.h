// How a job on a thread of its own tells its news to an object of the window.
#pragma once

#include <QMetaObject>
#include <QObject>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <tuple>
#include <utility>

namespace headroom::gui {

/// Carries news from a job's thread to the thread that `receiver` lives in.
///
/// What is sent with send() arrives in order, once. Of each of the kinds in `Newest` only the newest that has not been
/// delivered yet waits: a job may tell() them as often as it likes and a slow window is never flooded with them. They
/// arrive in the order in which the kinds are named, before whatever is sent after them.
///
/// Thread-safe. Lives in shared pointers: news under way keeps it alive, so a slot that runs an event loop of its own
/// may outlast the job. News of a receiver that is gone is dropped; while the receiver lives, so must all that `wanted`
/// and `deliver` refer to.
template <class... Newest>
class Courier : public std::enable_shared_from_this<Courier<Newest...>> {
 public:
  using Wanted = std::function<bool()>;

  /// `deliver` takes the kinds of `Newest`, one function each. All news is dropped when `wanted`, asked in the
  /// receiver's thread at the moment of delivery, says no; it may be empty.
  explicit Courier(QObject& receiver, Wanted wanted, std::function<void(const Newest&)>... deliver)
      : receiver_(receiver), wanted_(std::move(wanted)), deliver_(std::move(deliver)...) {}

  /// Calls `news()` in the receiver's thread.
  template <class News>
  void send(News news) {
    QMetaObject::invokeMethod(
        &receiver_,
        [self = this->shared_from_this(), news = std::move(news)] {
          if (self->isWanted()) news();
        },
        Qt::QueuedConnection);
  }

  /// Replaces what waits of this kind.
  template <class Kind>
  void tell(Kind newest) {
    const std::lock_guard lock(mutex_);
    std::get<std::optional<Kind>>(waiting_) = std::move(newest);
    if (std::exchange(announced_, true)) return;
    send([this] { deliverWaiting(); });
  }

 private:
  using Waiting = std::tuple<std::optional<Newest>...>;

  bool isWanted() const { return !wanted_ || wanted_(); }
  void deliverWaiting() {
    std::unique_lock lock(mutex_);
    announced_ = false;
    const Waiting now = std::exchange(waiting_, {});
    lock.unlock();
    (deliverOne<Newest>(now), ...);
  }
  template <class Kind>
  void deliverOne(const Waiting& now) const {
    const auto& news = std::get<std::optional<Kind>>(now);
    if (news && isWanted()) std::get<std::function<void(const Kind&)>>(deliver_)(*news);
  }

  QObject& receiver_;
  Wanted wanted_;
  std::tuple<std::function<void(const Newest&)>...> deliver_;
  std::mutex mutex_;
  bool announced_ = false;
  Waiting waiting_;
};

}  // namespace headroom::gui
