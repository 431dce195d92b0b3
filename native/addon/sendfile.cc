#include <napi.h>
#include <uv.h>

#include <atomic>
#include <cerrno>
#include <memory>
#include <unistd.h>

#include "arguments.h"
#include "calls.h"
#include "ready_wait.h"
#include "values.h"
#include "worker.h"
#include "../io/sendfile.h"

// sendfile(2) for src/library/sendfile. Errors are errnos; 0 is none.
namespace ntop {

namespace {

// What a transfer shares with its work on other threads and in the event loop: the last one closes the descriptors.
struct Ends {
  UniqueFd file;
  UniqueFd socket;
  std::atomic<bool> stopped{false};
};

class Transfer : public Napi::ObjectWrap<Transfer> {
 public:
  static Napi::Function define(Napi::Env env) {
    return DefineClass(env, "Transfer",
                       {
                           InstanceMethod("setFile", &Transfer::setFile),
                           InstanceMethod("setSocket", &Transfer::setSocket),
                           InstanceMethod("fileDescriptor", &Transfer::fileDescriptor),
                           InstanceMethod("send", &Transfer::send),
                           InstanceMethod("waitForSocket", &Transfer::waitForSocket),
                           InstanceMethod("waitForFile", &Transfer::waitForFile),
                           InstanceMethod("seek", &Transfer::seek),
                           InstanceMethod("stop", &Transfer::stop),
                           InstanceMethod("close", &Transfer::close),
                       });
  }

  explicit Transfer(const Napi::CallbackInfo& info) : ObjectWrap(info), ends_(std::make_shared<Ends>()) {}

 private:
  Napi::Value setFile(const Napi::CallbackInfo& info) {
    return take(info, ends_->file, duplicateReadable);
  }

  Napi::Value setSocket(const Napi::CallbackInfo& info) {
    return take(info, ends_->socket, duplicate);
  }

  // An errno
  static Napi::Value take(const Napi::CallbackInfo& info, UniqueFd& end, UniqueFd (*copy)(int)) {
    UniqueFd copied = copy(integerOf(info[0]));
    const int error = copied ? 0 : errno;
    if (copied) end = std::move(copied);
    return Napi::Number::New(info.Env(), error);
  }

  Napi::Value fileDescriptor(const Napi::CallbackInfo& info) { return Napi::Number::New(info.Env(), ends_->file.get()); }

  // send(offset, bytes): Promise<{ bytes, errno }>
  Napi::Value send(const Napi::CallbackInfo& info) {
    const auto work = [ends = ends_, offset = static_cast<off_t>(countOf(info[0])), bytes = countOf(info[1])] {
      return sendUntilFull(ends->socket.get(), ends->file.get(), offset, bytes, ends->stopped);
    };
    return startWork(info.Env(), work, [](const Napi::Promise::Deferred& deferred, const Sent& sent) {
      Napi::Object result = Napi::Object::New(deferred.Env());
      result.Set("bytes", toNumber(deferred.Env(), sent.bytes));
      result.Set("errno", sent.error);
      deferred.Resolve(result);
    });
  }

  // Promise<errno>, as the next. UV_DISCONNECT would fire over and over once the peer has ended its own direction.
  Napi::Value waitForSocket(const Napi::CallbackInfo& info) { return wait(info, ends_->socket, UV_WRITABLE); }
  Napi::Value waitForFile(const Napi::CallbackInfo& info) { return wait(info, ends_->file, UV_READABLE); }

  Napi::Value wait(const Napi::CallbackInfo& info, const UniqueFd& end, int events) {
    return ReadyWait::start(info.Env(), wait_, ends_, end.get(), events);
  }

  // A pipe has no position; that is no failure.
  void seek(const Napi::CallbackInfo& info) { lseek(ends_->file.get(), static_cast<off_t>(countOf(info[0])), SEEK_SET); }

  void stop(const Napi::CallbackInfo&) {
    ends_->stopped = true;
    if (*wait_ != nullptr) (*wait_)->finish(ECANCELED);
  }

  // Work that is under way keeps its descriptors until it ends.
  void close(const Napi::CallbackInfo& info) {
    stop(info);
    ends_ = std::make_shared<Ends>();
  }

  std::shared_ptr<Ends> ends_;
  // The one that is under way.
  const std::shared_ptr<ReadyWait*> wait_ = std::make_shared<ReadyWait*>(nullptr);
};

// sendfileOnce(socket, file, offset or null, bytes): bytes, or an errno below 0
Napi::Value sendfileOnce(const Napi::CallbackInfo& info) {
  std::optional<off_t> offset;
  if (!info[2].IsNull()) offset = static_cast<off_t>(countOf(info[2]));
  const auto bytes = countOf(info[3]);
  const Sent sent = sendOnce(integerOf(info[0]), integerOf(info[1]), offset, bytes);
  return Napi::Number::New(info.Env(), sent.error != 0 ? -sent.error : static_cast<double>(sent.bytes));
}

Napi::Value canBlock(const Napi::CallbackInfo& info) {
  return Napi::Boolean::New(info.Env(), mayBlock(integerOf(info[0])));
}

}  // namespace

void exportSendfile(Napi::Env env, Napi::Object exports) {
  exports.Set("Transfer", Transfer::define(env));
  exports.Set("sendfileOnce", Napi::Function::New<sendfileOnce>(env));
  exports.Set("mayBlock", Napi::Function::New<canBlock>(env));
}

}  // namespace ntop
