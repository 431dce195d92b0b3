#include "../events/connector_messages.h"

#include <cstring>
#include <string>
#include <vector>

#include "connector_datagrams.h"
#include "garbage.h"
#include "harness.h"

using namespace ntop;
using namespace datagrams;

TEST("a fork tells the new process, its parent and when") {
  const auto message = parseConnectorMessage(fork(42, 41, 5000000007));
  CHECK(message.has_value());
  EQUAL(message->kind, ConnectorKind::kFork);
  EQUAL(message->pid, 42);
  EQUAL(message->processId, 42);
  EQUAL(message->parentId, 41);
  EQUAL(message->monotonicNanoseconds, 5000000007u);
}

TEST("an exit tells its wait status, and its parent where the kernel knows it") {
  const auto message = parseConnectorMessage(exit(42, 0x0b, 7, 1));
  CHECK(message && message->kind == ConnectorKind::kExit);
  EQUAL(message->waitStatus, 0x0bu);
  EQUAL(message->parentId, 7);
}

TEST("the shorter exit of Linux before 4.18 has no parent") {
  const auto message = parseConnectorMessage(envelope(0x80000000, 1, {42, 42, 3 << 8, 17}));
  CHECK(message && message->kind == ConnectorKind::kExit);
  EQUAL(message->waitStatus, 0x300u);
  EQUAL(message->parentId, 0);
}

TEST("an exec, a new user and a new name are told of a process") {
  const auto exec = parseConnectorMessage(datagrams::exec(42, 9));
  CHECK(exec && exec->kind == ConnectorKind::kExec && exec->processId == 42);
  const auto user = parseConnectorMessage(envelope(4, 9, {42, 42, 1000, 1001, 0, 0}));
  CHECK(user && user->kind == ConnectorKind::kUser && user->userId == 1001);
  const auto name = parseConnectorMessage(named(42, "a,pid=1 \x1b[2J", 9));
  CHECK(name && name->kind == ConnectorKind::kName && name->name == "a,pid=1 \x1b[2J");
  const auto full = parseConnectorMessage(named(42, "0123456789abcdef", 9));
  CHECK(full && full->name == "0123456789abcdef");
}

TEST("an answer tells what it answers, and whether the kernel refused") {
  const auto message = parseConnectorMessage(envelope(0, 1, {1, 0, 0, 0}, 78));
  CHECK(message && message->kind == ConnectorKind::kAnswer);
  EQUAL(message->answers, 78u);
  EQUAL(message->error, 1u);
}

TEST("a message that is cut anywhere is none, nor one of another connector, nor one of a kind that is not known") {
  for (const std::string& whole : {fork(42, 41, 5), datagrams::exec(42, 5), named(42, "x", 5)}) {
    for (size_t length = 0; length < 16 + 20 + 16; ++length) CHECK(!parseConnectorMessage(whole.substr(0, length)));
    for (size_t length = 0; length < whole.size(); ++length) CHECK(!parseConnectorMessage(whole.substr(0, length)));
  }
  std::string other = datagrams::exec(42, 5);
  other[16] = 2;
  CHECK(!parseConnectorMessage(other));
  CHECK(!parseConnectorMessage(envelope(0x40000000, 5, {42, 42, 0, 0, 0, 0})));
  CHECK(!parseConnectorMessage(fork(0, 41, 5)));
  CHECK(!parseConnectorMessage(datagrams::exec(-7, 5)));
}

TEST("the request to listen has the size that every kernel knows") {
  const std::string request = connectorRequest(ConnectorRequest::kListen, 77, 5);
  EQUAL(request.size(), 40u);
  EQUAL(request.substr(0, 4), std::string("\x28\0\0\0", 4));
  EQUAL(request.substr(36), std::string("\x01\0\0\0", 4));
}

TEST("no message of the process connector is read beyond its end, whatever it is") {
  for (const std::string& seed : {fork(42, 41, 5), exit(42, 9, 1, 5), named(42, "name", 5), std::string()}) {
    garbage::tryMany(seed, [](std::string_view bytes) {
      const auto message = parseConnectorMessage(bytes);
      if (!message) return;
      CHECK(message->name.size() <= 16);
      CHECK(message->kind == ConnectorKind::kAnswer || (message->pid > 0 && message->processId > 0));
    });
  }
}
