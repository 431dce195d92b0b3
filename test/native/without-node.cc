// A program without Node: what the static library alone is good for. It prints itself as the probe sees it, its open
// port, and ends a process that it is given by PID.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>

#include "../../native/engine/engine.h"
#include "../../native/net/socket_engine.h"
#include "../../native/process/actions.h"
#include "../../native/process/process_directory.h"

namespace {

int fail(const char* what, const std::string& why) {
  std::fprintf(stderr, "%s: %s\n", what, why.c_str());
  return 1;
}

int listenAnywhere() {
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (bind(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 || listen(fd, 1) != 0) return 0;
  socklen_t size = sizeof address;
  getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size);
  return ntohs(address.sin_port);
}

}  // namespace

int main(int, char** arguments) {
  const int32_t victim = std::atoi(arguments[1]);
  const int port = listenAnywhere();

  ntop::Engine engine("/proc", "/sys");
  if (const std::string failure = engine.sample({}); !failure.empty()) return fail("processes", failure);
  const auto& columns = engine.table().columns;
  for (int slot = 0; slot < engine.table().slots(); ++slot) {
    if (columns.pid[slot] != getpid()) continue;
    std::printf("process %d %d %s\n", columns.pid[slot], columns.ppid[slot],
                engine.table().text(ntop::Text::kName, slot).c_str());
  }

  ntop::SocketNeeds needs;
  needs.kinds[static_cast<size_t>(ntop::SocketKind::kTcp)] = true;
  needs.owners = needs.allOwners = true;
  ntop::SocketEngine sockets("/proc");
  if (const ntop::Failure failure = sockets.sample(needs)) return fail("sockets", failure.subject);
  const auto& found = sockets.table().columns;
  for (int slot = 0; slot < sockets.table().slots(); ++slot) {
    if (found.serial[slot] == 0 || found.localPort[slot] != port) continue;
    std::printf("port %s\n", found.ownerPid[slot] == getpid() ? "own" : "of another");
  }

  ntop::Identity identity;
  int error = ntop::identifyProcess("/proc", victim, identity);
  int handle = 0;
  if (error == 0) error = ntop::hold(identity, handle).error;
  if (error == 0) error = ntop::signalHeld(handle, identity, SIGKILL).error;
  std::printf("signalled %d\n", error);
}
