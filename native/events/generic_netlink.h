#pragma once

#include <cstdint>
#include <string>
#include <string_view>

// Generic netlink: protocols of netlink(7) that are found by their name.
namespace ntop {

// A request with one attribute.
std::string genericRequest(uint16_t family, uint32_t sequence, uint8_t command, uint16_t attribute,
                           std::string_view value, uint16_t flags = 0);

// The number of a family in the answer to the request for it; 0 when it is not in there.
uint16_t parseFamily(std::string_view payload);

// Sends a request and gives the payload of its answer; 0 or an errno. Answers are there when send(2) returns; messages
// that were not asked for are left out.
int ask(int netlink, const std::string& request, std::string& payload);

// The number of the family with this name. 0 or an errno, ENOENT when the kernel has none.
int findFamily(int netlink, const char* name, uint16_t& family);

// The first of so many numbers that no other request of this program has.
uint32_t nextGenericSequence(uint32_t count = 1);

}  // namespace ntop
