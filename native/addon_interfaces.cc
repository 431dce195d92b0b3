#include <napi.h>

#include <functional>
#include <string>

#include "addon_calls.h"
#include "addon_values.h"
#include "net/interfaces.h"

// Network interfaces for src/library/net-interfaces.ts.
namespace ntop {

namespace {

// Reads rows of a kind on a worker thread and resolves to { ok: true, rows } or a refusal.
template <typename Row>
class RowsWorker : public Napi::AsyncWorker {
 public:
  using Read = std::function<int(std::vector<Row>&)>;
  using ToObject = Napi::Object (*)(Napi::Env, const Row&);
  RowsWorker(Napi::Env env, Read read, ToObject toObject)
      : AsyncWorker(env), deferred_(env), read_(std::move(read)), toObject_(toObject) {}
  Napi::Promise promise() const { return deferred_.Promise(); }

 private:
  void Execute() override { outcome_.error = read_(rows_); }
  void OnOK() override {
    Napi::Object result = toOutcome(Env(), outcome_);
    Napi::Array rows = Napi::Array::New(Env());
    for (const Row& row : rows_) rows.Set(rows.Length(), toObject_(Env(), row));
    if (outcome_.error == 0) result.Set("rows", rows);
    deferred_.Resolve(result);
  }
  void OnError(const Napi::Error& error) override { deferred_.Reject(error.Value()); }

  Napi::Promise::Deferred deferred_;
  const Read read_;
  const ToObject toObject_;
  std::vector<Row> rows_;
  Outcome outcome_;
};

template <typename Row>
Napi::Value start(Napi::Env env, typename RowsWorker<Row>::Read read, typename RowsWorker<Row>::ToObject toObject) {
  auto* worker = new RowsWorker<Row>(env, std::move(read), toObject);
  worker->Queue();
  return worker->promise();
}

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

// readTraffic(procRoot): Promise<{ ok: true, rows } | Refusal>, and so on
Napi::Value startTraffic(const Napi::CallbackInfo& info) {
  const std::string procRoot = info[0].ToString().Utf8Value();
  const auto read = [procRoot](std::vector<NamedTraffic>& traffic) { return ntop::readTraffic(procRoot, traffic); };
  return start<NamedTraffic>(info.Env(), read, toTraffic);
}

Napi::Value startAddresses(const Napi::CallbackInfo& info) {
  return start<InterfaceAddress>(info.Env(), readInterfaceAddresses, toAddress);
}

Napi::Value startStats(const Napi::CallbackInfo& info) {
  return start<InterfaceStats>(info.Env(), readInterfaceStats, toStats);
}

}  // namespace

void exportInterfaces(Napi::Env env, Napi::Object exports) {
  exports.Set("readTraffic", Napi::Function::New<startTraffic>(env));
  exports.Set("readInterfaceAddresses", Napi::Function::New<startAddresses>(env));
  exports.Set("readInterfaceStats", Napi::Function::New<startStats>(env));
}

}  // namespace ntop
