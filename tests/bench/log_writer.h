// Access logs of any size, the same from the same seed.
#pragma once

#include <cstdint>
#include <string>

namespace headroom::bench {

enum class LogKind { Combined, Iis, Haproxy, NginxJson };

/// Writes a log of at least `bytes` to `path`, packed with gzip when the name ends with ".gz" (`bytes` counts what is
/// packed). About a hundred requests a second from twenty thousand clients for sixty applications; one request in
/// thirty by a robot.
void writeLog(LogKind kind, const std::string& path, std::uint64_t bytes, std::uint64_t seed);

}  // namespace headroom::bench
