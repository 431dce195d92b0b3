// The far side of `ntop user@host`: the probe of a machine that has no ntop. It answers on its standard output what it is
// asked on its standard input, by the functions of native/addon, and ends when its input does. It listens on
// nothing and leaves nothing behind: its file is removed as soon as it runs.
#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <unordered_map>

#include "answers.h"
#include "loop.h"
#include "wire.h"

namespace ntop::far {

namespace {

// More than any question takes; what claims more is no question.
constexpr uint32_t kMostBytes = 64u << 20;
enum Status : uint8_t { kDone = 0, kFailed = 1, kCalled = 2 };

[[noreturn]] void end(int status) { _exit(status); }

Writer& writer() {
  static Writer writer;
  return writer;
}

// Waits for a slow link: nothing is asked meanwhile that was not asked already.
void send() {
  const std::string frame = writer().take();
  for (size_t sent = 0; sent < frame.size();) {
    const ssize_t wrote = write(STDOUT_FILENO, frame.data() + sent, frame.size() - sent);
    if (wrote > 0) {
      sent += static_cast<size_t>(wrote);
    } else if (errno == EAGAIN) {
      pollfd ready{STDOUT_FILENO, POLLOUT, 0};
      poll(&ready, 1, -1);
    } else if (errno != EINTR) {
      end(0);
    }
  }
}

// The streams of questions that were not answered yet.
std::unordered_map<uint32_t, uint32_t> asked;

void reply(uint32_t question, Status status, const Value& value) {
  const auto found = asked.find(question);
  const uint32_t stream = found == asked.end() || status != kDone ? 0 : found->second;
  asked.erase(question);
  writer().natural(question);
  writer().natural(status);
  writer().natural(stream);
  writer().value(value, stream);
  send();
}

// Objects of the addon's classes by their number; the first is the addon itself.
std::vector<Ref> objects;

Ref ask(const Ref& target, const std::string& name, const std::vector<Ref>& arguments) {
  if (target.get() != objects[0].get()) return callMethod(target, name, arguments);
  const Ref function(partOf(*target.get(), name));
  if (!function || function->function == nullptr) return {};
  if (function->function->methods.empty()) return call(function, target, arguments);
  const Ref object = construct(function, arguments);
  if (object->isError) return object;
  objects.push_back(object);
  Value* number = make(Kind::kNumber);
  number->number = static_cast<double>(objects.size() - 1);
  return number;
}

std::string nameOf(const Value& text) { return std::string(text.text.begin(), text.text.end()); }

// [question, stream, target, name, arguments]
void take(std::string_view bytes) {
  const std::optional<Ref> message = readValue(bytes);
  if (!message || (*message)->kind != Kind::kArray || (*message)->items.size() != 5) end(2);
  const std::vector<Ref>& parts = (*message)->items;
  const auto question = static_cast<uint32_t>(parts[0]->number);
  const auto target = static_cast<size_t>(parts[2]->number);
  if (parts[4]->kind != Kind::kArray || target >= objects.size()) end(2);
  asked[question] = static_cast<uint32_t>(parts[1]->number);
  const Ref result = ask(objects[target], nameOf(*parts[3].get()), parts[4]->items);
  if (!result) end(2);
  if (result->isError) reply(question, kFailed, *result.get());
  else if (result->promise == nullptr) reply(question, kDone, *result.get());
  else if (result->promise->state == Promise::State::kPending) result->promise->question = question;
  else answer(question, *result->promise);
}

void sayHello() {
  Value* hello = make(Kind::kObject);
  for (const char* name : {"version", "layouts"}) hello->parts.emplace_back(name, Ref(partOf(*objects[0].get(), name)));
  Value* user = make(Kind::kNumber);
  user->number = geteuid();
  hello->parts.emplace_back("effectiveUser", Ref(user));
  reply(0, kDone, *hello);
}

// False when there is nothing more to come.
bool readMore(std::string& waiting) {
  char buffer[1 << 16];
  const ssize_t got = read(STDIN_FILENO, buffer, sizeof buffer);
  if (got < 0) return errno == EINTR || errno == EAGAIN;
  if (got == 0) return false;
  waiting.append(buffer, static_cast<size_t>(got));
  size_t at = 0;
  for (uint32_t length = 0; waiting.size() - at >= sizeof length; at += sizeof length + length) {
    std::memcpy(&length, waiting.data() + at, sizeof length);
    if (length > kMostBytes) end(2);
    if (waiting.size() - at - sizeof length < length) break;
    take(std::string_view(waiting).substr(at + sizeof length, length));
    endTurn();
  }
  waiting.erase(0, at);
  return true;
}

[[noreturn]] void serve() {
  std::string waiting;
  pollfd ready[] = {{STDIN_FILENO, POLLIN, 0}, {postedDescriptor(), POLLIN, 0}};
  for (;;) {
    if (poll(ready, 2, -1) < 0 && errno != EINTR) end(1);
    if (ready[1].revents != 0) runPosted();
    endTurn();
    if (ready[0].revents != 0 && !readMore(waiting)) end(0);
  }
}

}  // namespace

void answer(uint32_t question, const Promise& promise) {
  reply(question, promise.state == Promise::State::kResolved ? kDone : kFailed, *promise.value.get());
}

void callNear(uint32_t function) {
  writer().natural(function);
  writer().natural(kCalled);
  send();
}

}  // namespace ntop::far

// ntop-far PATH: removes PATH, its own file, and answers. ntop-far --test: says that it can run.
int main(int count, char** arguments) {
  using namespace ntop::far;
  if (count > 1 && std::strcmp(arguments[1], "--test") == 0) return 0;
  if (count > 1) unlink(arguments[1]);
  // The last line; answers follow.
  const char line[] = "\nntop-far runs\n";
  if (write(STDOUT_FILENO, line, sizeof line - 1) < 0) return 1;
  signal(SIGPIPE, SIG_IGN);
  // Of a login that was cut off nothing stays, even where the end of the input does not come.
  prctl(PR_SET_PDEATHSIG, SIGHUP);
  objects.push_back(loadAddon());
  sayHello();
  endTurn();
  serve();
}
