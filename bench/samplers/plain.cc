// What a plain monitor does: lists /proc, and opens, reads and closes stat and statm of every process.
#include <dirent.h>
#include <fcntl.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <vector>

namespace {

struct Process {
  int pid;
  char state;
  long parent, user_ticks, system_ticks, resident_pages;
};

bool read_file(int pid, const char* name, char* text, size_t size) {
  char path[64];
  std::snprintf(path, sizeof path, "/proc/%d/%s", pid, name);
  const int file = open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0) return false;
  const ssize_t length = read(file, text, size - 1);
  close(file);
  if (length <= 0) return false;
  text[length] = '\0';
  return true;
}

bool read_process(int pid, Process& process) {
  char text[4096];
  process.pid = pid;
  if (!read_file(pid, "stat", text, sizeof text)) return false;
  const char* after = std::strrchr(text, ')');
  if (after == nullptr) return false;
  std::sscanf(after + 2, "%c %ld %*d %*d %*d %*d %*u %*u %*u %*u %*u %ld %ld", &process.state, &process.parent,
              &process.user_ticks, &process.system_ticks);
  return read_file(pid, "statm", text, sizeof text) && std::sscanf(text, "%*d %ld", &process.resident_pages) == 1;
}

void sample(std::vector<Process>& processes) {
  processes.clear();
  DIR* proc = opendir("/proc");
  while (const dirent* entry = readdir(proc)) {
    Process process{};
    const int pid = std::atoi(entry->d_name);
    if (pid > 0 && read_process(pid, process)) processes.push_back(process);
  }
  closedir(proc);
}

double used_milliseconds() {
  timespec time{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return time.tv_sec * 1e3 + time.tv_nsec / 1e6;
}

}  // namespace

int main() {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  std::vector<Process> processes;
  char line[64];
  while (std::fgets(line, sizeof line, stdin) != nullptr) {
    const double before = used_milliseconds();
    if (std::strcmp(line, "sample\n") == 0) sample(processes);
    std::printf("{\"cpuMilliseconds\": %f, \"count\": %zu}\n", used_milliseconds() - before, processes.size());
    std::fflush(stdout);
  }
}
