import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Child, startSleeper } from '../support/children.js';
import { assertOwnOutput, ESC, selectedPid, startNtop } from '../support/e2e.js';
import { atEnd } from '../support/endings.js';
import type { TerminalSession } from '../support/terminal.js';

// Later releases of Node name their main thread.
const ownName = readFileSync('/proc/self/comm', 'utf8').trim();

let session: TerminalSession;
let child: Child;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ntop-detail-'));
  atEnd(() => rmSync(folder, { recursive: true }));
  const cwd = join(folder, 'a\x1b[31mb\nc');
  mkdirSync(cwd);
  child = await startSleeper({
    cwd,
    args: ['one word', 'two'],
    env: [
      ['PLAIN', 'value'],
      ['EVIL', '\x1b]0;owned\x07\x9b31m\u202eflip\r\nnext'],
      ['WIDE', '漢字'],
      ['BYTES', Buffer.from([0xff, 0xfe, 0x9b, 0x41])],
      ['LONG', 'x'.repeat(500)],
    ],
  });
  session = await startNtop(['-p', String(child.pid), '--delay', '0.5'], { rows: 40 });
  await session.press('home');
  await session.waitFor(() => selectedPid(session) === child.pid);
});

beforeEach(async () => {
  await session.press(ESC);
  await session.waitFor(/PID USER/);
});

function expectTab(name: string): Promise<void> {
  return session.waitFor((screen) => {
    const row = screen.findIndex((line) => line.startsWith(`${child.pid} sh `));
    const column = screen[row]?.indexOf(` ${name} `) ?? -1;
    return column > 0 && session.cell(row, column + 1).inverse;
  });
}

describe('the detail of a process', () => {
  it('opens with Enter, names where it comes from, and Tab goes through its parts and round', async () => {
    await session.press('enter');
    await session.waitFor(/^ command +child -c echo;read x one word two/m);
    await session.waitFor(/^ program +\/\S*sh\b/m);
    await session.waitFor(new RegExp(`^ parents .*\\b${process.pid}\\s+${ownName}`, 'ms'));
    await session.waitFor(new RegExp(`^ folder +${folder}/a\\?\\[31mb\\?c`, 'm'));
    for (const tab of ['command', 'files', 'env', 'threads', 'limits', 'maps', 'wait', 'overview']) {
      await session.press('tab');
      await expectTab(tab);
    }
    await session.press('shift+tab');
    await expectTab('wait');
  });

  it('w shows each argument on a line of its own, and y copies them', async () => {
    await session.press('w');
    await session.waitFor(/^ child\s+ -c\s+ echo;read x\s+ one word\s+ two/m);
    await session.press('y');
    await session.waitFor(/copied: /);
  });

  it('l shows open files', async () => {
    await session.press('l');
    await session.waitFor(/^ +FD +KIND +MODE/m);
    await session.waitFor(/^ +0 +(?:socket|pipe) +rw? +- +(?:(?:socket|pipe):\[\d+\]|unix )/m);
  });

  it('e shows the environment, made safe', async () => {
    await session.press('e');
    await session.waitFor('PLAIN=value');
    await session.waitFor('EVIL=?]0;owned??31m?flip??next');
    await session.waitFor('WIDE=漢字');
    await session.waitFor('BYTES=???A');
    await session.waitFor(/^ LONG=x+\s+ x+$/m);
  });

  it('shows the threads and limits that the kernel reports', async () => {
    const files = /Max open files +(\S+) +(\S+)/.exec(readFileSync(`/proc/${child.pid}/limits`, 'utf8'));
    await session.press('e', 'tab');
    await session.waitFor(new RegExp(`^ +${child.pid} +S +\\S+ +sh`, 'm'));
    await session.press('tab');
    await session.waitFor(new RegExp(`Max open files +${files?.[1]} +${files?.[2]}`));
  });

  it('stays readable when the process ends, and says so', async () => {
    const mortal = await startSleeper({ args: ['soon'] });
    const other = await startNtop(['-p', String(mortal.pid), '--delay', '0.3']);
    await other.press('home');
    await other.waitFor(() => selectedPid(other) === mortal.pid);
    await other.press('enter');
    await other.waitFor(/^ command +child -c echo;read x soon/m);
    await mortal.end();
    await other.waitFor(/ENDED/);
    expect(other.screen().join('\n')).toMatch(/^ command +child -c echo;read x soon/m);
  });

  it('lets no control character of hostile text through', () => {
    assertOwnOutput(session);
  });
});
