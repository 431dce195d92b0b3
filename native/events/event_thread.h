#pragma once

#include <string>

#include "event_hub.h"

namespace ntop {

// Listens to the kernel and publishes what happens, until the hub is stopped. For a thread of its own.
void listenForEvents(EventHub& hub, const std::string& procRoot);

}  // namespace ntop
