#include "groups.h"

#include "arguments.h"

namespace ntop {

unsigned toGroupKinds(const Napi::Value& names) {
  unsigned kinds = 0;
  if (!names.IsArray()) return kinds;
  const auto list = names.As<Napi::Array>();
  for (uint32_t index = 0; index < list.Length(); ++index) {
    const std::string wanted = textOf(itemOf(list, index));
    unsigned kind = 1;
    for (const char* const name : kGroupKindNames) {
      if (wanted == name) kinds |= kind;
      kind <<= 1;
    }
  }
  return kinds;
}

Napi::Object GroupViews::copy(Napi::Env env, GroupEngine& groups) {
  GroupTable& table = groups.table();
  const auto slots = static_cast<size_t>(table.slots());
  Napi::Object object = Napi::Object::New(env);
  object.Set("slots", table.slots());
  object.Set("count", table.count());
  object.Set("columns", views_.copy(env, table.columns, slots));
  object.Set("paths", takeTexts(env, table, GroupText::kPath));
  object.Set("versions", groups.versions());
  object.Set("leftOut", groups.leftOut());
  object.Set("monotonicSeconds", groups.monotonicSeconds());
  return object;
}

}  // namespace ntop
