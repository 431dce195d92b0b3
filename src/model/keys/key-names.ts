/** The usual name of a key: F9, ^C, PgUp. */
export function keyName(key: string): string {
  if (/^f\d+$/.test(key)) return key.toUpperCase();
  if (key.startsWith('shift+f')) return `S-${key.slice(6).toUpperCase()}`;
  return KEY_NAMES[key] ?? key.replace(/^ctrl\+(.)$/, (_, letter: string) => `^${letter.toUpperCase()}`);
}

const KEY_NAMES: { readonly [key: string]: string } = {
  up: '↑',
  down: '↓',
  left: '←',
  right: '→',
  pageUp: 'PgUp',
  pageDown: 'PgDn',
  home: 'Home',
  end: 'End',
  enter: 'Enter',
  escape: 'Esc',
  space: 'Space',
  backspace: 'Bksp',
  delete: 'Del',
  tab: 'Tab',
  'shift+tab': 'S-Tab',
};
