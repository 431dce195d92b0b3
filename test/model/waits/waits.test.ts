import { describe, expect, it } from 'vitest';
import type { WaitReading } from '../../../src/model/machine/wait-facts.js';
import { needsOf } from '../../../src/model/state/needs.js';
import { fakeGroups } from '../../support/groups.js';
import { openSession, type Session, settle, textOf } from '../../support/session.js';
import type { FakeProcess } from '../../support/snapshots.js';

/** A machine with a frozen file system, a server that does not answer, a vfork, zombies, and a process in the run queue. */
const PROCESSES: readonly FakeProcess[] = [
  { pid: 1, ppid: 0, name: 'init' },
  { pid: 10, name: 'backup', state: 'D', ranSeconds: 380, uid: 0 },
  { pid: 11, name: 'threaded', threads: 2 },
  { pid: 12, threadGroupId: 11, name: 'flusher', state: 'D', ranSeconds: 440 },
  { pid: 20, name: 'reader', waitChannel: 'request_wait_answer', ranSeconds: 400 },
  { pid: 30, name: 'forker', state: 'D', ranSeconds: 499 },
  { pid: 40, name: 'careless' },
  { pid: 41, ppid: 40, name: 'gone', state: 'Z' },
  { pid: 42, ppid: 1, name: 'other', state: 'Z' },
  { pid: 43, ppid: 40, name: 'gone too', state: 'Z' },
  { pid: 50, name: 'starved', state: 'R', ranSeconds: 495 },
  { pid: 51, name: 'busy', state: 'R', ranSeconds: 600 },
  { pid: 60, name: 'secret', state: 'D', ranSeconds: 490 },
];

const frozen = (stack: string): Extract<WaitReading, { ok: true }> => ({
  ok: true,
  waitChannel: { value: 'percpu_rwsem_wait' },
  systemCall: { value: 'openat' },
  stack: { value: stack.split(' ') },
  mountPoint: '/mnt/x',
  fileSystem: 'ext4',
});

const unknown = { refused: 'EACCES' } as const;

function open(processes = PROCESSES, columns = 130): Session {
  const session = openSession({ processes, size: { columns, rows: 30 } });
  session.waits
    .set(10, frozen('percpu_rwsem_wait mnt_want_write do_sys_openat2'))
    .set(12, frozen('percpu_rwsem_wait vfs_write ksys_write'))
    .set(20, { ...frozen('request_wait_answer fuse_lookup'), mountPoint: '/mnt/far', fileSystem: 'fuse.sshfs' })
    .set(30, { ...frozen('kernel_clone'), waitChannel: { value: 'kernel_clone' }, mountPoint: undefined })
    .set(60, { ...frozen(''), waitChannel: unknown, systemCall: unknown, stack: unknown, mountPoint: undefined });
  return session;
}

/** The list, opened and answered. */
async function openWaits(processes = PROCESSES, columns = 130): Promise<Session> {
  const session = open(processes, columns);
  await session.press('D');
  session.sample(processes);
  await settle();
  return session;
}

const words = (session: Session) => session.rows().map((row) => row.trim().replace(/ +/g, ' '));
const header = (session: Session) => session.frame().header.map(textOf);

describe('the list of waits', () => {
  it('groups processes and threads by what they wait for, and zombies by the parent that does not reap them', async () => {
    expect(words(await openWaits())).toEqual([
      '10 10 root D frozen file system /mnt/x 2m percpu_rwsem_wait backup',
      '11 12 ada D frozen file system /mnt/x 63s percpu_rwsem_wait threaded',
      '20 20 ada S FUSE server /mnt/far 1m percpu_rwsem_wait reader',
      '30 30 ada D other kernel_clone 4s kernel_clone forker',
      '50 50 ada R CPU - 8s - starved',
      '42 42 ada Z zombie parent 1 init - - other <defunct>',
      '41 41 ada Z zombie parent 40 carele - - gone <defunct>',
      '43 43 ada Z zombie parent 40 carele - - gone too <defunct>',
      '60 60 ada D - - 13s - secret',
    ]);
  });

  it('takes the load apart above the list, and says of what it must not be known', async () => {
    const session = await openWaits();
    expect(header(session).at(-1)).toBe(
      ' load 0.4: now - running + 4 waiting: 2 × frozen file system /mnt/x, 1 × kernel_clone, 1 × not permitted to see' +
        '  · 2 × zombie of +',
    );
    session.resize(200, 30);
    expect(header(session).join('\n')).toContain(
      '· 2 × zombie of 40 careless, 1 × FUSE server /mnt/far, 1 × zombie of 1 init',
    );
    expect(session.status()).toContain('of some it must not be known where they wait');
  });

  it('is read while it is open, and only then', async () => {
    const session = open();
    expect(needsOf(session.state)).toMatchObject({ threads: false, waitChannel: false, freshWaitChannel: false });
    await session.press('D');
    expect(needsOf(session.state)).toMatchObject({ threads: true, waitChannel: true, freshWaitChannel: true });
    await session.press('D');
    expect(session.state.pane).toBe('processes');
    expect(needsOf(session.state)).toMatchObject({ threads: false, waitChannel: false, freshWaitChannel: false });
  });

  it('filters by the words of the contract and by those on the screen', async () => {
    const session = await openWaits();
    await session.press('f4');
    await session.type('cause=runQueue or cause="FUSE server"');
    expect(words(session).map((row) => row.split(' ')[0])).toEqual(['20', '50']);
  });

  it('has a process that gets less of a CPU than it waits for one', async () => {
    const busy = (seconds: number) => [
      { pid: 70, name: 'crowded', state: 'R', ranSeconds: 600, cpuDelaySeconds: seconds },
      { pid: 71, name: 'served', state: 'R', ranSeconds: 600, cpuDelaySeconds: seconds / 9 },
    ];
    const session = await openWaits(busy(0));
    session.sample(busy(1.2), { groups: fakeGroups([]) });
    expect(words(session)).toEqual(['70 70 ada R CPU - 0s - crowded']);
  });

  it('forgets what a task waited for once it has run', async () => {
    const session = await openWaits();
    session.waits.clear();
    const ran = PROCESSES.map((process) => (process.pid === 10 ? { ...process, ranSeconds: 503 } : process));
    session.sample(ran);
    await settle();
    expect(words(session)).toContain('10 10 root D - - 2s - backup');
    expect(words(session)).toContain('11 12 ada D frozen file system /mnt/x 65s percpu_rwsem_wait threaded');
  });

  it('shows system call and kernel stack on a page, or why not', async () => {
    const session = await openWaits();
    await session.press('f4');
    await session.type('pid=10');
    await session.press('enter', 'enter');
    await session.answer(10, {});
    const page = () => (session.frame().page?.content.rows ?? []).map(({ cells }) => cells.join(' ').trim());
    expect(page()).toEqual([
      'waits for frozen file system',
      'on /mnt/x (ext4)',
      'system call openat',
      'wait channel percpu_rwsem_wait',
      'kernel stack percpu_rwsem_wait',
      'mnt_want_write',
      'do_sys_openat2',
    ]);
    session.waits.set(10, { ...frozen(''), stack: unknown, waitChannel: { refused: 'ENODATA' }, systemCall: unknown });
    session.sample(PROCESSES);
    await settle();
    expect(page()).toContain('kernel stack - (not permitted)');
    expect(page()).toContain('waits for -');
    session.waits.delete(10);
    session.sample(PROCESSES);
    await settle();
    expect(page()).toEqual(['not permitted']);
  });

  it('never lets a name or a path act on the terminal', async () => {
    const hostile = [{ pid: 10, name: 'a\x1b[2J', state: 'D', ranSeconds: 380 }];
    const session = open(hostile);
    session.waits.set(10, { ...frozen('a\x1b]0;x\x07 b'), mountPoint: '/mnt/\x1b[31m\n' });
    await session.press('D');
    session.sample(hostile);
    await settle();
    const texts = [...header(session), ...session.rows()].join('');
    expect(texts).toContain('/mnt/?[31m?');
    expect(texts).not.toMatch(/\p{Cc}/u);
  });
});

describe('a zombie', () => {
  it('is signalled in vain, so its parent is offered; an Enter typed too early does not choose it', async () => {
    const session = openSession({ processes: PROCESSES, size: { columns: 120, rows: 30 } });
    await session.press('/');
    await session.type('gone too');
    await session.press('enter', 'k');
    const { items, selected } = session.frame().picker ?? {};
    expect(items?.[0]).toMatchObject({ label: 'parent instead', hint: '40 careless (ada)' });
    expect(items?.[selected ?? 0]?.label).toContain('TERM');
    await session.press('up', 'enter');
    expect(session.frame().picker?.title).toBe('Signal 40 careless (ada)');
    expect([...session.held].map(({ identity }) => identity.pid)).toEqual([40]);
    await session.press('enter');
    expect(session.done).toEqual(['signal 40 15']);
  });

  it('whose parent is not seen has none to offer', async () => {
    const session = openSession({ processes: [{ pid: 7, ppid: 99, name: 'gone', state: 'Z' }] });
    await session.press('home', 'k');
    expect(session.frame().picker?.items[0]?.label).toContain('TERM');
  });
});

describe('the header', () => {
  const blocked = Array.from(
    { length: 9 },
    (_, index): FakeProcess => ({ pid: index + 10, state: 'D', ranSeconds: 400 }),
  );

  /** The averages of a machine on which nine tasks are blocked, at each sample. */
  async function load(session: Session, processes: readonly FakeProcess[], running = 0): Promise<void> {
    let [one, five] = [0, 0];
    for (let sample = 0; sample < 40; sample++) {
      if (sample % 3 === 2) [one, five] = [one + (9 - one) * (164 / 2048), five + (9 - five) * (34 / 2048)];
      const averages = [Math.round(one * 100) / 100, Math.round(five * 100) / 100, 0] as const;
      session.sample(processes, { system: { load: averages, running } });
      await settle();
    }
  }

  it('explains a load that exceeds what runs in a line of its own', async () => {
    const session = openSession({ processes: blocked, size: { columns: 100, rows: 24 } });
    for (let pid = 10; pid < 19; pid++) session.waits.set(pid, frozen('percpu_rwsem_wait vfs_write'));
    const before = session.frame().header.length;
    await load(session, blocked);
    expect(header(session)).toHaveLength(before + 1);
    expect(header(session).at(-1)).toBe(
      ' load 6.0: now 0 running + 9 waiting: 9 × frozen file system /mnt/x (D lists them)',
    );
    expect(needsOf(session.state).threads).toBe(true);
    await session.press('D');
    expect(header(session).at(-1)).toContain(' load 6.0: now 0 running + 9 waiting: 9 × frozen file system /mnt/x');
    expect(header(session)).toHaveLength(before + 1);
  });

  it('says how many are not visible, and of whom it must not be known', async () => {
    const session = openSession({ processes: blocked, size: { columns: 140, rows: 24 } });
    session.waits.set(10, frozen('percpu_rwsem_wait vfs_write'));
    await load(session, blocked.slice(0, 2));
    expect(header(session).at(-1)).toBe(
      ' load 6.0: now 0 running + 9 waiting: 1 × frozen file system /mnt/x, 1 × not permitted to see, 7 not visible (D lists them)',
    );
  });

  it('has no line for a load that runs, and none on a low terminal', async () => {
    const session = openSession({ processes: blocked, size: { columns: 100, rows: 24 } });
    const before = session.frame().header.length;
    await load(session, [], 9);
    expect(header(session)).toHaveLength(before);
    const low = openSession({ processes: blocked, size: { columns: 100, rows: 16 } });
    await load(low, blocked);
    expect(header(low)).toHaveLength(before);
  });
});
