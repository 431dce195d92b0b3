import { describe, expect, it } from 'vitest';
import { crowd, openSession } from '../../support/session.js';

describe('search', () => {
  it('selects the first match at each letter', () => {
    const session = openSession({ processes: crowd(30) });
    session.press('/');
    session.type('task2');
    expect(session.selectedPid()).toBe(2);
    session.type('5');
    expect(session.selectedPid()).toBe(25);
    session.press('backspace');
    expect(session.selectedPid()).toBe(2);
    expect(session.footer()).toContain('Search: task2');
  });

  it('begins at the selection and goes round the end', () => {
    const session = openSession({ processes: crowd(30) });
    session.press('home', 'down', 'down', '/');
    session.type('task2');
    expect(session.selectedPid()).toBe(20);
    session.press('enter', 'n');
    expect(session.selectedPid()).toBe(21);
    for (let turn = 0; turn < 9; turn++) session.press('n');
    expect(session.selectedPid()).toBe(2);
    session.press('N');
    expect(session.selectedPid()).toBe(29);
  });

  it('Esc goes back to where it began, and to what was seen there', () => {
    const session = openSession({ processes: crowd(100) });
    session.press('home', 'pageDown', 'pageDown');
    const before = { top: session.state.top, selected: session.state.selected };
    session.press('/');
    session.type('task99');
    expect(session.state.top).not.toBe(before.top);
    session.press('escape');
    expect(session.state).toMatchObject({ ...before, search: '', layers: [] });
  });

  it('Esc goes back to nothing when the process it began at has ended', () => {
    const session = openSession({ processes: crowd(10) });
    session.press('home', '/');
    session.type('task5');
    session.sample(crowd(10).slice(1));
    session.press('escape');
    expect(session.state.selected).toBe(0);
  });

  it('finds nothing where nothing is, says so, and stays where it began', () => {
    const session = openSession({ processes: crowd(10) });
    session.press('home', 'down', '/');
    session.type('zzz');
    expect(session.selectedPid()).toBe(2);
    expect(session.status()).toContain('not found: zzz');
    session.press('enter', 'n');
    expect(session.status()).toContain('not found: zzz');
  });

  it('digits find exactly a PID', () => {
    const session = openSession({
      processes: [
        { pid: 12, name: 'p345' },
        { pid: 345, name: 'x' },
        { pid: 3456, name: 'y' },
      ],
    });
    session.press('/');
    session.type('345');
    expect(session.selectedPid()).toBe(345);
  });

  it('takes any case, in arguments too', () => {
    const session = openSession({ processes: [{ pid: 1 }, { pid: 2, commandLine: ['/bin/sh', '-c', 'Sleep'] }] });
    session.press('f3');
    session.type('sLEEP');
    expect(session.selectedPid()).toBe(2);
  });

  it('stays with the process it found when a reading comes before Enter', () => {
    const session = openSession({ settings: { sort: '+pid' }, processes: [{ pid: 5, name: 'web' }] });
    session.press('/');
    session.type('web');
    session.sample([
      { pid: 2, name: 'web', slot: 1 },
      { pid: 5, name: 'web', slot: 0 },
    ]);
    session.press('enter');
    expect(session.selectedPid()).toBe(5);
  });

  it('an empty one, kept, finds the last again', () => {
    const session = openSession({ processes: crowd(30) });
    session.press('/');
    session.type('task2');
    session.press('enter', '/', 'enter', 'n');
    expect(session.selectedPid()).toBe(20);
  });

  it('n without a search says what is missing', () => {
    const session = openSession({ processes: crowd(3) });
    session.press('n');
    expect(session.status()).toContain('nothing to search for: press /');
  });

  it('Esc in the list takes it back', () => {
    const session = openSession({ processes: crowd(30) });
    session.press('/');
    session.type('task2');
    session.press('enter');
    expect(session.status()).toContain('search: task2');
    session.press('escape');
    expect(session.state.search).toBe('');
  });
});

describe('filter', () => {
  it('narrows at each letter, and says how far', () => {
    const session = openSession({ processes: crowd(30) });
    session.press('f4');
    session.type('task2');
    expect(session.pids()).toHaveLength(11);
    session.press('enter');
    expect(session.status()).toContain('filter task2 → 11 of 30 processes');
  });

  it('keeps the last good result while it is half typed, and points at the problem', () => {
    const session = openSession({ processes: crowd(30) });
    session.press('\\');
    session.type('pid>28');
    expect(session.pids()).toEqual([29, 30]);
    session.type(' or cpp>');
    expect(session.pids()).toEqual([29, 30]);
    expect(session.top('prompt').problem).toMatchObject({ position: 10 });
    const spans = session.frame().footer ?? [];
    expect(spans.find(({ text, tone }) => tone === 'danger' && text.startsWith('cpp'))).toBeDefined();
    expect(session.status()).toContain('did you mean cpu?');
  });

  it('says which pane knows a column that this one does not', () => {
    const session = openSession({ processes: crowd(1) });
    session.press('f4');
    session.type('protocol=udp');
    expect(session.status()).toContain('unknown column protocol here; it is in Connections (ntop net)');
    session.press('ctrl+u');
    session.type('loadx=1');
    expect(session.status()).toContain('unknown column loadx; to search for text');
  });

  it('Enter on a problem stays open', () => {
    const session = openSession({ processes: crowd(30) });
    session.press('o');
    session.type('pid>');
    session.press('enter');
    expect(session.top('prompt').text).toBe('pid>');
    session.type('28');
    session.press('enter');
    expect(session.state.layers).toEqual([]);
    expect(session.pids()).toEqual([29, 30]);
  });

  it('Esc takes back all that was typed; Esc in the list clears what is in force', () => {
    const session = openSession({ processes: crowd(30) });
    session.press('f4');
    session.type('zzz');
    session.press('escape');
    expect(session.pids()).toHaveLength(30);
    session.press('f4');
    session.type('pid>28');
    session.press('enter', 'f4', 'ctrl+u');
    session.type('cpu>>5');
    session.press('escape');
    expect(session.state.filter.text).toBe('pid>28');
    expect(session.pids()).toEqual([29, 30]);
    session.press('escape');
    expect(session.state.filter).toEqual({ text: '', filter: undefined });
    expect(session.pids()).toHaveLength(30);
  });

  it('Esc gives back the selection that the typed filter hid', () => {
    const session = openSession({ processes: crowd(30) });
    session.press('home', 'down', 'f4');
    session.type('task30');
    session.press('escape');
    expect(session.selectedPid()).toBe(2);
    expect(session.status()).not.toContain('not in the list');
  });

  it('Esc gives back filter and search also where Tab has turned one into the other', () => {
    const session = openSession({ processes: crowd(30) });
    session.press('f4');
    session.type('pid>10');
    session.press('enter', '/');
    session.type('task2');
    session.press('enter', '/');
    session.type('7');
    session.press('tab', 'escape');
    expect(session.state).toMatchObject({ search: 'task2', filter: { text: 'pid>10' } });
    session.press('f4', 'tab', 'escape');
    expect(session.state).toMatchObject({ search: 'task2', filter: { text: 'pid>10' } });
  });

  it('opens with what is in force', () => {
    const session = openSession({ processes: crowd(30) });
    session.press('f4');
    session.type('task3');
    session.press('enter', 'f4');
    expect(session.top('prompt')).toMatchObject({ text: 'task3', cursor: 5 });
  });

  it('Tab turns a search into a filter and back', () => {
    const session = openSession({ processes: crowd(30) });
    session.press('/');
    session.type('task3');
    session.press('tab');
    expect(session.footer()).toContain('Filter: task3');
    expect(session.pids()).toEqual([3, 30]);
    expect(session.state.search).toBe('');
    session.press('tab');
    expect(session.footer()).toContain('Search: task3');
    expect(session.pids()).toHaveLength(30);
    expect(session.selectedPid()).toBe(3);
  });

  it('up brings back what was typed before, newest first', () => {
    const session = openSession({ processes: crowd(30) });
    for (const text of ['one', 'two', 'one']) {
      session.press('/');
      session.type(text);
      session.press('enter');
    }
    session.press('/', 'up');
    expect(session.top('prompt').text).toBe('one');
    session.press('up', 'up', 'up');
    expect(session.top('prompt').text).toBe('two');
    session.press('down', 'down');
    expect(session.top('prompt').text).toBe('');
  });

  it('down leaves what is being typed, and comes back to it', () => {
    const session = openSession({ processes: crowd(30) });
    session.press('f4');
    session.type('task3');
    session.press('enter', 'f4', 'down');
    expect(session.top('prompt').text).toBe('task3');
    session.type('0');
    session.press('up', 'down');
    expect(session.top('prompt').text).toBe('task30');
    expect(session.pids()).toEqual([30]);
  });

  it('up brings no filter into the prompt for a nice value', () => {
    const session = openSession({ processes: crowd(30) });
    session.press('f4');
    session.type('task3');
    session.press('enter', 'r', 'up');
    expect(session.top('prompt').text).toBe('');
  });

  it('shows an empty list without a fuss', () => {
    const session = openSession({ processes: crowd(3) });
    session.press('home', 'f4');
    session.type('nobody');
    session.press('enter', 'down', 'end', 'space', 'c', 'backspace', 'n');
    expect(session.rows()).toEqual([]);
    expect(session.status()).toContain('0 of 3 processes');
    session.press('escape', 'down');
    expect(session.selectedPid()).not.toBe(0);
  });
});

describe('a prompt', () => {
  it('takes letters as text: no command acts from in there', () => {
    const session = openSession({ processes: crowd(3) });
    session.press('home', '/');
    session.type('kqWZt0 ]');
    session.press('f9', 'f7', 'f5', 'f2', 'ctrl+l');
    expect(session.top('prompt').text).toBe('kqWZt0 ]');
    expect(session.state.layers).toHaveLength(1);
    expect(session.done).toEqual([]);
    expect(session.quits).toBe(0);
  });

  it('is edited like a line in a shell', () => {
    const session = openSession({ processes: crowd(3) });
    session.press('f4');
    session.type('name=a b');
    session.press('left', 'left', 'backspace');
    session.type('漢');
    expect(session.top('prompt').text).toBe('name=漢 b');
    session.press('ctrl+k');
    expect(session.top('prompt').text).toBe('name=漢');
    session.press('ctrl+w');
    expect(session.top('prompt')).toMatchObject({ text: '', cursor: 0 });
    session.type('xyz');
    session.press('home', 'delete', 'end', 'backspace');
    expect(session.top('prompt').text).toBe('y');
    session.press('ctrl+u');
    expect(session.top('prompt').text).toBe('');
  });

  it('takes a paste as text, harmless and on one line', () => {
    const session = openSession({ processes: crowd(3) });
    session.press('/');
    session.input({ type: 'paste', text: 'task2\n' });
    expect(session.top('prompt').text).toBe('task2');
    expect(session.selectedPid()).toBe(2);
    session.input({ type: 'paste', text: '\n\x1b[2J\u202ek' });
    expect(session.top('prompt').text).toBe('task2 ?[2J?k');
  });
});

it.each([
  ['the search', '/'],
  ['the filter', '\\'],
  ['a value', 'd'],
  ['a menu', 'f2'],
])('a long paste into %s is cut, so that no frame has to draw all of it', (_, key) => {
  const session = openSession({ processes: crowd(3) });
  session.press(key);
  for (let time = 0; time < 3; time++) session.input({ type: 'paste', text: '😀é'.repeat(20_000) });
  const layer = session.state.layers.at(-1);
  const text = layer?.kind === 'prompt' ? layer.text : layer?.kind === 'picker' ? layer.typed : '';
  expect(text.length).toBeGreaterThan(900);
  expect(text.length).toBeLessThanOrEqual(1000);
  expect(text).not.toMatch(/\p{Cs}/u);
});

it('a paste into the list does nothing, whatever its letters are', () => {
  const session = openSession({ processes: crowd(3) });
  session.press('home');
  const before = session.state;
  session.input({ type: 'paste', text: 'k\rq' });
  expect(session.state).toEqual(before);
  expect(session.done).toEqual([]);
});

describe('the delay', () => {
  it.each([
    ['500ms', 0.5],
    ['2', 2],
    ['1.5s', 1.5],
  ])('%s is taken', (text, seconds) => {
    const session = openSession({ processes: crowd(1) });
    session.press('d', 'ctrl+u');
    session.type(text);
    session.press('enter');
    expect(session.state.settings.delaySeconds).toBe(seconds);
    expect(session.done).toEqual([`delay ${seconds}`]);
    expect(session.status()).toContain(`a sample every ${seconds}s`);
  });

  it.each(['0', '0.01', 'never', '-1', '9999', ''])('%j is refused, in words', (text) => {
    const session = openSession({ processes: crowd(1) });
    session.press('d', 'ctrl+u');
    session.type(text);
    session.press('enter');
    expect(session.top('prompt').problem?.message).toBe('a number from 0.1 to 3600');
    expect(session.status()).toContain('a number from 0.1 to 3600');
    session.press('escape');
    expect(session.state.settings.delaySeconds).toBe(1.5);
    expect(session.done).toEqual([]);
  });
});
