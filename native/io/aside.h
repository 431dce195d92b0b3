#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

// Questions that the kernel may never answer: where a file server is gone, or a process holds the lock of its memory.
// They run on threads that are not waited for.
namespace ntop {

// Runs `work` on a thread of its own, which ends with the program. 0 or an errno.
int startThread(std::function<void()> work);

// The same on a thread that did such work before, where one waits for more.
int runAside(std::function<void()> work);

// How long the answer to one question is waited for, and how long those that don't come, together. A question left
// behind keeps its thread until the kernel answers.
struct Patience {
  double seconds = 0.1;
  double secondsInVain = 0.5;
};

// What a question may wait for, such as a process or a mount. While one waits for it no other that would is asked.
using WaitsFor = std::function<std::string(size_t index)>;

// Whether a question that was left behind still waits for this.
bool isAwaited(const std::string& what);

// So many may wait at a time; then none is asked.
constexpr size_t kMostAwaited = 16;

using Store = std::function<void()>;

// Asks questions 0 … count - 1 one after the other on another thread, very many on two at the same time. `ask` gives what
// stores its answer, which is called only if it came in time, and not after this has returned. Both own all that they touch.
void askInTurn(size_t count, std::function<Store(size_t index)> ask, WaitsFor waitsFor, const Patience& patience);

// The answers by question; empty where there was none in time.
template <typename Answer>
std::vector<std::optional<Answer>> askAside(size_t count, std::function<Answer(size_t index)> ask, WaitsFor waitsFor,
                                            const Patience& patience = {}) {
  auto answers = std::make_shared<std::vector<std::optional<Answer>>>(count);
  const auto askOne = [answers, ask = std::move(ask)](size_t index) -> Store {
    auto answer = std::make_shared<Answer>(ask(index));
    return [answers, index, answer] { (*answers)[index] = std::move(*answer); };
  };
  askInTurn(count, askOne, std::move(waitsFor), patience);
  return std::move(*answers);
}

// The same for a single question.
template <typename Answer>
std::optional<Answer> askAside(std::function<Answer()> ask, std::string waitsFor, const Patience& patience = {}) {
  const auto askOne = [ask = std::move(ask)](size_t) { return ask(); };
  auto answers = askAside<Answer>(1, askOne, [what = std::move(waitsFor)](size_t) { return what; }, patience);
  return std::move(answers.front());
}

}  // namespace ntop
