#pragma once

#include <functional>

// The one thread that values belong to: it reads what the near side asks and what other threads have finished.
namespace ntop::far {

// From any thread: runs this on the loop's own.
void post(std::function<void()> task);
// Runs what was posted.
void runPosted();
// Becomes readable when something was posted.
int postedDescriptor();

}  // namespace ntop::far
