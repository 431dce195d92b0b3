#include "errno_name.h"

#include <cerrno>

namespace ntop {

namespace {

struct Name {
  int error;
  const char* name;
};

// Those that the calls of the probe can end with; see their man pages.
constexpr Name kNames[] = {
    {EPERM, "EPERM"},     {ENOENT, "ENOENT"},   {ESRCH, "ESRCH"},     {EINTR, "EINTR"},     {EIO, "EIO"},
    {EBADF, "EBADF"},     {EAGAIN, "EAGAIN"},   {ENOMEM, "ENOMEM"},   {EACCES, "EACCES"},   {EFAULT, "EFAULT"},
    {EBUSY, "EBUSY"},     {EEXIST, "EEXIST"},   {ENODEV, "ENODEV"},   {ENOTDIR, "ENOTDIR"}, {EISDIR, "EISDIR"},
    {EINVAL, "EINVAL"},   {ENFILE, "ENFILE"},   {EMFILE, "EMFILE"},   {ENOSPC, "ENOSPC"},   {EROFS, "EROFS"},
    {ELOOP, "ELOOP"},     {ENOSYS, "ENOSYS"},   {ESTALE, "ESTALE"},   {EUSERS, "EUSERS"},   {EOVERFLOW, "EOVERFLOW"},
    {ETIMEDOUT, "ETIMEDOUT"}, {EOPNOTSUPP, "EOPNOTSUPP"}, {ENODATA, "ENODATA"}, {ENOTCONN, "ENOTCONN"},
    {EHOSTDOWN, "EHOSTDOWN"}, {ENAMETOOLONG, "ENAMETOOLONG"}, {ENXIO, "ENXIO"}, {ESPIPE, "ESPIPE"},
    {E2BIG, "E2BIG"},
};

}  // namespace

std::string errnoName(int error) {
  for (const Name& known : kNames) {
    if (known.error == error) return known.name;
  }
  return "E" + std::to_string(error);
}

}  // namespace ntop
