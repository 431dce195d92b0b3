#include <unistd.h>

#include "arguments.h"
#include "calls.h"
#include "values.h"
#include "../io/clock.h"
#include "../system/boot_time.h"
#include "../engine/user_names.h"
#include "../process/executable.h"
#include "../process/open_files.h"
#include "../process/process_directory.h"
#include "../process/process_rows.h"
#include "../process/process_list.h"
#include "../process/threads.h"

// Reading processes for the library, at once and on the thread that asks: see src/probe/process-calls.ts.
namespace ntop {

namespace {

Napi::Value toValue(Napi::Env env, int error) { return Napi::Number::New(env, error); }

// identifyProcess(procRoot, pid, into): an errno; `into` gets the start, the inode, and whether the start says it all.
Napi::Value identify(const Napi::CallbackInfo& info) {
  Identity identity;
  const double seconds = secondsOn(CLOCK_BOOTTIME);
  const int error = identifyProcess(textOf(info[0]), integerOf(info[1]), identity);
  auto into = info[2].As<Napi::Float64Array>();
  into[0] = static_cast<double>(identity.startTicks);
  into[1] = static_cast<double>(identity.pidfdInode);
  into[2] = isTellingStart(identity.startTicks, seconds) ? 1 : 0;
  return toValue(info.Env(), error);
}

void setTexts(Napi::Array texts, uint32_t first, const ProcessFacts& facts) {
  for (size_t text = 0; text < kFactTextCount; ++text) {
    const bool isRead = (facts.read >> static_cast<uint32_t>(partOf(static_cast<FactText>(text))) & 1) != 0;
    if (isRead) texts.Set(first + static_cast<uint32_t>(text), toText(texts.Env(), facts.texts[text]));
  }
}

// readFacts(procRoot, identity, parts, keepable, numbers, numbersAt, texts, textsAt): an errno; numbers begin with the
// errors of the parts.
Napi::Value readFactsInto(const Napi::CallbackInfo& info) {
  const uint32_t parts = static_cast<uint32_t>(countOf(info[2]));
  const uint32_t keepable = static_cast<uint32_t>(countOf(info[3]));
  auto into = info[4].As<Napi::Float64Array>();
  double* const numbers = into.Data() + countOf(info[5]);
  ProcessFacts facts;
  // What is not asked for stays as the caller has it.
  takeFacts(numbers, facts);
  const int error = readFacts(textOf(info[0]), toIdentity(info[1]), parts, keepable, facts);
  if (error != 0) return toValue(info.Env(), error);
  putFacts(facts, numbers);
  setTexts(info[6].As<Napi::Array>(), static_cast<uint32_t>(countOf(info[7])), facts);
  return toValue(info.Env(), 0);
}

// readRows(procRoot, parts, keepable, rows, numbers, texts)
void readRowsInto(const Napi::CallbackInfo& info) {
  const std::string procRoot = textOf(info[0]);
  const uint32_t parts = static_cast<uint32_t>(countOf(info[1]));
  const uint32_t keepable = static_cast<uint32_t>(countOf(info[2]));
  const auto rows = info[3].As<Napi::Int32Array>();
  double* const numbers = info[4].As<Napi::Float64Array>().Data();
  if (numbers == nullptr) return;  // this thread of Node's is ending
  const auto texts = info[5].As<Napi::Array>();
  ProcessFacts facts;
  for (size_t index = 0; index < rows.ElementLength(); ++index) {
    const auto row = static_cast<uint32_t>(rows[index]);
    readRow(procRoot, parts, keepable, numbers + row * kRowNumbers, facts);
    setTexts(texts, row * static_cast<uint32_t>(kFactTextCount), facts);
  }
}

// listPids(procRoot): Int32Array, lowest first, or an errno
Napi::Value pids(const Napi::CallbackInfo& info) {
  std::vector<int32_t> found;
  const int error = listPids(textOf(info[0]), found);
  if (error != 0) return toValue(info.Env(), error);
  Napi::Int32Array array = Napi::Int32Array::New(info.Env(), found.size());
  if (array.Data() == nullptr) return array;  // this thread of Node's is ending
  std::copy(found.begin(), found.end(), array.Data());
  return array;
}

// listParents(procRoot): a PID, its parent's, its start, the next PID …, or an errno
Napi::Value parents(const Napi::CallbackInfo& info) {
  std::vector<ParentOf> found;
  const int error = listParents(textOf(info[0]), found);
  if (error != 0) return toValue(info.Env(), error);
  Napi::Float64Array array = Napi::Float64Array::New(info.Env(), found.size() * 3);
  if (array.Data() == nullptr) return array;  // this thread of Node's is ending
  double* next = array.Data();
  for (const ParentOf& one : found) {
    *next++ = one.pid;
    *next++ = one.parent;
    *next++ = static_cast<double>(one.startTicks);
  }
  return array;
}

// isPid(procRoot, pid): a boolean or an errno
Napi::Value exists(const Napi::CallbackInfo& info) {
  bool found = false;
  const int error = isPid(textOf(info[0]), integerOf(info[1]), found);
  return error == 0 ? Napi::Value(Napi::Boolean::New(info.Env(), found)) : toValue(info.Env(), error);
}

// readThreads(procRoot, identity): an id, its user and system seconds, the next id …, or an errno
Napi::Value threads(const Napi::CallbackInfo& info) {
  UniqueFd process;
  ThreadLines found;
  int error = openProcess(textOf(info[0]), toIdentity(info[1]), process);
  if (error == 0) error = readThreads(process.get(), SIZE_MAX, found);
  if (error != 0) return toValue(info.Env(), error);
  Napi::Float64Array array = Napi::Float64Array::New(info.Env(), found.lines.size() * 3);
  if (array.Data() == nullptr) return array;  // this thread of Node's is ending
  double* next = array.Data();
  for (const ThreadLine& thread : found.lines) {
    *next++ = thread.id;
    *next++ = thread.userSeconds;
    *next++ = thread.systemSeconds;
  }
  return array;
}

// readOpenFiles(procRoot, identity): regular files, and those that give no answer, as objects; or an errno
Napi::Value openFiles(const Napi::CallbackInfo& info) {
  UniqueFd process;
  OpenFiles found;
  int error = openProcess(textOf(info[0]), toIdentity(info[1]), process);
  if (error == 0) {
    const UniqueFd living = openLivingThread(process.get());
    error = readOpenFiles(living ? living.get() : process.get(), SIZE_MAX, found);
  }
  if (error != 0) return toValue(info.Env(), error);
  Napi::Array array = Napi::Array::New(info.Env());
  for (const OpenFile& file : found.files) {
    if (file.answers && std::string_view(file.kind) != "regular") continue;
    Napi::Object object = Napi::Object::New(info.Env());
    object.Set("path", toText(info.Env(), file.path));
    object.Set("deleted", file.deleted);
    object.Set("answers", file.answers);
    object.Set("fd", file.fd);
    object.Set("position", toNumber(info.Env(), file.position));
    object.Set("flags", toNumber(info.Env(), file.flags));
    array.Set(array.Length(), object);
  }
  return array;
}

// isThere(path, program): boolean
Napi::Value lookForFile(const Napi::CallbackInfo& info) {
  return Napi::Boolean::New(info.Env(), isThere(textOf(info[0]), flagOf(info[1])));
}

// createTime(procRoot, startTicks): seconds since the epoch; undefined when it can't be known
Napi::Value createTime(const Napi::CallbackInfo& info) {
  const auto boot = bootSeconds(textOf(info[0]));
  if (!boot) return info.Env().Undefined();
  const auto ticksPerSecond = static_cast<double>(sysconf(_SC_CLK_TCK));
  return toNumber(info.Env(), *boot + numberOf(info[1]) / ticksPerSecond);
}

// userName(uid): string, undefined if no user has the UID
Napi::Value nameOfUser(const Napi::CallbackInfo& info) {
  const std::string name = userName(static_cast<uint32_t>(countOf(info[0])));
  return name.empty() ? info.Env().Undefined() : toText(info.Env(), name);
}

}  // namespace

void exportProcess(Napi::Env env, Napi::Object exports) {
  exports.Set("identifyProcess", Napi::Function::New<identify>(env));
  exports.Set("readFacts", Napi::Function::New<readFactsInto>(env));
  exports.Set("readRows", Napi::Function::New<readRowsInto>(env));
  exports.Set("listPids", Napi::Function::New<pids>(env));
  exports.Set("listParents", Napi::Function::New<parents>(env));
  exports.Set("isPid", Napi::Function::New<exists>(env));
  exports.Set("readThreads", Napi::Function::New<threads>(env));
  exports.Set("readOpenFiles", Napi::Function::New<openFiles>(env));
  exports.Set("isThere", Napi::Function::New<lookForFile>(env));
  exports.Set("createTime", Napi::Function::New<createTime>(env));
  exports.Set("userName", Napi::Function::New<nameOfUser>(env));
}

}  // namespace ntop
