#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "../io/file.h"
#include "connector_messages.h"

namespace ntop {

// Hears of every process that starts and ends, from the kernel's process connector.
class Connector {
 public:
  Connector() = default;
  Connector(Connector&&) = default;
  Connector& operator=(Connector&&) = default;
  ~Connector() { close(); }

  // Empty, or a sentence that says why it hears nothing. Waits for the kernel's answer, which comes at once or never.
  std::string open();

  bool isOpen() const { return static_cast<bool>(socket_); }
  int fd() const { return socket_.get(); }

  // kOverrun: messages that would have come after all that are there were lost.
  enum class Reading { kMore, kEmpty, kOverrun };
  // Appends what has come, up to some dozens of messages.
  Reading read(std::vector<ConnectorMessage>& messages);

  // Messages that the kernel had no room for since the last call; 0 where it does not count them.
  uint64_t takeLost();

  // The kernel before Linux 6.6 goes on working for a listener that leaves without a word.
  void close();

 private:
  std::string whyRefused() const;
  int request(ConnectorRequest request, uint32_t number) const;
  void noteClock(uint64_t nanoseconds);
  bool awaitAnswer(uint32_t number, uint32_t& error);

  UniqueFd socket_;
  uint32_t portId_ = 0;
  uint32_t lastLost_ = 0;
  // By how much the kernel's clock is ahead of CLOCK_MONOTONIC in this time namespace.
  uint64_t leadNanoseconds_ = 0;
};

}  // namespace ntop
