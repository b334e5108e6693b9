#include "tests/routing/side_by_side/program.h"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <sstream>

#include "tests/routing/side_by_side/trouble.h"

namespace headroom::side_by_side {
namespace {

std::vector<char*> pointers(const std::vector<std::string>& texts) {
  std::vector<char*> result;
  for (const std::string& text : texts) result.push_back(const_cast<char*>(text.c_str()));
  result.push_back(nullptr);
  return result;
}

// Only calls that are safe between fork and exec.
[[noreturn]] void become(char* const* command, char* const* environment, const char* folder, pid_t parent) {
  setpgid(0, 0);
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  for (const int number : {SIGINT, SIGTERM, SIGHUP, SIGALRM, SIGPIPE}) std::signal(number, SIG_DFL);
  if (getppid() != parent || chdir(folder) != 0) _exit(126);
  const int nothing = open("/dev/null", O_RDONLY);
  const int output = open("output", O_WRONLY | O_CREAT | O_TRUNC, 0600);
  if (dup2(nothing, 0) < 0 || dup2(output, 1) < 0 || dup2(output, 2) < 0) _exit(126);
  execve(command[0], command, environment);
  _exit(127);
}

}  // namespace

TemporaryFolder::TemporaryFolder() {
  std::string name = (std::filesystem::temp_directory_path() / "headroom-side-by-side-XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("cannot make a temporary folder " + name);
  path_ = name;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

void TemporaryFolder::write(const std::string& name, const std::string& text) const {
  std::ofstream file(path_ / name, std::ios::binary);
  if (!(file << text).flush()) throw std::runtime_error("cannot write " + (path_ / name).string());
}

std::string TemporaryFolder::read(const std::string& name) const {
  std::ifstream file(path_ / name, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

Program::Program(const std::vector<std::string>& command, const std::vector<std::string>& environment,
                 const std::filesystem::path& folder) {
  const auto arguments = pointers(command);
  const auto variables = pointers(environment);
  const pid_t self = getpid();
  pid_ = fork();
  if (pid_ < 0) throw Hindrance("cannot start a process");
  if (pid_ == 0) become(arguments.data(), variables.data(), folder.c_str(), self);
  setpgid(pid_, pid_);  // whichever of the two comes first
}

Program::~Program() {
  if (pid_ < 0) return;
  kill(-pid_, SIGKILL);
  while (waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
  }
}

bool Program::running() {
  if (pid_ < 0) return false;
  if (waitpid(pid_, nullptr, WNOHANG) == 0) return true;
  kill(-pid_, SIGKILL);
  pid_ = -1;
  return false;
}

std::string firstLineOf(const std::vector<std::string>& command) {
  const TemporaryFolder folder;
  Program program(command, {}, folder.path());
  const Deadline deadline("a program to tell its version");
  while (program.running()) {
    deadline.check();
    usleep(2000);
  }
  const std::string text = folder.read("output");
  return text.substr(0, text.find('\n'));
}

}  // namespace headroom::side_by_side
