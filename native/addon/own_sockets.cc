#include <vector>

#include "arguments.h"
#include "calls.h"
#include "socket_kinds.h"
#include "values.h"
#include "../net/own_sockets.h"
#include "../process/descriptor_access.h"
#include "../process/process_directory.h"

// Reading the sockets of one process for the library, at once: see src/probe/process-calls.ts.
namespace ntop {

namespace {

// readSockets(procRoot, identity, { tcp, udp, raw, unix }): NativeOwnSocket[], or an errno
Napi::Value socketsOfProcess(const Napi::CallbackInfo& info) {
  std::vector<OwnSocket> sockets;
  const std::array<bool, kSocketKindCount> kinds = toKinds(info[2].As<Napi::Object>());
  const int error = readOwnSockets(textOf(info[0]), toIdentity(info[1]), kinds, sockets);
  if (error != 0) return Napi::Number::New(info.Env(), error);
  Napi::Array array = Napi::Array::New(info.Env(), sockets.size());
  for (uint32_t index = 0; index < sockets.size(); ++index) {
    const OwnSocket& own = sockets[index];
    Napi::Object object = Napi::Object::New(info.Env());
    object.Set("fd", own.fd);
    object.Set("inode", toNumber(info.Env(), own.socket.inode));
    object.Set("protocol", static_cast<int>(own.socket.protocol));
    object.Set("family", own.socket.family);
    object.Set("type", own.socket.type);
    object.Set("state", own.socket.state);
    object.Set("localAddress", toText(info.Env(), own.local));
    object.Set("localPort", own.socket.local.port);
    object.Set("remoteAddress", toText(info.Env(), own.remote));
    object.Set("remotePort", own.socket.remote.port);
    array.Set(index, object);
  }
  return array;
}

// checkDescriptors(procRoot, identity): an errno
Napi::Value checkDescriptors(const Napi::CallbackInfo& info) {
  UniqueFd process;
  int error = openProcess(textOf(info[0]), toIdentity(info[1]), process);
  if (error == 0) error = whyNoDescriptors(process.get());
  return Napi::Number::New(info.Env(), error);
}

}  // namespace

void exportOwnSockets(Napi::Env env, Napi::Object exports) {
  exports.Set("checkDescriptors", Napi::Function::New<checkDescriptors>(env));
  exports.Set("readSockets", Napi::Function::New<socketsOfProcess>(env));
}

}  // namespace ntop
