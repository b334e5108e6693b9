#include "tests/routing/side_by_side/admin_socket.h"

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <cstring>
#include <sstream>
#include <string_view>

#include "engine/base/text.h"
#include "tests/routing/side_by_side/trouble.h"

namespace headroom::side_by_side {
namespace {

constexpr std::string_view kPrompt = "\n> ";

std::vector<std::string> split(const std::string& line) {
  std::vector<std::string> fields;
  std::istringstream in(line);
  for (std::string field; std::getline(in, field, ',');) fields.push_back(field);
  return fields;
}

int number(const std::string& text) {
  return text.empty() ? 0 : std::stoi(text);
}

}  // namespace

int BackendState::waiting() const {
  int sum = waitingForAny;
  for (const ServerLine& s : servers) sum += s.waiting;
  return sum;
}

AdminSocket::AdminSocket(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path) throw std::runtime_error("the path of the temporary folder is too long");
  std::memcpy(address.sun_path, path.c_str(), path.size());
  const Deadline deadline("HAProxy's admin socket");
  while (true) {
    socket_ = Descriptor(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (connect(socket_.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) break;
    deadline.check();
    usleep(1000);
  }
  ask("prompt");
  ask("set timeout cli 1h");
}

std::string AdminSocket::ask(const std::string& command) {
  const std::string line = command + "\n";
  if (::send(socket_.get(), line.data(), line.size(), MSG_NOSIGNAL) < 0) throw Hindrance("HAProxy is gone");
  std::string text;
  const Deadline deadline("HAProxy's answer");
  while (!text.ends_with(kPrompt)) {
    pollfd wait{socket_.get(), POLLIN, 0};
    deadline.check();
    if (poll(&wait, 1, 100) <= 0) continue;
    char block[16384];
    const ssize_t n = recv(socket_.get(), block, sizeof block, 0);
    if (n <= 0) throw Hindrance("HAProxy closed its admin socket");
    text.append(block, static_cast<std::size_t>(n));
  }
  text.resize(text.size() - kPrompt.size());
  return std::string(trim(text));
}

BackendState AdminSocket::state(const std::string& backend) {
  constexpr const char* kBackendsAndServers = " 6 -1";
  constexpr std::size_t kServer = 1, kQueued = 2, kOpen = 4, kState = 17;
  BackendState result;
  std::istringstream lines(ask("show stat " + backend + kBackendsAndServers));
  for (std::string line; std::getline(lines, line);) {
    const auto fields = split(line);
    if (line.starts_with("#") || fields.size() <= kState) continue;
    if (fields[kServer] == "BACKEND") {
      result.waitingForAny = number(fields[kQueued]);
    } else {
      result.servers.push_back({fields[kServer], number(fields[kQueued]), number(fields[kOpen]), fields[kState]});
    }
  }
  return result;
}

}  // namespace headroom::side_by_side
