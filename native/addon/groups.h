#pragma once

#include <napi.h>

#include "columns.h"
#include "../groups/group_engine.h"

// Control groups as JavaScript values.
namespace ntop {

// Bits of GroupKind from the list of their names; none of undefined.
unsigned toGroupKinds(const Napi::Value& names);

// As the kernel has them; none of undefined.
std::vector<std::string> toGroupPaths(const Napi::Value& paths);

// NativeGroups of src/probe/native-types.ts.
class GroupViews {
 public:
  Napi::Object copy(Napi::Env env, GroupEngine& groups);

 private:
  ColumnViews<GroupColumns> views_;
};

}  // namespace ntop
