import { describe, expect, it } from 'vitest';
import { bindingsIn, commandFor, KEYMAP, keysOf } from '../../../src/model/keys/keymap.js';
import type { Binding, KeyPreset, Mode } from '../../../src/model/list/binding.js';
import type { Command, PaneId } from '../../../src/model/list/commands.js';
import { PANES } from '../../../src/model/panes.js';
import { sequenceOfKey } from '../../../src/ui/key-sequences.js';
import { createKeyDecoder, type InputEvent } from '../../../src/ui/keyboard.js';

const PRESETS: readonly KeyPreset[] = ['classic', 'vim'];
const MODES: readonly Mode[] = ['list', 'prompt', 'picker', 'confirm', 'page'];
const MEANINGS = MODES.flatMap((mode) => PANES.map(({ id: pane }) => ({ mode, pane })));

function command(
  key: string,
  mode: Mode = 'list',
  preset: KeyPreset = 'classic',
  searching = false,
  pane: PaneId = 'processes',
  past = false,
) {
  return commandFor(key, key.length === 1 ? key : undefined, { mode, pane, preset, searching, past });
}

describe.each(PRESETS)('with %s keys', (preset) => {
  it.each(MEANINGS)('no key has two meanings in the $mode of the pane $pane', ({ mode, pane }) => {
    const taken = new Map<string, Binding>();
    for (const binding of bindingsIn(mode, pane)) {
      for (const key of keysOf(binding, preset)) {
        // What a key means in some panes only goes before what it means elsewhere.
        const place = `${key} ${binding.panes === undefined ? 'everywhere' : 'here'} ${binding.whilePast ? 'past' : ''}`;
        const before = taken.get(place);
        // One of the two may answer during a search only; it has to come first to be asked first.
        expect([key, before === undefined || (before.whileSearching && !binding.whileSearching)]).toEqual([key, true]);
        taken.set(place, binding);
      }
    }
  });

  it('every key of the table is one that a terminal can send', () => {
    for (const binding of KEYMAP) {
      for (const key of keysOf(binding, preset)) expect(decode(sequenceOfKey(key))).toEqual([key]);
    }
  });

  it('every command has a key', () => {
    for (const binding of KEYMAP)
      expect([binding.description, keysOf(binding, preset).length > 0]).toEqual([binding.description, true]);
  });

  it('^C and F10 end the program wherever one is', () => {
    for (const mode of MODES) {
      expect(command('ctrl+c', mode, preset)).toEqual({ type: 'quit' });
      expect(command('f10', mode, preset)).toEqual({ type: 'quit', asks: true });
    }
  });

  it('Esc closes in every dialog and never ends the program', () => {
    for (const mode of MODES) expect(command('escape', mode, preset)).toEqual({ type: 'back' });
  });

  it('digits open panes, and those without one mean nothing', () => {
    for (const digit of '123456789') {
      const pane = PANES.find(({ key }) => key === digit);
      expect(command(digit, 'list', preset)).toEqual(pane && { type: 'openPane', pane: pane.id });
    }
  });

  it('F1 to F10 have a word each for the footer', () => {
    for (let number = 1; number <= 10; number++) {
      const [binding] = KEYMAP.filter(({ mode, label }) => mode === 'list' && label).filter((candidate) =>
        keysOf(candidate, preset).includes(`f${number}`),
      );
      expect(binding?.label?.length).toBeLessThanOrEqual(6);
    }
  });
});

/** The key list of the processes pane: what a person was told, and what has to come of it. */
const PROMISED: readonly (readonly [keys: string, command: Command])[] = [
  ['up', { type: 'move', by: -1, unit: 'row' }],
  ['down', { type: 'move', by: 1, unit: 'row' }],
  ['pageUp ctrl+b', { type: 'move', by: -1, unit: 'page' }],
  ['pageDown ctrl+f', { type: 'move', by: 1, unit: 'page' }],
  ['ctrl+u', { type: 'move', by: -1, unit: 'halfPage' }],
  ['ctrl+d', { type: 'move', by: 1, unit: 'halfPage' }],
  ['home g', { type: 'moveTo', end: 'first' }],
  ['end G', { type: 'moveTo', end: 'last' }],
  ['left', { type: 'scroll', by: -1 }],
  ['right', { type: 'scroll', by: 1 }],
  ['enter', { type: 'inspect', tab: 'overview' }],
  ['escape', { type: 'back' }],
  ['/ f3', { type: 'openPrompt', purpose: 'search' }],
  ['n', { type: 'findNext', direction: 1 }],
  ['\\ f4 o', { type: 'openPrompt', purpose: 'filter' }],
  ['u', { type: 'openPicker', purpose: 'user' }],
  ['y', { type: 'copy' }],
  ['P', { type: 'sortBy', columnId: 'cpuPercent' }],
  ['M', { type: 'sortBy', columnId: 'residentBytes' }],
  ['T', { type: 'sortBy', columnId: 'cpuSeconds' }],
  ['N', { type: 'sortBy', columnId: 'pid' }],
  ['<', { type: 'shiftSort', by: -1 }],
  ['>', { type: 'shiftSort', by: 1 }],
  ['f6 .', { type: 'openPicker', purpose: 'sort' }],
  ['I R', { type: 'invertSort' }],
  ['t f5 V', { type: 'toggle', setting: 'tree' }],
  ['+ =', { type: 'fold', fold: false }],
  ['-', { type: 'fold', fold: true }],
  ['*', { type: 'foldAll' }],
  ['backspace', { type: 'moveToParent' }],
  ['space', { type: 'tag' }],
  ['c', { type: 'tagBranch' }],
  ['U', { type: 'untagAll' }],
  ['F', { type: 'follow' }],
  ['k f9', { type: 'askSignal' }],
  ['f7 ]', { type: 'niceBy', by: -1 }],
  ['f8 [', { type: 'niceBy', by: 1 }],
  ['r', { type: 'askNice' }],
  ['a', { type: 'askAffinity' }],
  ['i', { type: 'askIoPriority' }],
  ['l', { type: 'inspect', tab: 'files' }],
  ['e', { type: 'inspect', tab: 'environment' }],
  ['w', { type: 'inspect', tab: 'command' }],
  ['H', { type: 'toggle', setting: 'threads' }],
  ['K', { type: 'toggle', setting: 'kernelThreads' }],
  ['p', { type: 'toggle', setting: 'fullPath' }],
  ['0', { type: 'toggle', setting: 'cpuBasis' }],
  ['%', { type: 'toggle', setting: 'memoryUnits' }],
  ['f', { type: 'openPicker', purpose: 'columns' }],
  ['#', { type: 'toggle', setting: 'header' }],
  ['Z z', { type: 'pause' }],
  ['d', { type: 'openPrompt', purpose: 'delay' }],
  ['ctrl+l', { type: 'redraw' }],
  ['f1 h ?', { type: 'openHelp' }],
  ['f2 S', { type: 'openPicker', purpose: 'setup' }],
  ['W', { type: 'save' }],
  ['q f10', { type: 'quit', asks: true }],
  ['ctrl+c', { type: 'quit' }],
  ['ctrl+z', { type: 'suspend' }],
];

describe('the documented keys', () => {
  it.each(PROMISED)('%s', (keys, promised) => {
    for (const key of keys.split(' ')) expect(command(key)).toEqual(promised);
  });

  it('the colon lists all commands except moving', () => {
    const opened = command(':');
    expect(opened?.type).toBe('openPalette');
    const labels = opened?.type === 'openPalette' ? opened.entries.map(({ label }) => label) : [];
    expect(labels).toContain('Toggle tree view');
    expect(labels).not.toContain('Page up');
  });

  it('N finds the previous match while searching, and sorts by PID otherwise', () => {
    expect(command('N', 'list', 'classic', true)).toEqual({ type: 'findNext', direction: -1 });
    expect(command('N', 'list', 'classic', false)).toEqual({ type: 'sortBy', columnId: 'pid' });
  });
});

describe('the vim preset', () => {
  it.each([
    ['h', { type: 'scroll', by: -1 }],
    ['j', { type: 'move', by: 1, unit: 'row' }],
    ['k', { type: 'move', by: -1, unit: 'row' }],
    ['l', { type: 'scroll', by: 1 }],
    ['K', { type: 'askSignal' }],
  ] as const)('%s', (key, expected) => {
    expect(command(key, 'list', 'vim')).toEqual(expected);
  });

  it('has a key for every command of the classic preset', () => {
    for (const binding of KEYMAP) {
      const [key] = binding.vim;
      const searching = binding.whileSearching;
      const [pane] = binding.panes ?? [];
      expect(command(key ?? '', binding.mode, 'vim', searching, pane, binding.whilePast)).toEqual(binding.command);
    }
  });
});

describe('letters in prompts and menus', () => {
  it.each(['prompt', 'picker'] as const)('are text in a %s, whatever they mean in the list', (mode) => {
    for (const key of 'kqWn/:0 é漢') {
      if (key === ' ') continue;
      expect(command(key, mode)).toEqual({ type: 'edit', edit: { type: 'insert', text: key } });
    }
  });

  it('a blank is text in a prompt', () => {
    expect(
      commandFor('space', ' ', { mode: 'prompt', pane: 'processes', preset: 'classic', searching: false, past: false }),
    ).toEqual({
      type: 'edit',
      edit: { type: 'insert', text: ' ' },
    });
  });

  it('keys without text do nothing there', () => {
    for (const key of ['f5', 'insert', 'alt+x', 'ctrl+t']) expect(command(key, 'prompt')).toBeUndefined();
  });
});

function decode(sequence: string): readonly string[] {
  const events: InputEvent[] = [];
  const decoder = createKeyDecoder({ schedule: () => () => {}, onInput: (event) => events.push(event) });
  decoder.feed(sequence);
  decoder.flush();
  return events.map((event) => (event.type === 'key' ? event.key : event.type));
}
