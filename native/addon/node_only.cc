#include "calls.h"

// What only makes sense in Node: a program on another machine links something else in its place.
namespace ntop {

void exportOnlyForNode(Napi::Env env, Napi::Object exports) {
  exportExit(env, exports);
  exportSendfile(env, exports);
  exportTerminal(env, exports);
}

}  // namespace ntop
