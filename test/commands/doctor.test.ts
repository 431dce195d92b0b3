import { expect, it } from 'vitest';
import { type Compiled, doctorText } from '../../src/commands/doctor.js';
import type { EventBatch, EventProbe } from '../../src/model/machine/events.js';
import { createEventProbe } from '../../src/probe/events.js';
import { createProbe } from '../../src/probe/probe.js';
import { createSessionProbe } from '../../src/probe/sessions.js';
import type { FoundSettings } from '../../src/settings/settings-file.js';
import { makeTree, statLine } from '../probe/readings.js';

const terminal = { isTTY: true, columns: 120, rows: 40, colours: '256', unicode: true };
const settings = { path: '/home/me/ntop.toml', file: 'read', problems: [] } as const;
const sessions = createSessionProbe({ busPath: '/nowhere/bus', utmpPath: '/' });
const events = createEventProbe();

function factsIn(text: string): Readonly<Record<string, string>> {
  return Object.fromEntries(text.split('\n').map((line) => [line.split('  ')[0], line]));
}

it('prints what was chosen and why, one fact per line', async () => {
  const facts = factsIn(
    await doctorText({
      probe: createProbe(),
      sessions,
      events,
      env: { TERM: 'xterm' },
      terminal,
      settings,
      compiled: {},
    }),
  );
  for (const name of [
    'ntop',
    'kernel',
    'what is read',
    'new processes',
    'held files',
    'pidfd',
    'hidepid',
    'one sample',
  ]) {
    expect(facts[name]).toMatch(/^\S.* {2}\S/);
  }
  expect(facts.logins).toMatch(/processes +logind absent, utmp failed \(EISDIR\)/);
  expect(facts.terminal).toContain('120x40');
  expect(facts.colours).toContain('TERM=xterm');
  expect(facts.settings).toContain('/home/me/ntop.toml');
});

it('says why every process is read each time', async () => {
  const ask = async (probe: ReturnType<typeof createProbe>) =>
    factsIn(await doctorText({ probe, sessions, events, env: {}, terminal, settings, compiled: {} }))['what is read'];
  expect(await ask(createProbe({ plain: true }))).toMatch(/everything +NTOP_ENGINE=plain/);
  const procRoot = makeTree({ '1/stat': statLine(1) });
  expect(await ask(createProbe({ procRoot }))).toContain(`${procRoot} replaces /proc`);
});

it('reports errors of the machine, the settings and the locale without control characters', async () => {
  const probe = createProbe({ procRoot: '/nowhere' });
  const problems = ['delay is no number'];
  const env = { LANG: '\x1b[31m\x9b' };
  const text = await doctorText({
    probe,
    sessions,
    events,
    env,
    terminal,
    settings: { path: '/\x1b]0;x\x07', file: 'read', problems },
    compiled: { why: '/\x1b[2J: others may write into it' },
  });
  const facts = factsIn(text);
  expect(facts.probe).toMatch(/failed +Processes can't be read: \/nowhere/);
  expect(facts.settings).toMatch(/1 wrong .*delay is no number/);
  expect(text).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f]/);
});

it('says of the settings whether there is a file, and whether it was read', async () => {
  const found = async (given: Partial<FoundSettings>) =>
    factsIn(
      await doctorText({
        probe: createProbe(),
        sessions,
        events,
        env: {},
        terminal,
        settings: { ...settings, ...given },
        compiled: {},
      }),
    ).settings;
  expect(await found({})).toMatch(/^settings +valid +\/home\/me\/ntop.toml$/);
  expect(await found({ file: 'absent' })).toMatch(/^settings +no file +\/home\/me\/ntop.toml; using defaults$/);
  expect(await found({ file: 'ignored' })).toMatch(/^settings +not read +\/home\/me\/ntop.toml; using defaults$/);
  expect(await found({ file: 'absent', path: undefined })).toMatch(/no file +no home directory; using defaults$/);
});

it('says where compiled code is kept for the next start, or why it is not', async () => {
  const compiled = async (found: Compiled) =>
    factsIn(await doctorText({ probe: createProbe(), sessions, events, env: {}, terminal, settings, compiled: found }))
      .compiled;
  expect(await compiled({ folder: '/home/me/.cache/ntop' })).toMatch(/^compiled +kept +\/home\/me\/.cache\/ntop$/);
  expect(await compiled({ why: 'no home directory' })).toMatch(/^compiled +not kept +no home directory$/);
});

it('says what listens to the kernel, and why what does not', async () => {
  const text = async (sources: EventBatch['sources']) => {
    const told: EventProbe = {
      ...events,
      async *events() {
        yield { events: [], lost: 0, unread: 0, sources };
      },
    };
    return factsIn(
      await doctorText({ probe: createProbe(), sessions, events: told, env: {}, terminal, settings, compiled: {} }),
    );
  };
  const facts = await text({ connector: undefined, taskstats: 'Only root \x1b[31m may.', kmsg: undefined });
  expect(facts.connector).toMatch(/^connector +at work +processes that start and end/);
  expect(facts.taskstats).toMatch(/^taskstats +not at work +Only root .* may\.$/);
  expect(facts.taskstats).not.toContain('\x1b');
  expect(facts.kmsg).toMatch(/^kmsg +at work +processes that the kernel kills/);
});
