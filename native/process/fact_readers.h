#pragma once

#include <cstddef>

#include "process_facts.h"

namespace ntop {

// Reads one part of the facts of a process, from its open directory, with its errno. What the first thread lacks
// because it has ended comes from one that goes on.
void readPart(size_t part, int process, ProcessFacts& facts);

// Reads stat by its path, without the directory. Its start says whether it is of the process. An errno; EAGAIN if more
// than stat is needed to tell its state.
int readStatAlone(const char* path, ProcessFacts& facts);

}  // namespace ntop
