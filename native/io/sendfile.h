#pragma once

#include <sys/types.h>

#include <atomic>
#include <cstdint>
#include <optional>

#include "file.h"

// sendfile(2): bytes go from a file to a socket without passing through this program.
namespace ntop {

// How much went out, and the errno that ended it; bytes may have gone out before it.
struct Sent {
  uint64_t bytes = 0;
  int error = 0;
};

// One call. Without an offset it reads from the file's own position, and moves it.
Sent sendOnce(int socket, int file, std::optional<off_t> offset, size_t bytes);

// Sends until all is out, the file ends (fewer bytes, no error), the socket is full (EAGAIN) or `stopped` (ECANCELED).
Sent sendUntilFull(int socket, int file, off_t offset, uint64_t bytes, const std::atomic<bool>& stopped);

// Another number for the same open file, which lives on when the first is closed. errno says why not.
UniqueFd duplicate(int fd);

// The same for a file to read from: EBADF when it can't be read.
UniqueFd duplicateReadable(int fd);

// Whether a write to it may keep the thread waiting for a reader, as it does without O_NONBLOCK.
bool mayBlock(int fd);

}  // namespace ntop
