#include <pthread.h>
#include <uv.h>

#include <memory>
#include <mutex>
#include <string>

#include "calls.h"
#include "reading.h"
#include "worker.h"
#include "../proc/utf16.h"
#include "../system/file_systems.h"

// The space of a file system for src/library, from a thread of its own: one that waits for a dead server for ever must
// take none of the few that all else in Node shares, nor one that Node waits for when it ends.
namespace ntop {

namespace {

// What the thread and the event loop that asked have in common; whoever lets go of it last takes it away.
struct Question {
  const std::string path;
  std::mutex mutex;  // over all that follows
  uv_async_t* asker = nullptr;  // none once the thread of Node's that asked is ending
  Failure failure;
  Space space;
};

void* answer(void* argument) {
  const std::unique_ptr<std::shared_ptr<Question>> owned(static_cast<std::shared_ptr<Question>*>(argument));
  Question& question = **owned;
  Space space;
  Failure failure = readSpace(question.path, space);
  const std::lock_guard<std::mutex> lock(question.mutex);
  question.space = space;
  question.failure = std::move(failure);
  if (question.asker != nullptr) uv_async_send(question.asker);
  return nullptr;
}

int startThread(const std::shared_ptr<Question>& question) {
  constexpr size_t kStackBytes = 256u << 10;
  pthread_attr_t attributes;
  int error = pthread_attr_init(&attributes);
  if (error != 0) return error;
  pthread_attr_setstacksize(&attributes, kStackBytes);
  pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
  auto argument = std::make_unique<std::shared_ptr<Question>>(question);
  pthread_t thread{};
  error = pthread_create(&thread, &attributes, answer, argument.get());
  if (error == 0) argument.release();
  pthread_attr_destroy(&attributes);
  return error;
}

// Who asks, on an event loop. Lives until libuv has let go of it.
class Asker {
 public:
  static void ask(Napi::Env env, std::string path, Napi::Function done) {
    uv_loop_t* loop = nullptr;
    if (napi_get_uv_event_loop(env, &loop) != napi_ok) return;
    auto* asker = new Asker(env, std::move(path), done);
    uv_async_init(loop, &asker->async_, onAnswer);
    napi_add_async_cleanup_hook(env, onTeardown, asker, &asker->hook_);
    const int error = startThread(asker->question_);
    if (error == 0) return;
    asker->question_->failure = {error, asker->question_->path};
    uv_async_send(&asker->async_);
  }

 private:
  Asker(Napi::Env env, std::string path, Napi::Function done)
      : env_(env), done_(Napi::Persistent(done)), question_(new Question{std::move(path), {}, &async_, {}, {}}) {
    async_.data = this;
  }

  void close() {
    if (closing_) return;
    closing_ = true;
    {
      const std::lock_guard<std::mutex> lock(question_->mutex);
      question_->asker = nullptr;
    }
    done_.Reset();
    uv_close(reinterpret_cast<uv_handle_t*>(&async_), onClosed);
  }

  static void onAnswer(uv_async_t* async) {
    auto* asker = static_cast<Asker*>(async->data);
    const Napi::Env env = asker->env_;
    const Napi::HandleScope scope(env);
    const Napi::Function done = asker->done_.Value();
    const std::shared_ptr<Question> question = asker->question_;
    asker->close();
    if (canRun(env)) done.MakeCallback(env.Global(), {toValue(env, *question)});
  }

  static Napi::Value toValue(Napi::Env env, Question& question) {
    const std::lock_guard<std::mutex> lock(question.mutex);
    if (question.failure) return toFailure(env, question.failure);
    Napi::Object object = Napi::Object::New(env);
    object.Set("totalBytes", question.space.totalBytes);
    object.Set("freeBytes", question.space.freeBytes);
    object.Set("availableBytes", question.space.availableBytes);
    return toReading(env, object);
  }

  static void onTeardown(napi_async_cleanup_hook_handle, void* data) { static_cast<Asker*>(data)->close(); }

  static void onClosed(uv_handle_t* handle) {
    auto* asker = static_cast<Asker*>(handle->data);
    napi_remove_async_cleanup_hook(asker->hook_);
    delete asker;
  }

  Napi::Env env_;
  Napi::FunctionReference done_;
  const std::shared_ptr<Question> question_;
  napi_async_cleanup_hook_handle hook_ = nullptr;
  uv_async_t async_{};
  bool closing_ = false;
};

// readSpace(path, done): calls `done` once, later, with a NativeReading<NativeSpace>
void startSpace(const Napi::CallbackInfo& info) {
  Asker::ask(info.Env(), proc::encodeUtf8(info[0].As<Napi::String>().Utf16Value()), info[1].As<Napi::Function>());
}

}  // namespace

void exportSpace(Napi::Env env, Napi::Object exports) {
  exports.Set("readSpace", Napi::Function::New<startSpace>(env));
}

}  // namespace ntop
