/**
 * What the far side's shell is given: one line, without quotes or marks that a shell of another kind would read for itself.
 * It says which machine that is, takes the helper, finds a folder from which it can run, and becomes it. With folders that
 * run nothing, perl runs it from memory. `token` makes the name of the file one that nobody can foresee.
 */
export function shellLine(token: string): string {
  const steps = [
    'printf "\\nntop-far 1 %s %s\\n" "$(uname -s)" "$(uname -m)"',
    'read -r size || exit 1',
    'umask 077',
    'kept=',
    `for folder in ${FOLDERS}; do ` +
      `if [ -z "$folder" ]; then continue; fi; file="$folder/.ntop-${token}"; ` +
      'if (set -C; : > "$file") 2>/dev/null; then ' +
      'if [ -z "$kept" ]; then head -c "$size" > "$file"; else cat "$kept" > "$file"; fi; ' +
      'chmod 700 "$file"; ' +
      'if [ "$(wc -c < "$file")" -ne "$size" ]; then rm -f "$file"; if [ -z "$kept" ]; then exit 1; fi; continue; fi; ' +
      'if "$file" --test 2>/dev/null; then if [ -n "$kept" ]; then rm -f "$kept"; fi; exec "$file" "$file"; fi; ' +
      'if [ -n "$kept" ]; then rm -f "$file"; else kept="$file"; fi; fi; done',
    `if [ -n "$kept" ]; then perl -e "${FROM_MEMORY}" "$kept"; rm -f "$kept"; fi`,
    'echo "ntop-far refused"',
  ];
  return `exec sh -c '${steps.join('; ')}'`;
}

const FOLDERS = '"$NTOP_REMOTE_DIR" "$XDG_RUNTIME_DIR" /dev/shm /run /tmp /var/tmp "$HOME"';

/** memfd_create(2) by its number on x86-64 and arm64. Within double quotes of sh, so its own marks are escaped. */
const FROM_MEMORY = [
  'my \\$name = shift',
  'my \\$arm = (POSIX::uname())[4] =~ /^aarch64/ ? 279 : 319',
  'my \\$label = q(ntop)',
  'my \\$number = syscall(\\$arm, \\$label, 0)',
  'exit 1 if \\$number < 0',
  'open(my \\$to, q(>&=), \\$number) or exit 1',
  'open(my \\$from, q(<), \\$name) or exit 1',
  'binmode \\$_ for (\\$to, \\$from)',
  'local \\$/',
  'print {\\$to} scalar <\\$from>',
  '\\$to->flush',
  'exec { qq(/proc/self/fd/\\$number) } q(ntop-far), \\$name',
]
  .join('; ')
  .replace(/^/, 'use POSIX (); use IO::Handle; ');

/** What it printed in the end, and what there is to answer to it. */
export type Shown =
  | { readonly said: 'machine'; readonly system: string; readonly machine: string }
  | { readonly said: 'runs' | 'refused' };

/** A line of the far side, if it is one of the above: all others are what its startup files print. */
export function readLine(line: string): Shown | undefined {
  const machine = /^ntop-far 1 (\S{1,64}) (\S{1,64})$/.exec(line);
  if (machine !== null) return { said: 'machine', system: machine[1], machine: machine[2] };
  if (line === 'ntop-far runs') return { said: 'runs' };
  return line === 'ntop-far refused' ? { said: 'refused' } : undefined;
}
