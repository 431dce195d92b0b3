#include "arguments.h"
#include "aside.h"
#include "calls.h"
#include "reading.h"
#include "values.h"
#include "../process/detail.h"
#include "../io/errno_name.h"

namespace ntop {

namespace {

Napi::Value toValue(Napi::Env env, const std::string& text) { return toText(env, text); }
Napi::Value toValue(Napi::Env env, int number) { return Napi::Number::New(env, number); }

Napi::Value toValue(Napi::Env env, const OpenFile& file) {
  Napi::Object object = Napi::Object::New(env);
  object.Set("fd", file.fd);
  object.Set("kind", file.kind);
  object.Set("path", toText(env, file.path));
  object.Set("deleted", file.deleted);
  object.Set("answers", file.answers);
  object.Set("mode", file.mode);
  object.Set("position", toNumber(env, file.position));
  return object;
}

Napi::Value toValue(Napi::Env env, const LimitText& limit) {
  Napi::Object object = Napi::Object::New(env);
  object.Set("name", toText(env, limit.name));
  object.Set("soft", toText(env, limit.soft));
  object.Set("hard", toText(env, limit.hard));
  object.Set("unit", toText(env, limit.unit));
  return object;
}

Napi::Value toValue(Napi::Env env, const ThreadLine& thread) {
  Napi::Object object = Napi::Object::New(env);
  object.Set("pid", thread.id);
  object.Set("name", toText(env, thread.name));
  object.Set("state", std::string(1, thread.state));
  object.Set("cpuSeconds", thread.userSeconds + thread.systemSeconds);
  return object;
}

Napi::Value toValue(Napi::Env env, const IoPriority& priority) {
  constexpr const char* kClasses[] = {"none", "realtime", "best-effort", "idle"};
  Napi::Object object = Napi::Object::New(env);
  object.Set("class", kClasses[priority.ioClass & 3]);
  object.Set("level", priority.level);
  return object;
}

template <typename Item>
Napi::Value toValue(Napi::Env env, const std::vector<Item>& items) {
  Napi::Array array = Napi::Array::New(env, items.size());
  for (uint32_t index = 0; index < items.size(); ++index) array.Set(index, toValue(env, items[index]));
  return array;
}

Napi::Value toValue(Napi::Env env, const OpenFiles& openFiles) { return toValue(env, openFiles.files); }
Napi::Value toValue(Napi::Env env, const ThreadLines& threads) { return toValue(env, threads.lines); }

template <typename Value>
Napi::Object toPart(Napi::Env env, const Part<Value>& part) {
  Napi::Object object = Napi::Object::New(env);
  if (part.error == 0) {
    object.Set("value", toValue(env, part.value));
  } else {
    object.Set("refused", errnoName(part.error));
  }
  return object;
}

Napi::Object toObject(Napi::Env env, const Detail& detail) {
  Napi::Object object = Napi::Object::New(env);
  object.Set("commandLine", toPart(env, detail.commandLine));
  object.Set("executable", toPart(env, detail.executable));
  object.Set("executableDeleted", detail.executableDeleted);
  object.Set("workingDirectory", toPart(env, detail.workingDirectory));
  object.Set("root", toPart(env, detail.root));
  object.Set("cgroup", toPart(env, detail.cgroup));
  object.Set("environment", toPart(env, detail.environment));
  object.Set("openFiles", toPart(env, detail.openFiles));
  object.Set("openFileTotal", static_cast<double>(detail.openFiles.value.total));
  object.Set("limits", toPart(env, detail.limits));
  object.Set("threads", toPart(env, detail.threads));
  object.Set("threadTotal", static_cast<double>(detail.threads.value.total));
  object.Set("affinity", toPart(env, detail.affinity));
  object.Set("ioPriority", toPart(env, detail.ioPriority));
  return object;
}

// readDetail(procRoot, identity): Promise<{ ok: true, detail } | Refusal>
Napi::Value startReading(const Napi::CallbackInfo& info) {
  const auto read = [procRoot = textOf(info[0]), identity = toIdentity(info[1])](Detail& detail) {
    return ntop::readDetail(procRoot, identity, detail);
  };
  return startInspection<Detail>(info.Env(), "detail", read, toObject);
}

}  // namespace

void exportDetail(Napi::Env env, Napi::Object exports) {
  exports.Set("readDetail", Napi::Function::New<startReading>(env));
}

}  // namespace ntop
