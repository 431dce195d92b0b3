import { execFileSync, spawnSync } from 'node:child_process';

/** A Python that has psutil: Debian's own, or the first one found. Tests that need it fail without it. */
const python = ['/usr/bin/python3', 'python3'].find(
  (command) => spawnSync(command, ['-c', 'import psutil'], { stdio: 'ignore' }).status === 0,
);

/** What psutil says: the value of a Python expression in which `psutil` and `p`, the process, are known. */
export function psutil(pid: number, expression: string): unknown {
  if (python === undefined) throw new Error('psutil is missing: apt install python3-psutil');
  const program = [
    'import json, psutil, sys',
    'p = psutil.Process(int(sys.argv[1]))',
    'def plain(x):',
    '    if isinstance(x, dict): return {str(k): plain(v) for k, v in x.items()}',
    '    if hasattr(x, "_asdict"): return plain(x._asdict())',
    '    return [plain(i) for i in x] if isinstance(x, (list, tuple)) else x',
    'print(json.dumps(plain(eval(sys.argv[2]))))',
  ].join('\n');
  return JSON.parse(execFileSync(python, ['-c', program, String(pid), expression], { encoding: 'utf8' }));
}
