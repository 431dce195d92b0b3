#include <napi.h>

#include <string>

#include "arguments.h"
#include "calls.h"
#include "reading.h"
#include "values.h"
#include "../net/interfaces.h"

// Network interfaces for src/library/network/net-interfaces.ts.
namespace ntop {

namespace {

Napi::Object toTraffic(Napi::Env env, const NamedTraffic& traffic) {
  const TrafficCounters& counters = traffic.counters;
  Napi::Object object = Napi::Object::New(env);
  object.Set("name", toText(env, traffic.name));
  object.Set("receivedBytes", toNumber(env, counters.receivedBytes));
  object.Set("receivedPackets", toNumber(env, counters.receivedPackets));
  object.Set("receiveErrors", toNumber(env, counters.receiveErrors));
  object.Set("receiveDrops", toNumber(env, counters.receiveDrops));
  object.Set("sentBytes", toNumber(env, counters.sentBytes));
  object.Set("sentPackets", toNumber(env, counters.sentPackets));
  object.Set("sendErrors", toNumber(env, counters.sendErrors));
  object.Set("sendDrops", toNumber(env, counters.sendDrops));
  object.Set("counted", traffic.counted);
  return object;
}

Napi::Object toAddress(Napi::Env env, const InterfaceAddress& address) {
  Napi::Object object = Napi::Object::New(env);
  object.Set("name", toText(env, address.interface));
  object.Set("family", address.family);
  object.Set("address", toText(env, address.address));
  object.Set("netmask", toText(env, address.netmask));
  object.Set("broadcast", toText(env, address.broadcast));
  object.Set("pointToPoint", toText(env, address.pointToPoint));
  return object;
}

Napi::Object toStats(Napi::Env env, const InterfaceStats& stats) {
  Napi::Object object = Napi::Object::New(env);
  object.Set("name", toText(env, stats.name));
  object.Set("flags", stats.flags);
  object.Set("mtu", stats.mtu);
  object.Set("speedMegabits", stats.speedMegabits);
  object.Set("duplex", stats.duplex);
  return object;
}

Failure toFailure(std::string subject, int error) {
  if (error == 0) return {};
  return {error, std::move(subject)};
}

// readTraffic(procRoot): Promise<NativeReading<NativeTraffic[]>>, and so on
Napi::Value startTraffic(const Napi::CallbackInfo& info) {
  const std::string procRoot = textOf(info[0]);
  const auto read = [procRoot](std::vector<NamedTraffic>& traffic) {
    return toFailure(procRoot + "/net/dev", ntop::readTraffic(procRoot, traffic));
  };
  // Another tree may lie on a server.
  if (procRoot == "/proc") return readRowsNow<NamedTraffic>(info.Env(), read, toTraffic);
  return startRows<NamedTraffic>(info.Env(), read, toTraffic);
}

Napi::Value startAddresses(const Napi::CallbackInfo& info) {
  const auto read = [](std::vector<InterfaceAddress>& addresses) {
    return toFailure("addresses of network interfaces", readInterfaceAddresses(addresses));
  };
  return startRows<InterfaceAddress>(info.Env(), read, toAddress);
}

Napi::Value startStats(const Napi::CallbackInfo& info) {
  const auto read = [](std::vector<InterfaceStats>& stats) {
    return toFailure("state of network interfaces", readInterfaceStats(stats));
  };
  return startRows<InterfaceStats>(info.Env(), read, toStats);
}

}  // namespace

void exportInterfaces(Napi::Env env, Napi::Object exports) {
  exports.Set("readTraffic", Napi::Function::New<startTraffic>(env));
  exports.Set("readInterfaceAddresses", Napi::Function::New<startAddresses>(env));
  exports.Set("readInterfaceStats", Napi::Function::New<startStats>(env));
}

}  // namespace ntop
