#pragma once

#include <cstdint>

// What is sent to the near side.
namespace ntop::far {

struct Promise;

// A promise that was returned for this question has been settled.
void answer(uint32_t question, const Promise& promise);
// Calls a function that the near side gave.
void callNear(uint32_t function);

}  // namespace ntop::far
