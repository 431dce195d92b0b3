#pragma once

#include <string>

namespace ntop {

// The way out of a full screen by a signal that no JavaScript can answer, such as SIGSEGV or SIGABRT: gives the terminal
// back and lets the signal end the program. Signals that are handled or ignored already are left as they are.

// Keeps the modes that the terminal has now, and what to write to it at the end.
void keepFarewell(int input, int output, const std::string& farewell);

// The terminal has been given back.
void forgetFarewell();

// Ends the program without waiting for a thread that hangs in the kernel, and without Node's insisting on a terminal
// that is gone.
[[noreturn]] void endNow(int status);

}  // namespace ntop
