#include <napi.h>

#include <array>
#include <cstring>
#include <string>

#include "arguments.h"
#include "calls.h"
#include "columns.h"
#include "socket_kinds.h"
#include "values.h"
#include "worker.h"
#include "../io/errno_name.h"
#include "../net/socket_engine.h"

// Sockets for src/probe/sockets.ts.
namespace ntop {

namespace {

SocketNeeds toNeeds(const Napi::Object& object) {
  SocketNeeds needs;
  needs.kinds = toKinds(object);
  needs.filter.listeningOnly = flagOf(partOf(object, "listeningOnly"));
  needs.filter.counters = flagOf(partOf(object, "counters"));
  needs.owners = flagOf(partOf(object, "owners"));
  needs.allOwners = flagOf(partOf(object, "allOwners"));
  needs.allNamespaces = flagOf(partOf(object, "allNamespaces"));
  return needs;
}

const char* sourceName(SocketSource source) {
  switch (source) {
    case SocketSource::kNetlink:
      return "netlink";
    case SocketSource::kFiles:
      return "files";
    default:
      return "none";
  }
}

Napi::Object toReadings(Napi::Env env, const KindReadings& readings) {
  Napi::Object object = Napi::Object::New(env);
  for (size_t kind = 0; kind < kSocketKindCount; ++kind) {
    const KindReading& reading = readings[kind];
    if (reading.source == SocketSource::kNotAsked) continue;
    Napi::Object one = Napi::Object::New(env);
    one.Set("source", sourceName(reading.source));
    one.Set("complete", reading.complete);
    if (reading.error != 0) one.Set("refused", errnoName(reading.error));
    object.Set(kSocketKindNames[kind], one);
  }
  return object;
}

Napi::Array toOwners(Napi::Env env, const std::vector<SocketOwner>& owners) {
  Napi::Array array = Napi::Array::New(env, owners.size());
  uint32_t next = 0;
  for (const SocketOwner& owner : owners) {
    Napi::Object object = Napi::Object::New(env);
    object.Set("pid", owner.pid);
    object.Set("startTicks", toNumber(env, owner.startTicks));
    object.Set("fd", owner.fd);
    if (owner.error != 0) object.Set("refused", errnoName(owner.error));
    array.Set(next++, object);
  }
  return array;
}

Napi::Array toNamespaces(Napi::Env env, const std::vector<uint64_t>& inodes) {
  Napi::Array array = Napi::Array::New(env, inodes.size());
  uint32_t next = 0;
  for (const uint64_t inode : inodes) array.Set(next++, inode == 0 ? kUnknownNumber : static_cast<double>(inode));
  return array;
}

// [slot, PID, slot, PID …] of the sockets that several processes have open.
Napi::Array toSharers(Napi::Env env, SocketEngine& engine) {
  Napi::Array pairs = Napi::Array::New(env);
  uint32_t next = 0;
  for (int slot = 0; slot < engine.table().slots(); ++slot) {
    if (!engine.table().holds(slot) || engine.table().columns.ownerCount[static_cast<size_t>(slot)] < 2) continue;
    for (const int32_t pid : engine.ownerPids(slot)) {
      pairs.Set(next++, slot);
      pairs.Set(next++, pid);
    }
  }
  return pairs;
}

std::string toSentence(const Failure& failure) {
  return "Sockets can't be read: " + failure.subject + ": " + std::strerror(failure.error) + ". Is proc mounted there?";
}

// One SocketEngine, which a worker owns while something is under way.
class SocketEngineWrap : public Napi::ObjectWrap<SocketEngineWrap> {
 public:
  static Napi::Function define(Napi::Env env) {
    return DefineClass(env, "SocketEngine",
                       {InstanceMethod("sample", &SocketEngineWrap::sample),
                        InstanceMethod("discard", &SocketEngineWrap::discard),
                        InstanceMethod("owners", &SocketEngineWrap::owners)});
  }

  explicit SocketEngineWrap(const Napi::CallbackInfo& info)
      : ObjectWrap(info), engine_(textOf(info[0])) {}

 private:
  // Rejects when something is under way.
  template <typename Work, typename Finish>
  Napi::Value start(Work work, Finish finish) {
    if (work_.isBusy()) return reject(Napi::Promise::Deferred::New(Env()), "A sample of sockets is already under way.");
    return work_.start(std::move(work), std::move(finish));
  }

  // sample(needs): Promise<NativeSocketSample>
  Napi::Value sample(const Napi::CallbackInfo& info) {
    const SocketNeeds needs = toNeeds(info[0].As<Napi::Object>());
    const auto finish = [this, needs] {
      Napi::Object sample = takeSample();
      if (needs.allOwners) sample.Set("sharers", toSharers(Env(), engine_));
      return sample;
    };
    const auto work = [this, needs] {
      const Failure failure = engine_.sample(needs);
      return WorkFailure(failure ? toSentence(failure) : std::string(), failure.error);
    };
    return start(work, finish);
  }

  // discard(): the last sample was not used; the next one takes its place, not that of the one before
  void discard(const Napi::CallbackInfo&) { turn_ = (turn_ + views_.size() - 1) % views_.size(); }

  // owners(inode): Promise<SocketOwner[]>
  Napi::Value owners(const Napi::CallbackInfo& info) {
    const auto inode = countOf(info[0]);
    const auto work = [this, inode] {
      owners_ = engine_.ownersOf(inode);
      return std::string();
    };
    return start(work, [this] { return toOwners(Env(), owners_); });
  }

  Napi::Object takeSample() {
    const Napi::Env env = Env();
    SocketTable& table = engine_.table();
    turn_ = (turn_ + 1) % views_.size();
    Napi::Object sample = Napi::Object::New(env);
    sample.Set("slots", table.slots());
    sample.Set("count", table.count());
    sample.Set("columns", views_[turn_].copy(env, table.columns, static_cast<size_t>(table.slots())));
    sample.Set("localAddresses", takeTexts(env, table, SocketText::kLocal));
    sample.Set("remoteAddresses", takeTexts(env, table, SocketText::kRemote));
    sample.Set("readings", toReadings(env, engine_.readings()));
    sample.Set("netNamespace", engine_.ownNamespace());
    sample.Set("readNamespaces", toNamespaces(env, engine_.readNamespaces()));
    sample.Set("unreadNamespaces", engine_.unreadNamespaces());
    sample.Set("unreadableProcesses", engine_.ownerState().unreadableProcesses);
    sample.Set("searchingOwners", engine_.ownerState().searching);
    sample.Set("monotonicSeconds", engine_.monotonicSeconds());
    sample.Set("scanMilliseconds", engine_.scanMilliseconds());
    return sample;
  }

  SocketEngine engine_;
  std::vector<SocketOwner> owners_;
  OwnWork<SocketEngineWrap> work_{*this};
  // Two, because the model still holds the last sample while it compares.
  std::array<ColumnViews<SocketColumns>, 2> views_;
  size_t turn_ = 0;
};

}  // namespace

void exportNet(Napi::Env env, Napi::Object exports) {
  exports.Set("SocketEngine", SocketEngineWrap::define(env));
}

}  // namespace ntop
