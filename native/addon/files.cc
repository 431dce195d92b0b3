#include "../io/files.h"

#include <string>
#include <vector>

#include "arguments.h"
#include "aside.h"
#include "calls.h"
#include "values.h"
#include "../io/errno_name.h"
#include "../io/file_lock.h"
#include "../proc/utf16.h"
#include "../process/process_list.h"

// Questions about files for src/probe/files.ts, and locks of files.
namespace ntop {

namespace {

constexpr Patience kPatience{0.2, 1};

Napi::Value toNames(Napi::Env env, const std::vector<std::string>& names) {
  Napi::Array array = Napi::Array::New(env, names.size());
  for (uint32_t index = 0; index < names.size(); ++index) array.Set(index, toText(env, names[index]));
  return array;
}

Napi::Value toStatus(Napi::Env env, const FileStatus& status) {
  Napi::Object object = Napi::Object::New(env);
  object.Set("mode", status.mode);
  object.Set("uid", status.uid);
  object.Set("device", static_cast<double>(status.device));
  object.Set("accessedMilliseconds", status.accessedMilliseconds);
  object.Set("nowMilliseconds", status.nowMilliseconds);
  return object;
}

Napi::Value toValue(Napi::Env env, FileQuestionKind kind, const FileAnswer& answer) {
  switch (kind) {
    case FileQuestionKind::kRead:
      return Napi::Buffer<char>::Copy(env, answer.bytes.data(), answer.bytes.size());
    case FileQuestionKind::kList:
      return toNames(env, answer.names);
    case FileQuestionKind::kStat:
      return toStatus(env, answer.status);
    case FileQuestionKind::kLink:
      return toText(env, answer.bytes);
  }
  return env.Undefined();
}

// { ok: true, value } or { ok: false, code }
Napi::Object toAnswer(Napi::Env env, FileQuestionKind kind, const FileAnswer& answer) {
  Napi::Object object = Napi::Object::New(env);
  object.Set("ok", answer.error == 0);
  if (answer.error == 0) {
    object.Set("value", toValue(env, kind, answer));
  } else {
    object.Set("code", errnoName(answer.error));
  }
  return object;
}

FileQuestion toQuestion(const Napi::Object& object) {
  return {static_cast<FileQuestionKind>(integerOf(partOf(object, "kind"))),
          proc::encodeUtf8(partOf(object, "path").As<Napi::String>().Utf16Value()),
          static_cast<size_t>(countOf(partOf(object, "mostBytes")))};
}

// askFiles(questions): Promise<NativeFileAnswer[]>
Napi::Value startQuestions(const Napi::CallbackInfo& info) {
  std::vector<FileQuestion> questions;
  const auto list = info[0].As<Napi::Array>();
  for (uint32_t index = 0; index < list.Length(); ++index) {
    questions.push_back(toQuestion(itemOf(list, index).As<Napi::Object>()));
  }
  const auto work = [questions] { return askFiles(questions, kPatience); };
  return startAside(info.Env(), work, [questions](const Napi::Promise::Deferred& deferred, const auto& answers) {
    const Napi::Env env = deferred.Env();
    Napi::Array array = Napi::Array::New(env, answers.size());
    for (uint32_t index = 0; index < answers.size(); ++index) {
      array.Set(index, toAnswer(env, questions[index].kind, answers[index]));
    }
    deferred.Resolve(array);
  });
}

// seePid(pid): 'here' | 'hidden' | 'gone' | undefined
Napi::Value see(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  switch (seePid(integerOf(info[0]))) {
    case Seen::kHere:
      return Napi::String::New(env, "here");
    case Seen::kHidden:
      return Napi::String::New(env, "hidden");
    case Seen::kGone:
      return Napi::String::New(env, "gone");
    case Seen::kUnknown:
      return env.Undefined();
  }
  return env.Undefined();
}

// lockFile(fd): an errno's name, undefined if it is locked now
Napi::Value lock(const Napi::CallbackInfo& info) {
  const int error = lockFile(integerOf(info[0]));
  return error == 0 ? info.Env().Undefined() : Napi::String::New(info.Env(), errnoName(error)).As<Napi::Value>();
}

// unlockFile(fd)
Napi::Value unlock(const Napi::CallbackInfo& info) {
  unlockFile(integerOf(info[0]));
  return info.Env().Undefined();
}

// isFileLocked(fd): boolean
Napi::Value seeLock(const Napi::CallbackInfo& info) {
  return Napi::Boolean::New(info.Env(), isFileLocked(integerOf(info[0])));
}

}  // namespace

void exportFiles(Napi::Env env, Napi::Object exports) {
  exports.Set("askFiles", Napi::Function::New<startQuestions>(env));
  exports.Set("seePid", Napi::Function::New<see>(env));
  exports.Set("lockFile", Napi::Function::New<lock>(env));
  exports.Set("unlockFile", Napi::Function::New<unlock>(env));
  exports.Set("isFileLocked", Napi::Function::New<seeLock>(env));
}

}  // namespace ntop
