/** Where proc and sysfs are mounted; read anew by every call, so that a program may look at another tree. */
export function procRoot(): string {
  return process.env.NTOP_PROCFS || '/proc';
}

export function sysRoot(): string {
  return process.env.NTOP_SYSFS || '/sys';
}
