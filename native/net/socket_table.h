#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "../engine/slots.h"
#include "socket.h"
#include "socket_columns.h"

namespace ntop {

enum class SocketText { kLocal, kRemote };
constexpr size_t kSocketTexts = 2;

// Where sockets were read from.
struct SocketPlace {
  uint64_t netNamespace = 0;  // inode; 0: unknown
  bool own = true;            // the namespace that ntop runs in
};

// Sockets by slot: a slot for each lifetime. Holds what was read; reads nothing.
class SocketTable {
 public:
  SocketColumns columns;

  // One past the highest slot in use.
  int slots() const { return slots_.end(); }
  int count() const { return static_cast<int>(slotOfKey_.size()); }
  bool holds(int slot) const { return columns.serial[at(slot)] != 0; }

  // They enclose the sockets of a sample. `firstSeenSeconds` is NaN for sockets that may be older.
  void begin();
  int update(const SocketPlace& place, const Socket& socket, double firstSeenSeconds);
  // Removes sockets that were not in the sample, unless `mayBeMissed` says that they may still exist.
  using MayBeMissed = std::function<bool(SocketKind kind, uint64_t netNamespace)>;
  void finish(const MayBeMissed& mayBeMissed);

  const std::string& text(SocketText kind, int slot) const { return texts_[index(kind)].bySlot[at(slot)]; }
  // Slots whose text changed since it was last cleared; one may be in it twice.
  std::vector<int>& changed(SocketText kind) { return texts_[index(kind)].changed; }

 private:
  // The identity of a socket: its cookie; without one, inode and addresses (an ended one has only addresses).
  struct Key {
    uint64_t id = 0;
    uint64_t netNamespace = 0;
    SocketKind kind{};
    bool byCookie = false;
    Endpoint local;
    Endpoint remote;
    bool operator==(const Key& other) const;
  };
  struct HashKey {
    size_t operator()(const Key& key) const;
  };
  struct Texts {
    std::vector<std::string> bySlot;
    std::vector<int> changed;
  };
  struct Held {
    Key key;
    Endpoint local;
    Endpoint remote;
    uint32_t interface = 0;
    uint64_t seenInSample = 0;
    size_t place = 0;  // in told_
  };

  static size_t at(int slot) { return static_cast<size_t>(slot); }
  static size_t index(SocketText kind) { return static_cast<size_t>(kind); }
  static Key keyOf(const SocketPlace& place, const Socket& socket);
  int find(const Key& key);
  int add(const Key& key, double firstSeenSeconds);
  void grow(size_t slots);
  void remove(int slot);
  void store(int slot, const SocketPlace& place, const Socket& socket);
  void storeTexts(int slot, const SocketPlace& place, const Socket& socket, bool isNew);
  void setText(SocketText kind, int slot, std::string_view text);

  std::unordered_map<Key, int, HashKey> slotOfKey_;
  std::vector<Held> held_;  // by slot
  // Slots in the kernel's order, now and in the last sample. The order rarely changes, so
  // that the next socket is usually found without a lookup.
  std::vector<int> told_;
  std::vector<int> toldBefore_;
  size_t expected_ = 0;  // in toldBefore_
  std::array<Texts, kSocketTexts> texts_;
  double lastSerial_ = 0;
  uint64_t sample_ = 0;
  Slots slots_;
};

}  // namespace ntop
