#pragma once

#include <memory>
#include <string>

#include "connector.h"
#include "event_hub.h"

namespace ntop {

// Where the kernel tells of processes that start and end.
struct EventStart {
  Connector connector;
  std::string refusal;  // why it does not; a sentence
  std::string foreign;  // why the kernel's events are not of the processes that are read; a sentence
};

// Asks the kernel, which answers at once: what starts from now on is reported.
std::shared_ptr<EventStart> startEvents(const std::string& procRoot);

// Listens to the kernel and publishes what happens, until the hub is stopped. For a thread of its own.
void listenForEvents(EventHub& hub, const std::string& procRoot, EventStart& start);

}  // namespace ntop
