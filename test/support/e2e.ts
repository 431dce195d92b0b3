import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import xterm from '@xterm/headless';
import { vi } from 'vitest';
import { atEnd } from './endings.js';
import { assertNoForeignControls } from './foreign-controls.js';
import { PATIENCE_MILLISECONDS } from './patience.js';
import { openTerminal, type TerminalSession } from './terminal.js';

export const PROGRAM = fileURLToPath(new URL('../../bin/ntop.js', import.meta.url));
export const IS_ROOT = process.getuid?.() === 0;

/**
 * Esc in the form that needs no pause after it: on a busy machine even a long one may not keep the plain form from
 * being read together with the next key.
 */
export const ESC = '\x1b[27u';

type TerminalOptions = NonNullable<Parameters<typeof openTerminal>[0]>;

/** The rates of a second sample are there, or what has happened on the machine since the first, in their place. */
const FIGURES = /process(?:es)?, CPU [\d.]+%|: E\b|\(E\)/;

/** Runs ntop without anybody's settings; `-p` and long delays keep the screen still. Closed when the test ends. */
export async function startNtop(args: readonly string[] = [], options: TerminalOptions = {}): Promise<TerminalSession> {
  const session = await openNtop(args, options);
  await session.waitFor(FIGURES);
  return session;
}

/** The same without waiting for anything to be drawn. */
export async function openNtop(args: readonly string[] = [], options: TerminalOptions = {}): Promise<TerminalSession> {
  const isChosen = options.command !== undefined || args.includes('--config');
  const session = await openTerminal({ ...options, args: isChosen ? args : ['--no-config', ...args] });
  atEnd(() => session.close());
  return session;
}

/** A row of the list by its titles, or undefined where the process is not on the screen. */
export function rowOf(session: TerminalSession, pid: number): Readonly<Record<string, string>> | undefined {
  const screen = session.screen();
  const titles = titlesOf(screen);
  const first = screen.findIndex(isTitles) + 1;
  const line = screen.slice(first).find((text) => new RegExp(`^.\\s*${pid} `).test(text));
  if (line === undefined || titles.length === 0) return undefined;
  const words = line.slice(1).trimStart().split(/\s+/);
  const command = titles.indexOf('COMMAND');
  return Object.fromEntries(
    titles.map((title, index) => [title, index === command ? words.slice(index).join(' ') : (words[index] ?? '')]),
  );
}

/** The titles of the columns on the screen, without the mark of the order. */
export function titlesOf(screen: readonly string[]): readonly string[] {
  const line = screen.find(isTitles) ?? '';
  return line.replace(/[▼▲]/u, ' ').trim().split(/\s+/);
}

function isTitles(text: string): boolean {
  return /^\s.*\b(?:PID|COMMAND)\b/.test(text) && !/^\s*\d/.test(text);
}

/** PIDs from top to bottom. */
export function pidsOf(screen: readonly string[]): readonly number[] {
  const titles = screen.findIndex((text) => /\bPID\b.*\bCOMMAND/.test(text));
  return screen.slice(titles + 1).flatMap((text) => Number(/^.\s*(\d+) \S/.exec(text)?.[1]) || []);
}

/** The PID under the cursor bar, from the look of its row. */
export function selectedPid(session: TerminalSession): number | undefined {
  const row = session.screen().findIndex((_, index) => isSelectedRow(session, index));
  return Number(/^.\s*(\d+) /.exec(session.line(row))?.[1]) || undefined;
}

/** Waits until a process's row fits. */
export function waitForRow(
  session: TerminalSession,
  pid: number,
  check: (row: Readonly<Record<string, string>>) => boolean = () => true,
): Promise<void> {
  return session.waitFor(() => {
    const row = rowOf(session, pid);
    return row !== undefined && check(row);
  });
}

/** Every screen there was, from what the program has written, frame by frame. */
export async function framesOf(session: TerminalSession, columns = 80, rows = 24): Promise<readonly string[]> {
  const emulator = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true });
  const frames: string[] = [];
  for (const part of session.bytes().toString('utf8').split('\x1b[?2026l')) {
    await new Promise<void>((resolve) => emulator.write(part, resolve));
    const { active } = emulator.buffer;
    const lines = Array.from({ length: rows }, (_, row) => active.getLine(active.baseY + row)?.translateToString(true));
    frames.push(lines.join('\n'));
  }
  emulator.dispose();
  return frames;
}

/** Nothing but ntop's own sequences was written; the last of them may still be on its way. */
export function assertOwnOutput(session: TerminalSession): void {
  const bytes = session.bytes();
  assertNoForeignControls(bytes.subarray(0, bytes.lastIndexOf('\x1b')));
}

/** Looks again and again until it holds, for what no screen shows. */
export async function eventually(check: () => boolean, what: string): Promise<void> {
  await vi.waitUntil(check, { timeout: PATIENCE_MILLISECONDS, interval: 20 }).catch(() => {
    throw new Error(`waited in vain for ${what}`);
  });
}

/** What an ordinary tool says, in words. */
export function tell(command: string, ...args: readonly string[]): string {
  const { stdout, stderr, status, error } = spawnSync(command, args, {
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C' },
  });
  if (status !== 0) throw error ?? new Error(`${command} ${args.join(' ')}: ${stderr}`);
  return stdout.trim();
}

function isSelectedRow(session: TerminalSession, row: number): boolean {
  const { background, inverse } = session.cell(row, 2);
  const titles = session.screen().findIndex((text) => /\bPID\b.*\bCOMMAND/.test(text));
  return row > titles && titles >= 0 && row < session.screen().length - 1 && (inverse || background !== undefined);
}
