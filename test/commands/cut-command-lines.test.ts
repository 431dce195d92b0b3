import { describe, expect, it } from 'vitest';
import type { CommandLines } from '../../src/cli/flags.js';
import { cutCommandLines } from '../../src/commands/cut-command-lines.js';
import { commandText } from '../../src/model/processes/command-line.js';
import { fakeBatch, fakeEvent } from '../support/events.js';
import { fakeSnapshot } from '../support/snapshots.js';

const SNAPSHOT = fakeSnapshot({
  processes: [
    { pid: 1, name: 'mysql', commandLine: ['/usr/bin/mysql', '-psecret'] },
    { pid: 2, name: 'kworker', kernelThread: true, commandLine: [] },
    { pid: 3, name: 'sshd', commandLine: 'sshd: secret title' },
  ],
  events: fakeBatch([fakeEvent({ event: 'started', pid: 1, command: ['/usr/bin/mysql', '-psecret'] })]),
});

function recorded(how: CommandLines) {
  const { processes, events } = cutCommandLines(how)(SNAPSHOT);
  const shown = [0, 1, 2].map((slot) => commandText(processes, slot));
  return { shown, command: events?.events[0]?.command };
}

describe('the command lines of a recording', () => {
  it('are all of it unless something else is asked for', () => {
    expect(cutCommandLines('full')(SNAPSHOT)).toBe(SNAPSHOT);
  });

  it('are without arguments, also where a program has written its own title', () => {
    const { shown, command } = recorded('name');
    expect(shown).toEqual(['/usr/bin/mysql', '[kworker]', 'sshd:']);
    expect(command).toEqual(['/usr/bin/mysql']);
  });

  it('are unknown, and not those of a thread of the kernel', () => {
    const { shown, command } = recorded('none');
    expect(shown).toEqual(['mysql …', '[kworker]', 'sshd …']);
    expect(command).toBeUndefined();
  });

  it('leave the sample as it is', () => {
    recorded('none');
    expect(SNAPSHOT.processes.texts.commandLine[0]).toBe('/usr/bin/mysql\0-psecret\0');
  });
});
