import { describe, expect, it } from 'vitest';
import { startSleeper } from '../support/children.js';
import { ESC, openNtop, PROGRAM, startNtop, tell } from '../support/e2e.js';
import { atEnd } from '../support/endings.js';
import { crowdOf, makeProc } from '../support/proc-tree.js';
import { openTerminal } from '../support/terminal.js';

async function start(env: Readonly<Record<string, string | undefined>>, ...args: readonly string[]) {
  const session = await openNtop(['--delay', '3600', ...args], { env: { NTOP_PROCFS: makeProc(crowdOf(5)), ...env } });
  await session.waitFor('task5 ');
  return session;
}

/** The parameters of every SGR sequence that was sent. */
function looks(bytes: Buffer): readonly string[] {
  return [...bytes.toString('latin1').matchAll(/\x1b\[([\d;]*)m/g)].flatMap(([, all = '']) => all.split(';'));
}

const COLOURS = /^(?:3[0-8]|4[0-8]|9[0-7]|10[0-7])$/;

describe('the characters', () => {
  it.each([
    [{ LANG: 'C' }, []],
    [{ LANG: undefined }, []],
    [{ LANG: 'de_DE.ISO-8859-1' }, []],
    [{ LANG: 'C.UTF-8', LC_ALL: 'C' }, []],
    [{}, ['--no-unicode']],
  ])('are ASCII alone with %j %j', async (env, args) => {
    const child = await startSleeper({ args: ['漢é☃'] });
    const session = await startNtop(['-p', String(child.pid), '--delay', '3600', ...args], { env });
    for (const key of ['t', 'f', ESC, '?', ESC, 'f2', ESC, 'down', 'space', 'F', 'enter']) await session.press(key);
    await session.waitFor(/^ command /m);
    await session.press('q', 'q');
    await session.exit;
    expect(
      session
        .bytes()
        .toString()
        .match(/.{0,40}[^\0-\x7f].*/)?.[0],
    ).toBeUndefined();
  });

  it('are more where the locale is UTF-8', async () => {
    const session = await start({ LANG: 'C', LC_ALL: '', LC_CTYPE: 'en_US.UTF-8' });
    await session.waitFor(/CPU%▼/);
  });
});

describe('the colours', () => {
  it.each([
    [{ NO_COLOR: '1' }, []],
    [{ TERM: 'vt100' }, []],
    [{}, ['--no-color']],
    [{}, ['--theme', 'mono']],
  ])('are none with %j %j, and the selection can still be seen', async (env, args) => {
    const session = await start(env, ...args);
    await session.press('home');
    await session.waitFor(
      (screen) =>
        session.cell(
          screen.findIndex((line) => /^ +1 /.test(line)),
          5,
        ).inverse,
    );
    expect(looks(session.bytes()).filter((look) => COLOURS.test(look))).toEqual([]);
  });

  it('are sixteen at most where the terminal has no more', async () => {
    const session = await start({ TERM: 'xterm' });
    const sent = looks(session.bytes());
    expect(sent.some((look) => COLOURS.test(look))).toBe(true);
    expect(sent).not.toContain('38');
    expect(sent).not.toContain('48');
  });
});

describe('the streams', () => {
  const shell = async (script: string) => {
    const args = ['-c', script, 'sh', process.execPath, PROGRAM, '--no-config', '--delay', '3600'];
    const session = await openTerminal({ command: 'sh', args, env: { NTOP_PROCFS: makeProc(crowdOf(5)) } });
    atEnd(() => session.close());
    return session;
  };

  it('may have a pipe for standard input: keys come from the terminal', async () => {
    const session = await shell('echo q | "$@"; echo "status $?"');
    await session.waitFor('task5 ');
    await session.press('?');
    await session.waitFor(/^Help/m);
    await session.press(ESC, 'q');
    await session.waitFor('status 0');
  });

  it('may have a pipe for standard output: one sample is printed', async () => {
    const session = await shell('"$@" --delay 0.1 | cat; echo done');
    await session.waitFor('done');
    expect(session.screen().join('\n')).toMatch(/^ +5 .* task5 --serve$/m);
    expect(session.modes().alternateScreen).toBe(false);
  });

  it('may have no standard error', async () => {
    const session = await shell('"$@" 2>&-; echo "status $?"');
    await session.waitFor('task5 ');
    await session.press('q');
    await session.waitFor('status 0');
  });

  it('say so in one sentence where there is no terminal to read keys from', async () => {
    const session = await shell('setsid -w "$@" < /dev/null; echo "status $?"');
    await session.waitFor('status 1');
    expect(session.screen().join('\n')).toContain('ntop: no terminal to read keys from');
    expect(session.modes().alternateScreen).toBe(false);
  });
});

it('the settings may not be readable, and ntop runs all the same', async () => {
  const session = await openTerminal({ env: { XDG_CONFIG_HOME: '/proc/self/mem', NTOP_PROCFS: makeProc(crowdOf(5)) } });
  atEnd(() => session.close());
  await session.waitFor('task5 ');
  await session.waitFor(/settings file ".*": not a directory/);
});

it('starts even if the working directory is gone', async () => {
  const root = makeProc(crowdOf(5));
  const gone = tell('mktemp', '-d');
  const session = await openTerminal({
    command: 'sh',
    args: ['-c', 'rmdir "$PWD"; exec "$@"', 'sh', process.execPath, PROGRAM, '--no-config'],
    cwd: gone,
    env: { NTOP_PROCFS: root },
  });
  atEnd(() => session.close());
  await session.waitFor('task5 ');
});
