import { execFile, execFileSync, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { makeTree, statLine } from '../probe/readings.js';
import { makeGroup } from '../support/cgroup.js';
import { startSpinner } from '../support/children.js';
import { assertOwnOutput, IS_ROOT, openNtop, PROGRAM } from '../support/e2e.js';
import { startBus } from '../support/logind.js';
import { spawnMortal } from '../support/mortal.js';
import { NOBODY } from '../support/nobody.js';
import { serveSystemd } from '../support/systemd.js';

type Row = Readonly<Record<string, string | number | null>>;

const ID = 'c0ffee'.padEnd(64, '0');
const JSON_OPTIONS = ['--no-config', '--json', '-d', '0.3'];
const run = promisify(execFile);

const NO_BUS = { DBUS_SYSTEM_BUS_ADDRESS: 'unix:path=/nowhere' };

/** A machine with a process in each of these groups, of which the files say this. */
function machine(cgroups: readonly string[], mounts: string, files: Readonly<Record<string, string>>) {
  const processes = cgroups.map((text, at): [string, string][] => [
    [`${at + 10}/stat`, statLine(at + 10, { name: `p${at}` })],
    [`${at + 10}/statm`, '9 9 9\n'],
    [`${at + 10}/cgroup`, text],
  ]);
  const all = Object.fromEntries(Object.entries(files).map(([path, text]) => [`fs/cgroup/${path}`, text]));
  const proc = {
    stat: 'cpu 1 2 3 4\ncpu0 1 2 3 4\n',
    'self/mountinfo': mounts,
    ...Object.fromEntries(processes.flat()),
  };
  return { NTOP_PROCFS: makeTree(proc), NTOP_SYSFS: makeTree(all), ...NO_BUS };
}

function printed(env: Readonly<Record<string, string>>, ...args: readonly string[]): readonly Row[] {
  const output = execFileSync(process.execPath, [PROGRAM, 'groups', ...JSON_OPTIONS, ...args], {
    encoding: 'utf8',
    env: { ...process.env, ...env },
  });
  const { schema, rows } = JSON.parse(output);
  expect(schema).toBe('ntop.groups/1');
  return rows;
}

const rowAt = (rows: readonly Row[], path: string) => rows.find((row) => row.path === path);

describe('ntop groups', () => {
  it('names the groups of version 2 of a machine with everything, and reads what each has', () => {
    const nginx = '/system.slice/nginx.service';
    const pod = '/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-podab_1.slice';
    const paths = [
      nginx,
      `/system.slice/docker-${ID}.scope`,
      `/machine.slice/libpod-${ID}.scope/container`,
      `${pod}/cri-containerd-${ID}.scope`,
      '/user.slice/user-1000.slice/session-3.scope',
      '/user.slice/user-1000.slice/user@1000.service/app.slice/gnome\\x2dterm.service',
      '/lxc.payload.web/system.slice/cron.service',
      '/od\x1b[2Jd',
    ];
    const env = machine(
      paths.map((path) => `0::${path}\n`),
      '41 1 0:9 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n',
      {
        [`${nginx}/cpu.stat`]: 'usage_usec 1000000\nnr_periods 10\nnr_throttled 4\nthrottled_usec 500\n',
        [`${nginx}/cpu.max`]: '50000 100000\n',
        [`${nginx}/memory.current`]: '4096\n',
        [`${nginx}/memory.max`]: '8192\n',
        [`${nginx}/memory.swap.current`]: '5\n',
        [`${nginx}/memory.events`]: 'max 3\noom_kill 2\n',
        [`${nginx}/pids.current`]: '7\n',
        [`${nginx}/io.stat`]: '8:0 rbytes=100 wbytes=200\n',
        [`${nginx}/cpu.pressure`]: 'some avg10=0.00 avg60=0.00 avg300=0.00 total=5\n',
      },
    );
    const rows = printed(env);
    expect(rows.map(({ name, kind }) => `${kind} ${name}`).sort()).toEqual(
      [
        'other /',
        ...['slice system.slice', 'service nginx.service', 'container c0ffee000000'],
        ...['slice machine.slice', 'container c0ffee000000', 'other container'],
        ...['slice kubepods.slice', 'slice kubepods-burstable.slice', 'slice kubepods-burstable-podab_1.slice'],
        'container c0ffee000000',
        ...['slice user.slice', 'slice user-1000.slice', 'session session-3.scope', 'service user@1000.service'],
        ...['slice app.slice', 'service gnome-term.service'],
        ...['container web', 'slice system.slice', 'service cron.service'],
        'other od\x1b[2Jd',
      ].sort(),
    );
    expect(rowAt(rows, nginx)).toMatchObject({
      cpuPercent: 0,
      quotaPercent: 0,
      throttledPercent: 0,
      memoryBytes: 4096,
      memoryLimitBytes: 8192,
      swapBytes: 5,
      tasks: 7,
      readBytesPerSecond: 0,
      oomKills: 2,
      cpuPressurePercent: 0,
      memoryPressurePercent: null,
      unitState: null,
    });
    expect(rowAt(rows, '/lxc.payload.web')).toMatchObject({ cpuPercent: null, memoryBytes: null, tasks: null });
  });

  it('reads each hierarchy of version 1 that a machine has, and nothing that it has not', () => {
    const mounts = ['cpu,cpuacct', 'memory', 'pids']
      .map((name, at) => `4${at} 1 0:${at} / /sys/fs/cgroup/${name} rw - cgroup cgroup rw,${name}\n`)
      .join('');
    const path = `/docker/${ID}`;
    const env = machine([`3:memory:${path}\n2:cpu,cpuacct:${path}\n1:name=systemd:/\n`], mounts, {
      [`cpu,cpuacct${path}/cpuacct.usage`]: '1000000000\n',
      [`cpu,cpuacct${path}/cpu.stat`]: 'nr_periods 10\nnr_throttled 4\nthrottled_time 500\n',
      [`memory${path}/memory.usage_in_bytes`]: '4096\n',
      [`memory${path}/memory.limit_in_bytes`]: '9223372036854771712\n',
      [`memory${path}/memory.oom_control`]: 'oom_kill_disable 0\nunder_oom 0\noom_kill 1\n',
    });
    expect(rowAt(printed(env), path)).toMatchObject({
      name: 'c0ffee000000',
      kind: 'container',
      cpuPercent: 0,
      memoryBytes: 4096,
      memoryLimitBytes: null,
      tasks: null,
      oomKills: 1,
      ioPressurePercent: null,
    });
  });

  it('prints a tree as text, and with an order that was asked for a flat list', () => {
    const env = machine(['0::/a/b\n'], '41 1 0:9 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n', {
      'a/b/memory.current': '1\n',
      'a/memory.current': '2\n',
      'empty.slice/memory.current': '0\n',
    });
    const names = (...args: readonly string[]) =>
      execFileSync(
        process.execPath,
        [PROGRAM, 'groups', '--no-config', '--once', '-d', '0.3', '--fields', 'name', ...args],
        {
          encoding: 'utf8',
          env: { ...process.env, ...env },
        },
      )
        .split('\n')
        .slice(-6, -2);
    expect(names()).toEqual(['/', '├─ a', '│  └─ b', '└─ empty.slice']);
    expect(names('--sort', '+memoryBytes')).toEqual(['empty.slice', 'b', 'a', '/']);
  });

  it('has the states of units, of failed ones without a group too', async () => {
    const bus = await startBus();
    await serveSystemd(bus, [
      ['nginx.service', 'active', 'running'],
      ['backup.service', 'failed', 'failed'],
    ]);
    const env = machine(['0::/system.slice/nginx.service\n'], '41 1 0:9 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n', {
      'system.slice/nginx.service/memory.current': '1\n',
    });
    // In the background, because the one who says that he is systemd is this program.
    const ask = async (): Promise<readonly Row[]> => {
      const { stdout } = await run(process.execPath, [PROGRAM, 'groups', ...JSON_OPTIONS, '--sort', 'unitState'], {
        env: { ...process.env, ...env, DBUS_SYSTEM_BUS_ADDRESS: `unix:path=${bus}` },
      });
      return JSON.parse(stdout).rows;
    };
    // On a busy machine it may answer too late.
    let rows = await ask();
    while (rows.every(({ unitState }) => unitState === null)) rows = await ask();
    expect(rows.slice(0, 3).map(({ name, unitState }) => [name, unitState])).toEqual([
      ['backup.service', 'failed'],
      ['nginx.service', 'active/running'],
      ['/', null],
    ]);
  });

  it('says the memory that systemd-cgtop says', async () => {
    const group = makeGroup('memory', `ntop-cgtop-${process.pid}`);
    // It takes its memory when it is in the group: what it had before counts elsewhere.
    const child = spawnMortal('sh', ['-c', `read go; y=$(head -c 20000000 /dev/zero|tr '\\0' y); echo; read x`]);
    group?.join(child.pid ?? 0);
    child.stdin.write('go\n');
    await once(child.stdout, 'data');
    const memory = () => Number(rowAt(printed(NO_BUS), group?.path ?? '')?.memoryBytes);
    const cgtop = () => {
      const { stdout } = spawnSync('systemd-cgtop', ['-b', '-n', '1', '--raw'], { encoding: 'utf8' });
      const line = stdout?.split('\n').find((text) => text.startsWith(`${group?.path} `));
      return line === undefined ? undefined : Number(line.trim().split(/ +/)[3]);
    };
    const other = group === undefined ? undefined : cgtop();
    if (other === undefined || Number.isNaN(other)) return;
    expect(other).toBeGreaterThan(20_000_000);
    expect(Math.abs(memory() - other)).toBeLessThan(2 ** 20);
    child.kill('SIGKILL');
    await once(child, 'exit');
  });

  it('works without the rights of root', () => {
    const asNobody = IS_ROOT ? { uid: NOBODY, gid: NOBODY } : {};
    const { stdout, status } = spawnSync(process.execPath, [PROGRAM, 'groups', '--no-config', '--json', '-d', '0.3'], {
      encoding: 'utf8',
      env: { ...process.env, ...NO_BUS, HOME: '/nonexistent' },
      ...asNobody,
    });
    // Where nobody may not read where the program lies, there is nothing to see.
    if (status === 0) expect(JSON.parse(stdout).rows.length).toBeGreaterThan(0);
  });
});

describe('the pane of control groups', { timeout: 60_000 }, () => {
  it('shows a group that its quota stops, its processes, and goes back', async () => {
    const group = makeGroup('cpu', `ntop\x1b[2Jquota-${process.pid}`);
    if (group === undefined) return;
    const held = await startSpinner();
    group.write('cpu.cfs_quota_us', '10000');
    group.join(held.pid);
    const session = await openNtop(['groups', '-d', '0.5', '--filter', `name~quota-${process.pid}`], { env: NO_BUS });
    const name = `ntop?[2Jquota-${process.pid}`;
    await session.waitFor((screen) =>
      screen.some((line) => line.includes(name) && / [1-9]\d(\.\d)? +(-|\d)/.test(line)),
    );
    await session.press('home', 'enter');
    await session.waitFor(new RegExp(`^ *${held.pid} `, 'm'));
    await session.press('escape');
    await session.waitFor('THR%');
    await session.press('1', 'C');
    await session.waitFor('by control group');
    assertOwnOutput(session);
    await session.press('q');
    expect((await session.exit).code).toBe(0);
  });
});
