// The walls of the house: what each room may include, read from the sources themselves.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

namespace headroom {
namespace {

namespace fs = std::filesystem;
using testing::IsEmpty;

struct Room {
  std::string name;
  std::string folder;
  std::set<std::string> doors;
};

std::vector<std::string> split(const std::string& text, char separator) {
  std::vector<std::string> parts;
  std::istringstream in(text);
  for (std::string part; std::getline(in, part, separator);) {
    if (!part.empty()) parts.push_back(part);
  }
  return parts;
}

std::vector<Room> declaredRooms() {
  std::vector<Room> rooms;
  std::ifstream in(HEADROOM_ROOMS_FILE);
  for (std::string line; std::getline(in, line);) {
    const auto first = line.find('|');
    const auto second = line.find('|', first + 1);
    if (first == std::string::npos || second == std::string::npos) continue;
    const auto doors = split(line.substr(second + 1), ',');
    rooms.push_back({line.substr(0, first), line.substr(first + 1, second - first - 1), {doors.begin(), doors.end()}});
  }
  return rooms;
}

bool isSource(const fs::path& path) {
  return path.extension() == ".h" || path.extension() == ".cpp";
}

std::vector<fs::path> sourcesUnder(const fs::path& folder) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file() && isSource(entry.path())) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::vector<std::string> includesOf(const fs::path& file) {
  static const std::regex pattern(R"(^\s*#\s*include\s*[<"]([^>"]+)[>"])");
  std::vector<std::string> includes;
  std::ifstream in(file);
  for (std::string line; std::getline(in, line);) {
    if (std::smatch match; std::regex_search(line, match, pattern)) includes.push_back(match[1]);
  }
  return includes;
}

const fs::path kRoot = HEADROOM_SOURCE_DIR;

std::string pathOf(const fs::path& file) {
  return fs::relative(file, kRoot).string();
}

/// The room whose folder holds `path`, longest folder first; nullptr for a file of no room.
const Room* roomOf(const std::vector<Room>& rooms, const std::string& path) {
  const Room* found = nullptr;
  for (const Room& room : rooms) {
    if (path.starts_with(room.folder + "/") && (found == nullptr || room.folder.size() > found->folder.size()))
      found = &room;
  }
  return found;
}

std::vector<std::string> brokenWalls(const std::vector<Room>& rooms) {
  std::vector<std::string> broken;
  for (const std::string top : {"engine", "gui"}) {
    for (const fs::path& file : sourcesUnder(kRoot / top)) {
      const Room* room = roomOf(rooms, pathOf(file));
      for (const std::string& include : includesOf(file)) {
        if (!include.starts_with("engine/") && !include.starts_with("gui/")) continue;
        const Room* visited = roomOf(rooms, include);
        if (room == nullptr || visited == nullptr || visited == room || room->doors.contains(visited->name)) continue;
        broken.push_back(pathOf(file) + " includes " + include + " without a door to " + visited->name);
      }
    }
  }
  return broken;
}

bool reaches(const std::map<std::string, std::set<std::string>>& doors, const std::string& from, const std::string& to,
             std::set<std::string>& seen) {
  for (const std::string& next : doors.at(from)) {
    if (next == to) return true;
    if (seen.insert(next).second && doors.contains(next) && reaches(doors, next, to, seen)) return true;
  }
  return false;
}

/// Files outside `allowed` folders that include something matching `pattern`.
std::vector<std::string> strangers(const std::string& top, const std::regex& pattern,
                                   const std::vector<std::string>& allowed) {
  std::vector<std::string> found;
  for (const fs::path& file : sourcesUnder(kRoot / top)) {
    const std::string name = pathOf(file);
    if (std::any_of(allowed.begin(), allowed.end(),
                    [&](const std::string& folder) { return name.starts_with(folder); }))
      continue;
    for (const std::string& include : includesOf(file)) {
      if (std::regex_search(include, pattern)) found.push_back(name + " includes " + include);
    }
  }
  return found;
}

TEST(Walls, EveryRoomIsDeclared) {
  EXPECT_GE(declaredRooms().size(), 15u);
}

TEST(Walls, RoomsIncludeOnlyTheirDeclaredNeighbours) {
  EXPECT_THAT(brokenWalls(declaredRooms()), IsEmpty());
}

TEST(Walls, ABrokenWallWouldBeSeen) {
  auto rooms = declaredRooms();
  for (Room& room : rooms) {
    if (room.name == "farm") room.doors.clear();  // farm includes base; without that door the check must speak up
  }
  EXPECT_THAT(brokenWalls(rooms), testing::Not(IsEmpty()));
}

TEST(Walls, NoRoomReachesItself) {
  std::map<std::string, std::set<std::string>> doors;
  for (const Room& room : declaredRooms()) doors[room.name] = room.doors;
  for (const auto& [name, unused] : doors) {
    std::set<std::string> seen;
    EXPECT_FALSE(reaches(doors, name, name, seen)) << name << " is part of a cycle of rooms";
  }
}

TEST(Walls, TheEngineKnowsNoQtAndNoGui) {
  EXPECT_THAT(strangers("engine", std::regex("^(Q[A-Z]|Qt|gui/)"), {}), IsEmpty());
}

TEST(Walls, ProtobufStaysWithTheFilesThatItIsMadeFor) {
  EXPECT_THAT(strangers("engine", std::regex(R"(^google/protobuf|\.pb\.h$)"),
                        {"engine/farm_file/", "engine/trace/trace_file_", "engine/trace/formats/trace_file_"}),
              IsEmpty());
  EXPECT_THAT(strangers("gui", std::regex(R"(^google/protobuf|\.pb\.h$)"), {}), IsEmpty());
}

TEST(Walls, BoostGraphStaysInTopologyAndEigenInAnalytic) {
  EXPECT_THAT(strangers("engine", std::regex("^boost/graph/"), {"engine/topology/"}), IsEmpty());
  EXPECT_THAT(strangers("engine", std::regex("^Eigen/"), {"engine/analytic/"}), IsEmpty());
}

TEST(Walls, QtChartsStaysInOneRoom) {
  EXPECT_THAT(strangers("gui", std::regex("^(QtCharts/|Q.*(Chart|Series|Axis)(View)?$)"), {"gui/charts/"}), IsEmpty());
}

TEST(Walls, NoFileOutgrowsItsReader) {
  for (const std::string top : {"engine", "gui"}) {
    for (const fs::path& file : sourcesUnder(kRoot / top)) {
      std::ifstream in(file);
      const auto lines = std::count(std::istreambuf_iterator<char>(in), {}, '\n');
      EXPECT_LE(lines, 800) << pathOf(file);
    }
  }
}

TEST(Walls, TheMapNamesEveryRoom) {
  std::ifstream in(kRoot / "docs/house.md");
  const std::string map{std::istreambuf_iterator<char>(in), {}};
  for (const Room& room : declaredRooms())
    EXPECT_NE(map.find("`" + room.folder + "`"), std::string::npos) << room.folder;
}

}  // namespace
}  // namespace headroom
