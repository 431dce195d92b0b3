#pragma once

#include <optional>
#include <string_view>

#include "socket.h"

// The messages of sock_diag(7).
namespace ntop {

// One message of an answer; nothing when it is too short or of another family.
std::optional<Socket> parseInetSocket(SocketKind kind, std::string_view payload);
std::optional<Socket> parseUnixSocket(std::string_view payload);

}  // namespace ntop
