#include "engine/analytic/network_state.h"

#include <algorithm>
#include <utility>

namespace headroom::analytic {
namespace {

class Writer {
 public:
  void put(int value) { out.push_back(value); }
  void put(const Job& job) {
    for (const int value : {job.cls, job.held, job.phase, job.patience}) put(value);
  }
  void put(const HeldJob& job) {
    put(job.from);
    put(job.job);
  }
  template <class T>
  void put(const std::vector<T>& list) {
    put(static_cast<int>(list.size()));
    for (const T& each : list) put(each);
  }
  ChainState out;
};

class Reader {
 public:
  explicit Reader(const ChainState& from) : next_(from.data()) {}
  void get(int& value) { value = *next_++; }
  void get(Job& job) {
    for (int* value : {&job.cls, &job.held, &job.phase, &job.patience}) get(*value);
  }
  void get(HeldJob& job) {
    get(job.from);
    get(job.job);
  }
  template <class T>
  void get(std::vector<T>& list) {
    list.resize(static_cast<std::size_t>(*next_++));
    for (T& each : list) get(each);
  }

 private:
  const int* next_;
};

}  // namespace

int begun(const std::vector<Job>& jobs) {
  return static_cast<int>(std::count_if(jobs.begin(), jobs.end(), [](const Job& job) { return job.phase >= 0; }));
}

int holding(const std::vector<Job>& jobs) {
  return static_cast<int>(
      std::count_if(jobs.begin(), jobs.end(), [](const Job& job) { return job.phase == Job::kHeld; }));
}

int waiting(const std::vector<Job>& jobs) {
  return static_cast<int>(jobs.size()) - begun(jobs) - holding(jobs);
}

ChainState NetworkState::packed() const {
  Writer writer;
  writer.put(arrivals);
  writer.put(thinking);
  writer.put(turns);
  writer.put(jobs);
  writer.put(up);
  writer.put(repairs);
  writer.put(setup);
  writer.put(orbits);
  writer.put(lines);
  writer.put(doors);
  return std::move(writer.out);
}

void NetworkState::unpack(const ChainState& packed) {
  Reader reader(packed);
  reader.get(arrivals);
  reader.get(thinking);
  reader.get(turns);
  reader.get(jobs);
  reader.get(up);
  reader.get(repairs);
  reader.get(setup);
  reader.get(orbits);
  reader.get(lines);
  reader.get(doors);
}

int NetworkState::inside() const {
  std::size_t sum = 0;
  for (const auto* places : {&jobs, &orbits, &lines}) {
    for (const auto& place : *places) sum += place.size();
  }
  return static_cast<int>(sum);
}

}  // namespace headroom::analytic
