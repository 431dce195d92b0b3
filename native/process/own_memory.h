#pragma once

namespace ntop {

// Lets the allocator work for a program that is idle most of the time: one pool for all threads, large pieces given back
// as soon as they are free. Does nothing with a C library that can't be told. Before other threads ask for memory.
void keepMemorySmall();

// Gives back to the kernel what the allocator keeps free, and the pages of the program's own file that are mapped: those
// that are still needed come back one by one, what only the start needed does not. The file's pages stay in the
// kernel's cache while there is room.
void giveBackMemory();

}  // namespace ntop
