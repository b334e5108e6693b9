#include "tests/routing/side_by_side/stage.h"

#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "engine/base/text.h"
#include "tests/routing/side_by_side/trouble.h"

namespace headroom::side_by_side {
namespace {

constexpr int kKind = SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK;

std::optional<sockaddr_in> ipAddress(const std::string& text) {
  const std::size_t colon = text.rfind(':');
  sockaddr_in address{};
  address.sin_family = AF_INET;
  if (colon == std::string::npos || inet_pton(AF_INET, text.substr(0, colon).c_str(), &address.sin_addr) != 1) {
    return std::nullopt;
  }
  address.sin_port = htons(static_cast<std::uint16_t>(std::stoi(text.substr(colon + 1))));
  return address;
}

std::string textOf(int socket) {
  sockaddr_in address{};
  socklen_t size = sizeof address;
  getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size);
  char host[INET_ADDRSTRLEN] = {};
  inet_ntop(AF_INET, &address.sin_addr, host, sizeof host);
  return std::string(host) + ":" + std::to_string(ntohs(address.sin_port));
}

Descriptor bound(const std::string& text, int option) {
  const auto address = ipAddress(text);
  if (!address) return {};
  Descriptor made(socket(AF_INET, kKind, 0));
  const int on = 1;
  setsockopt(made.get(), SOL_SOCKET, option, &on, sizeof on);
  if (bind(made.get(), reinterpret_cast<const sockaddr*>(&*address), sizeof *address) != 0) return {};
  return made;
}

Descriptor boundPath(const std::string& folder, const std::string& name) {
  const std::string path = folder + "/" + name;
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path) return {};
  std::memcpy(address.sun_path, path.c_str(), path.size());
  Descriptor made(socket(AF_UNIX, kKind, 0));
  if (bind(made.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) return {};
  return made;
}

/// Appends what there is; false at the end of the stream.
bool drain(int socket, std::string& text) {
  char block[16384];
  while (true) {
    const ssize_t n = recv(socket, block, sizeof block, 0);
    if (n > 0) {
      text.append(block, static_cast<std::size_t>(n));
    } else if (n < 0 && errno == EINTR) {
      continue;
    } else {
      return n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
    }
  }
}

void sendAll(int socket, const std::string& bytes) {
  std::size_t sent = 0;
  const Deadline deadline("a socket to take bytes");
  while (sent < bytes.size()) {
    const ssize_t n = ::send(socket, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
    if (n > 0) {
      sent += static_cast<std::size_t>(n);
      continue;
    }
    if (errno != EAGAIN && errno != EINTR && errno != ENOTCONN) return;  // the other side will show what it made of it
    pollfd wait{socket, POLLOUT, 0};
    poll(&wait, 1, 100);
    deadline.check();
  }
}

std::vector<std::pair<std::string, std::string>> headersOf(const std::string& text) {
  std::vector<std::pair<std::string, std::string>> headers;
  const std::size_t end = text.find("\r\n\r\n");
  std::size_t at = text.find("\r\n");
  while (at != std::string::npos && at < end) {
    const std::size_t next = text.find("\r\n", at + 2);
    const std::string line = text.substr(at + 2, next - at - 2);
    const std::size_t colon = line.find(':');
    if (colon != std::string::npos) {
      headers.emplace_back(toLower(line.substr(0, colon)), std::string(trim(std::string_view(line).substr(colon + 1))));
    }
    at = next;
  }
  return headers;
}

constexpr const char* kFine = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok";
constexpr const char* kIll = "HTTP/1.1 500 Ill\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

}  // namespace

std::optional<std::string> Answer::header(const std::string& name) const {
  for (const auto& [key, value] : headers) {
    if (key == name) return value;
  }
  return std::nullopt;
}

// Not listening, and sharing the port with the balancer that will: nobody else gets it, and nothing is sent here.
Stage::Stage() : keeper_(bound("127.0.0.1:0", SO_REUSEPORT)) {
  if (!keeper_.open()) throw Hindrance("no free port on 127.0.0.1");
  front_ = textOf(keeper_.get());
}

std::string Stage::addServer(const std::string& address, const std::string& folder) {
  Server server;
  std::string used = address;
  if (address.starts_with("unix:")) {
    server.listener = boundPath(folder, address.substr(5));
    if (!server.listener.open() || listen(server.listener.get(), 1024) != 0) throw Hindrance("cannot bind " + address);
  } else {
    if (!address.empty()) server.listener = bound(address, SO_REUSEADDR);
    if (!server.listener.open() || listen(server.listener.get(), 1024) != 0) {
      server.listener = bound("127.0.0.1:0", SO_REUSEADDR);
      if (!server.listener.open() || listen(server.listener.get(), 1024) != 0) {
        throw Hindrance("no free port for a server");
      }
      used = textOf(server.listener.get());
    }
  }
  servers_.push_back(std::move(server));
  return used;
}

// A listening socket that is shut down for reading keeps its port and refuses; listen() brings it back.
void Stage::setManner(ServerNumber server, Manner manner) {
  Server& s = servers_[server];
  if (manner == Manner::Refuses && s.manner != Manner::Refuses) shutdown(s.listener.get(), SHUT_RD);
  if (manner != Manner::Refuses && s.manner == Manner::Refuses && listen(s.listener.get(), 1024) != 0) {
    throw Hindrance("a server could not listen again");
  }
  s.manner = manner;
}

bool Stage::reachable() const {
  const auto address = *ipAddress(front_);
  const Descriptor made(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  return connect(made.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
}

void Stage::send(long request, const std::string& bytes) {
  Client client;
  client.socket = Descriptor(socket(AF_INET, kKind, 0));
  const auto address = *ipAddress(front_);
  if (connect(client.socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 &&
      errno != EINPROGRESS) {
    throw Hindrance("the balancer refused a connection");
  }
  sendAll(client.socket.get(), bytes);
  clients_.insert_or_assign(request, std::move(client));
}

void Stage::answer(long request) {
  const auto found =
      std::find_if(exchanges_.begin(), exchanges_.end(), [&](const Exchange& e) { return e.request == request; });
  if (found == exchanges_.end()) throw Hindrance("no server holds the request that shall be answered");
  sendAll(found->socket.get(), kFine);
  exchanges_.erase(found);
}

void Stage::answerCheck(ServerNumber server, bool pass) {
  sendAll(servers_[server].check.get(), pass ? kFine : kIll);
  servers_[server].check.reset();
}

void Stage::setChecksHeld(ServerNumber server, bool held) {
  servers_[server].holdsChecks = held;
  if (!held && holdsCheck(server)) answerCheck(server, true);
}

std::vector<Arrival> Stage::takeArrivals() {
  return std::exchange(arrivals_, {});
}

void Stage::acceptOn(ServerNumber server) {
  while (true) {
    Descriptor made(accept4(servers_[server].listener.get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
    if (!made.open()) return;
    Exchange exchange;
    exchange.socket = std::move(made);
    exchange.server = server;
    exchange.accepted = ++accepted_;
    exchanges_.push_back(std::move(exchange));
  }
}

// False: the exchange is over.
bool Stage::readExchange(Exchange& e) {
  const bool open = drain(e.socket.get(), e.text);
  if (e.request >= 0) return open;
  if (e.text.find("\r\n\r\n") == std::string::npos) return open;
  Server& server = servers_[e.server];
  const std::size_t first = e.text.find(' ');
  const std::string target = e.text.substr(first + 1, e.text.find(' ', first + 1) - first - 1);
  std::optional<long> number;
  for (const auto& [name, value] : headersOf(e.text)) {
    if (name == toLower(kNumberHeader)) number = std::stol(value);
  }
  if (!number) {
    if (target != kCheckPath) return false;
    server.check = std::move(e.socket);
    if (!server.holdsChecks) answerCheck(e.server, true);
    return false;
  }
  e.request = *number;
  const bool hangsUp = server.manner == Manner::HangsUp;
  arrivals_.push_back({e.request, e.server, target, e.accepted, hangsUp});
  return !hangsUp;
}

void Stage::readClient(Client& client) {
  if (drain(client.socket.get(), client.text)) return;
  client.socket.reset();
  Answer answer;
  if (client.text.starts_with("HTTP/1.") && client.text.size() > 12)
    answer.status = std::stoi(client.text.substr(9, 3));
  answer.headers = headersOf(client.text);
  client.answer = std::move(answer);
}

void Stage::pump(int milliseconds) {
  throwIfInterrupted();
  std::vector<pollfd> watched;
  for (const Server& s : servers_) watched.push_back({s.manner == Manner::Refuses ? -1 : s.listener.get(), POLLIN, 0});
  for (const Exchange& e : exchanges_) watched.push_back({e.socket.get(), POLLIN, 0});
  std::vector<Client*> clients;
  for (auto& [number, client] : clients_) {
    if (!client.socket.open()) continue;
    clients.push_back(&client);
    watched.push_back({client.socket.get(), POLLIN, 0});
  }
  if (poll(watched.data(), watched.size(), milliseconds) <= 0) return;
  const std::size_t exchanges = exchanges_.size();
  std::size_t at = servers_.size();
  std::vector<bool> over(exchanges, false);
  for (std::size_t i = 0; i < exchanges; ++i, ++at) {
    if (watched[at].revents != 0) over[i] = !readExchange(exchanges_[i]);
  }
  for (Client* client : clients) {
    if (watched[at++].revents != 0) readClient(*client);
  }
  std::size_t i = 0;
  std::erase_if(exchanges_, [&](const Exchange&) { return over[i++]; });
  for (ServerNumber s = 0; s < servers_.size(); ++s) {
    if (watched[s].revents != 0) acceptOn(s);
  }
}

}  // namespace headroom::side_by_side
