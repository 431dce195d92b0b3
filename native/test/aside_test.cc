#include "../io/aside.h"

#include <sys/wait.h>
#include <unistd.h>

#include <atomic>

#include "harness.h"

using ntop::askAside;
using ntop::isAwaited;

namespace {

// A pipe from which nothing comes until it is let go: a read of it stands for a dead server.
struct Silence {
  int ends[2] = {-1, -1};
  Silence() { CHECK(pipe(ends) == 0); }
  int wait() const {
    char byte = 0;
    return static_cast<int>(read(ends[0], &byte, 1));
  }
  void end() { close(ends[1]); }
};

std::function<std::string(size_t)> named(const std::string& what) {
  return [what](size_t index) { return what + std::to_string(index); };
}

void awaitEnd(const std::string& what) {
  while (isAwaited(what)) usleep(1000);
}

}  // namespace

TEST("every question has its answer in its place") {
  const auto answers = askAside<size_t>(1000, [](size_t index) { return index * 2; }, named("a"), {10, 60});
  EQUAL(answers.size(), size_t{1000});
  for (size_t index = 0; index < answers.size(); ++index) EQUAL(answers[index].value_or(1), index * 2);
}

TEST("very many questions, which two threads share, have their answers in their places, but for the one that has none") {
  constexpr size_t kMany = 5000;
  constexpr size_t kSilent = 3000;
  const auto silence = std::make_shared<Silence>();
  const auto ask = [silence](size_t index) { return index == kSilent ? size_t(silence->wait()) : index * 2; };
  const auto answers = askAside<size_t>(kMany, ask, named("many"), {2, 60});
  EQUAL(answers.size(), kMany);
  for (size_t index = 0; index < kMany; ++index) {
    if (index == kSilent) CHECK(!answers[index]);
    else EQUAL(answers[index].value_or(1), index * 2);
  }
  silence->end();
  awaitEnd("many" + std::to_string(kSilent));
}

TEST("a question without an answer keeps those after it from nothing, and is not asked again until it has one") {
  const auto silence = std::make_shared<Silence>();
  const auto asked = std::make_shared<std::atomic<int>>(0);
  const auto ask = [silence, asked](size_t index) {
    if (index == 1) ++*asked;
    return index == 1 ? silence->wait() : static_cast<int>(index);
  };
  // Long enough for the others' answers, even where many wait for a CPU.
  for (int round = 0; round < 3; ++round) {
    const auto answers = askAside<int>(3, ask, named("b"), {2, 60});
    CHECK(answers[0] == 0 && !answers[1] && answers[2] == 2);
    CHECK(isAwaited("b1") && !isAwaited("b0"));
  }
  EQUAL(asked->load(), 1);
  silence->end();
  awaitEnd("b1");
  EQUAL(askAside<int>(3, ask, named("b"), {10, 60})[1].value_or(-1), 0);
}

TEST("questions that wait for the same thing wait once") {
  const auto silence = std::make_shared<Silence>();
  const auto asked = std::make_shared<std::atomic<int>>(0);
  const auto ask = [silence, asked](size_t) { return ++*asked, silence->wait(); };
  const auto answers = askAside<int>(100, ask, [](size_t) { return std::string("c"); }, {0.05, 60});
  for (const auto& answer : answers) CHECK(!answer);
  silence->end();
  awaitEnd("c");
  EQUAL(asked->load(), 1);
}

TEST("there is an end to how many questions wait, and to how long all of them take") {
  const auto silence = std::make_shared<Silence>();
  const auto asked = std::make_shared<std::atomic<size_t>>(0);
  const auto ask = [silence, asked](size_t) { return ++*asked, silence->wait(); };
  askAside<int>(100, ask, named("d"), {0.001, 60});
  CHECK(!askAside<int>([] { return 1; }, "e"));
  silence->end();
  for (size_t index = 0; index < ntop::kMostAwaited; ++index) awaitEnd("d" + std::to_string(index));
  EQUAL(asked->load(), ntop::kMostAwaited);
  EQUAL(askAside<int>([] { return 1; }, "e", {10, 60}).value_or(0), 1);
}

TEST("a forked process, which has no thread that waits for questions, has answers") {
  const auto number = [](int given) { return askAside<int>([given] { return given; }, "fork", {10, 60}).value_or(-1); };
  EQUAL(number(1), 1);
  const pid_t child = fork();
  if (child == 0) {
    alarm(60);
    _exit(number(2));
  }
  int status = 0;
  EQUAL(waitpid(child, &status, 0), child);
  CHECK(WIFEXITED(status));
  EQUAL(WEXITSTATUS(status), 2);
}
