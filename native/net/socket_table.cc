#include "socket_table.h"

#include <algorithm>

#include "address_text.h"
#include "socket_diag.h"

namespace ntop {

namespace {

uint64_t mix(uint64_t hash, uint64_t value) {
  hash = (hash ^ value) * 0x9e3779b97f4a7c15u;
  return hash ^ (hash >> 32);
}

uint64_t mix(uint64_t hash, const Endpoint& endpoint) {
  for (const uint8_t byte : endpoint.address) hash = mix(hash, byte);
  return mix(hash, endpoint.port);
}

// A listening port on all addresses of the machine.
bool isWildcard(const Socket& socket) {
  return socket.kind != SocketKind::kUnix && socket.kind != SocketKind::kRaw && isListening(socket) &&
         isUnspecified(socket.family, socket.local);
}

}  // namespace

bool SocketTable::Key::operator==(const Key& other) const {
  return id == other.id && netNamespace == other.netNamespace && kind == other.kind && byCookie == other.byCookie &&
         local == other.local && remote == other.remote;
}

size_t SocketTable::HashKey::operator()(const Key& key) const {
  uint64_t hash = mix(mix(key.id, key.netNamespace), static_cast<uint64_t>(key.kind));
  if (!key.byCookie) hash = mix(mix(hash, key.local), key.remote);
  return static_cast<size_t>(hash);
}

SocketTable::Key SocketTable::keyOf(const SocketPlace& place, const Socket& socket) {
  Key key;
  key.byCookie = socket.cookie != 0;
  key.id = key.byCookie ? socket.cookie : socket.inode;
  key.netNamespace = place.netNamespace;
  key.kind = socket.kind;
  if (key.byCookie) return key;
  key.local = socket.local;
  key.remote = socket.remote;
  return key;
}

void SocketTable::begin() {
  ++sample_;
  toldBefore_.swap(told_);
  told_.clear();
  expected_ = 0;
}

// The slot of a socket, or -1.
int SocketTable::find(const Key& key) {
  if (expected_ < toldBefore_.size()) {
    const int slot = toldBefore_[expected_];
    if (at(slot) < held_.size() && holds(slot) && held_[at(slot)].key == key) {
      ++expected_;
      return slot;
    }
  }
  const auto known = slotOfKey_.find(key);
  if (known == slotOfKey_.end()) return -1;
  expected_ = held_[at(known->second)].place + 1;
  return known->second;
}

int SocketTable::update(const SocketPlace& place, const Socket& socket, double firstSeenSeconds) {
  const Key key = keyOf(place, socket);
  const int known = find(key);
  const bool isNew = known < 0;
  const int slot = isNew ? add(key, firstSeenSeconds) : known;
  Held& held = held_[at(slot)];
  held.seenInSample = sample_;
  held.place = told_.size();
  told_.push_back(slot);
  store(slot, place, socket);
  storeTexts(slot, place, socket, isNew);
  return slot;
}

void SocketTable::finish(const MayBeMissed& mayBeMissed) {
  for (int slot = slots() - 1; slot >= 0; --slot) {
    const Held& held = held_[at(slot)];
    if (!holds(slot) || held.seenInSample == sample_) continue;
    if (!mayBeMissed(held.key.kind, held.key.netNamespace)) remove(slot);
  }
}

void SocketTable::grow(size_t slots) {
  columns.resize(slots);
  held_.resize(slots);
  for (Texts& texts : texts_) texts.bySlot.resize(slots);
}

int SocketTable::add(const Key& key, double firstSeenSeconds) {
  const int slot = slots_.take();
  if (at(slot) >= columns.serial.size()) grow(std::max<size_t>(256, at(slot) * 2));
  columns.serial[at(slot)] = ++lastSerial_;
  columns.firstSeenSeconds[at(slot)] = firstSeenSeconds;
  columns.ownerPid[at(slot)] = -1;
  columns.ownerStartTicks[at(slot)] = kUnknownNumber;
  columns.ownerCount[at(slot)] = 0;
  columns.fd[at(slot)] = -1;
  held_[at(slot)].key = key;
  slotOfKey_[key] = slot;
  return slot;
}

void SocketTable::remove(int slot) {
  slotOfKey_.erase(held_[at(slot)].key);
  columns.serial[at(slot)] = 0;
  setText(SocketText::kLocal, slot, "");
  setText(SocketText::kRemote, slot, "");
  slots_.giveBack(slot, [this](int one) { return holds(one); });
}

void SocketTable::store(int slot, const SocketPlace& place, const Socket& socket) {
  const size_t row = at(slot);
  columns.inode[row] = static_cast<double>(socket.inode);
  columns.peerInode[row] = socket.peerInode;
  columns.netNamespace[row] = place.netNamespace == 0 ? kUnknownNumber : static_cast<double>(place.netNamespace);
  columns.receiveQueueBytes[row] = socket.receiveQueueBytes;
  columns.sendQueueBytes[row] = socket.sendQueueBytes;
  columns.pendingConnections[row] = socket.pendingConnections;
  columns.backlog[row] = socket.backlog;
  columns.receivedBytes[row] = socket.receivedBytes;
  columns.sentBytes[row] = socket.sentBytes;
  columns.rttMicroseconds[row] = socket.rttMicroseconds;
  columns.retransmits[row] = socket.retransmits;
  columns.localPort[row] = socket.local.port;
  columns.remotePort[row] = socket.remote.port;
  columns.uid[row] = socket.uid;
  columns.protocol[row] = static_cast<uint8_t>(socket.protocol);
  columns.family[row] = socket.family;
  columns.type[row] = socket.type;
  columns.state[row] = socket.state;
  columns.congestionState[row] = socket.congestionState;
  columns.wildcard[row] = isWildcard(socket);
  columns.v6Only[row] = socket.v6Only;
}

// Addresses are written only when they differ: a socket has one before it is bound or connected and another after.
void SocketTable::storeTexts(int slot, const SocketPlace& place, const Socket& socket, bool isNew) {
  if (socket.kind == SocketKind::kUnix) return setText(SocketText::kLocal, slot, socket.name);
  Held& held = held_[at(slot)];
  const bool sameInterface = held.interface == socket.interface;
  if (isNew || !sameInterface || !(held.local == socket.local)) {
    setText(SocketText::kLocal, slot, addressText(socket.family, socket.local, socket.interface, place.own));
  }
  if (isNew || !sameInterface || !(held.remote == socket.remote)) {
    setText(SocketText::kRemote, slot, addressText(socket.family, socket.remote, socket.interface, place.own));
  }
  held.local = socket.local;
  held.remote = socket.remote;
  held.interface = socket.interface;
}

void SocketTable::setText(SocketText kind, int slot, std::string_view text) {
  std::string& held = texts_[index(kind)].bySlot[at(slot)];
  if (held == text) return;
  held.assign(text);
  texts_[index(kind)].changed.push_back(slot);
}

}  // namespace ntop
