#include <napi.h>

#include <memory>
#include <utility>

#include "arguments.h"
#include "aside.h"
#include "calls.h"
#include "reading.h"
#include "values.h"
#include "../disks/deleted_files.h"

// Files that are deleted but open, for src/probe/deleted-files.ts.
namespace ntop {

namespace {

Napi::Object toObject(Napi::Env env, const FileHolder& holder) {
  Napi::Object identity = Napi::Object::New(env);
  identity.Set("pid", holder.identity.pid);
  identity.Set("startTicks", toNumber(env, holder.identity.startTicks));
  identity.Set("pidfdInode", toNumber(env, holder.identity.pidfdInode));
  Napi::Object object = Napi::Object::New(env);
  object.Set("identity", identity);
  object.Set("name", toText(env, holder.name));
  object.Set("fd", toNumber(env, holder.fd));
  return object;
}

Napi::Object toObject(Napi::Env env, const DeletedFile& file) {
  Napi::Object object = Napi::Object::New(env);
  object.Set("deviceNumber", std::to_string(file.major) + ":" + std::to_string(file.minor));
  object.Set("inode", toNumber(env, file.inode));
  object.Set("bytes", toNumber(env, file.bytes));
  object.Set("lengthBytes", toNumber(env, file.length));
  object.Set("path", toText(env, file.path));
  object.Set("holders", toRows<FileHolder>(env, file.holders, toObject));
  return object;
}

Napi::Object toObject(Napi::Env env, const DeletedFiles& found) {
  Napi::Object object = Napi::Object::New(env);
  object.Set("files", toRows<DeletedFile>(env, found.files, toObject));
  object.Set("processes", static_cast<double>(found.processes));
  object.Set("notPermitted", static_cast<double>(found.notPermitted));
  object.Set("notAnswered", static_cast<double>(found.notAnswered));
  return object;
}

class DeletedWalkWrap : public Napi::ObjectWrap<DeletedWalkWrap> {
 public:
  static Napi::Function define(Napi::Env env) {
    return DefineClass(env, "DeletedWalk",
                       {InstanceMethod("run", &DeletedWalkWrap::run), InstanceMethod("stop", &DeletedWalkWrap::stop),
                        InstanceMethod("progress", &DeletedWalkWrap::progress)});
  }

  explicit DeletedWalkWrap(const Napi::CallbackInfo& info)
      : ObjectWrap(info), walk_(std::make_shared<DeletedWalk>(textOf(info[0]))) {}

 private:
  // run(): Promise<NativeReading<DeletedFiles>>, once; early after stop()
  Napi::Value run(const Napi::CallbackInfo& info) {
    const auto work = [walk = walk_] {
      std::pair<Failure, DeletedFiles> found;
      found.first = walk->run();
      found.second = walk->take();
      return found;
    };
    return startAside(info.Env(), work, [](const Napi::Promise::Deferred& deferred, const auto& found) {
      const Napi::Env env = deferred.Env();
      deferred.Resolve(found.first ? toFailure(env, found.first) : toReading(env, toObject(env, found.second)));
    });
  }

  void stop(const Napi::CallbackInfo&) { walk_->stop(); }

  // progress(): [processes that were looked at, of how many]
  Napi::Value progress(const Napi::CallbackInfo& info) {
    const auto [done, total] = walk_->progress();
    Napi::Array pair = Napi::Array::New(info.Env(), 2);
    pair.Set(0u, static_cast<double>(done));
    pair.Set(1u, static_cast<double>(total));
    return pair;
  }

  const std::shared_ptr<DeletedWalk> walk_;
};

}  // namespace

void exportDeletedFiles(Napi::Env env, Napi::Object exports) {
  exports.Set("DeletedWalk", DeletedWalkWrap::define(env));
}

}  // namespace ntop
