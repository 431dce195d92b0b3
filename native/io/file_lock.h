#pragma once

namespace ntop {

// Locks a whole file, open for writing, for as long as its descriptor or a copy of it is open: a lock of the open file (OFD),
// which no other descriptor of the program takes away and the end of the program does. An errno: EAGAIN if another has it.
int lockFile(int fd);

// At once, even while another thread still writes the file out.
void unlockFile(int fd);

// Whether another open file has it locked.
bool isFileLocked(int fd);

}  // namespace ntop
