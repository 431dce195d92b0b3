// Runs before the tests of each file: what they take no notice of, however whoever runs them has set it.

/** ntop, or a program that it is compared with, would say something else, in other words or on other lines. */
const HEARD =
  /^(LANG|LANGUAGE|LC_.*|COLUMNS|LINES|NO_COLOR|FORCE_COLOR|PS_.*|XDG_.*|DBUS_.*|NTOP_(PROCFS|SYSFS|ENGINE|UTMP))$/;

for (const name of Object.keys(process.env)) if (HEARD.test(name)) delete process.env[name];
process.env.LC_ALL = 'C.UTF-8';
// Some tests make files for another user.
process.umask(0o022);
