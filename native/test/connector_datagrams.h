#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

// Made-up messages of the process connector, as they come from its socket.
namespace datagrams {

inline void append(std::string& bytes, uint64_t number, size_t size) {
  bytes.append(reinterpret_cast<const char*>(&number), size);
}

inline std::string envelopeOf(uint32_t what, uint64_t nanoseconds, const std::string& body, uint32_t answers = 0) {
  std::string event;
  append(event, what, 4);
  append(event, 0, 4);
  append(event, nanoseconds, 8);
  event += body;
  std::string bytes;
  append(bytes, 16 + 20 + event.size(), 4);
  append(bytes, 3, 2);  // NLMSG_DONE
  append(bytes, 0, 2);
  append(bytes, 0, 8);
  append(bytes, 1, 4);
  append(bytes, 1, 4);
  append(bytes, 0, 4);
  append(bytes, answers, 4);
  append(bytes, event.size(), 2);
  append(bytes, 0, 2);
  return bytes + event;
}

inline std::string envelope(uint32_t what, uint64_t nanoseconds, const std::vector<int64_t>& numbers,
                            uint32_t answers = 0) {
  std::string body;
  for (const int64_t number : numbers) append(body, static_cast<uint64_t>(number), 4);
  return envelopeOf(what, nanoseconds, body, answers);
}

inline std::string fork(int pid, int parent, uint64_t nanoseconds) {
  return envelope(1, nanoseconds, {parent, parent, pid, pid});
}
inline std::string exec(int pid, uint64_t nanoseconds) { return envelope(2, nanoseconds, {pid, pid}); }
inline std::string exit(int pid, uint32_t waitStatus, int parent, uint64_t nanoseconds) {
  return envelope(0x80000000, nanoseconds, {pid, pid, waitStatus, 17, parent, parent});
}
inline std::string named(int pid, std::string name, uint64_t nanoseconds) {
  name.resize(16, '\0');
  std::string body;
  append(body, static_cast<uint64_t>(pid), 4);
  append(body, static_cast<uint64_t>(pid), 4);
  return envelopeOf(0x200, nanoseconds, body + name);
}

}  // namespace datagrams
