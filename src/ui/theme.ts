import type { Settings } from '../model/state/settings.js';
import type { Tone } from '../model/text/line.js';
import { attributeBit, type Look, NO_LOOK } from './sgr.js';

export type Theme = Settings['theme'];

/** The number of colours: `none` leaves bold, underline, dim and inverse. */
export type ColourDepth = 'none' | '16' | '256';

type Looks = readonly [normal: string, light: string, contrast: string, mono: string];

const COLUMN: Readonly<Record<Theme, number>> = { default: 0, light: 1, contrast: 2, mono: 3 };

/** One line per tone: its look on any background, on a light one, in high contrast, and without colours. */
const TONES: Readonly<Record<Tone, Looks>> = {
  normal: ['', '', '', ''],
  muted: ['gray', 'gray', '', 'dim'],
  strong: ['bold', 'bold', 'bold', 'bold'],
  header: ['black on green', 'black on green', 'bold black on white', 'inverse'],
  headerSorted: ['bold black on cyan', 'bold black on cyan', 'bold black on brightYellow', 'bold underline inverse'],
  selected: ['black on cyan', 'black on cyan', 'bold black on brightYellow', 'inverse'],
  tagged: ['bold yellow', 'bold magenta', 'bold brightYellow', 'bold'],
  followed: ['bold black on yellow', 'bold black on yellow', 'bold black on brightGreen', 'bold inverse'],
  match: ['bold underline brightYellow', 'bold underline blue', 'bold underline brightGreen', 'bold underline'],
  label: ['cyan', 'blue', 'bold brightCyan', 'bold'],
  busy: ['brightGreen', 'bold green', 'bold brightGreen', 'bold'],
  huge: ['brightMagenta', 'bold magenta', 'bold brightMagenta', 'bold'],
  thread: ['gray', 'gray', '', 'dim'],
  good: ['green', 'green', 'bold brightGreen', ''],
  warning: ['yellow', 'bold magenta', 'bold brightYellow', 'underline'],
  danger: ['bold red', 'bold red', 'bold brightRed', 'bold underline'],
  key: ['bold', 'bold', 'bold', 'bold'],
  keyLabel: ['black on cyan', 'black on cyan', 'bold black on white', 'inverse'],
  keyOff: ['gray', 'gray', 'dim', 'dim'],
  tab: ['', '', '', ''],
  tabActive: ['bold inverse', 'bold inverse', 'bold inverse', 'bold inverse'],
  cpuUser: ['green', 'green', 'brightGreen', ''],
  cpuNice: ['blue', 'blue', 'brightBlue', ''],
  cpuSystem: ['red', 'red', 'brightRed', ''],
  cpuWait: ['magenta', 'magenta', 'brightMagenta', ''],
  cpuSteal: ['cyan', 'cyan', 'brightCyan', ''],
  memoryUsed: ['green', 'green', 'brightGreen', ''],
  memoryKernel: ['red', 'red', 'brightRed', ''],
  memoryHuge: ['cyan', 'magenta', 'brightCyan', ''],
  memoryShared: ['magenta', 'magenta', 'brightMagenta', ''],
  memoryBuffers: ['blue', 'blue', 'brightBlue', ''],
  memoryCache: ['yellow', 'cyan', 'brightYellow', ''],
  swapUsed: ['red', 'red', 'brightRed', ''],
};

/** The number among 16 colours, and a better one among 256 if the terminal has them. */
const COLOURS: Readonly<Record<string, readonly [number, number?]>> = {
  black: [0, 16],
  red: [1],
  green: [2],
  yellow: [3],
  blue: [4],
  magenta: [5],
  cyan: [6],
  white: [7],
  gray: [8, 244],
  brightRed: [9],
  brightGreen: [10],
  brightYellow: [11],
  brightBlue: [12],
  brightMagenta: [13],
  brightCyan: [14],
};

/** The looks that are others while another machine is shown, so that nothing is done on the wrong one. */
const REMOTE: Partial<Readonly<Record<Tone, Looks>>> = {
  header: ['bold white on magenta', 'bold white on magenta', 'bold black on brightMagenta', 'bold inverse'],
  tabActive: ['bold white on magenta', 'bold white on magenta', 'bold black on brightMagenta', 'bold inverse'],
  label: ['magenta', 'magenta', 'bold brightMagenta', 'bold'],
};

/** The look of every tone in a theme. Without colours, every theme is `mono`. */
export function looksOf(theme: Theme, depth: ColourDepth, isRemote = false): (tone: Tone) => Look {
  const column = COLUMN[depth === 'none' ? 'mono' : theme];
  const looks = new Map<Tone, Look>();
  const tones = isRemote ? { ...TONES, ...REMOTE } : TONES;
  for (const tone of Object.keys(TONES) as Tone[]) looks.set(tone, parseLook(tones[tone][column] ?? '', depth));
  return (tone) => looks.get(tone) ?? NO_LOOK;
}

type Surroundings = Readonly<Record<string, string | undefined>>;

/** Terminals without cursor control, as in an editor's shell or a log; also if TERM is unset. */
const PRINTS_ONLY = /^(?:|dumb.*|emacs|unknown|network|dialup|printer|tty3[35].*)$/;

/** Whether the terminal can show a screen. */
export function canDraw(env: Surroundings): boolean {
  return !PRINTS_ONLY.test(env.TERM ?? '');
}

/** The colours to use: none with NO_COLOR, on a dumb or monochrome terminal, or with `noColor`. */
export function chooseDepth(env: Surroundings, stdout: { readonly isTTY?: boolean }, noColor = false): ColourDepth {
  const term = env.TERM ?? '';
  if (noColor || (env.NO_COLOR ?? '') !== '' || stdout.isTTY !== true) return 'none';
  if (!canDraw(env) || /^(?:vt\d.*|.*-m|.*-mono)$/.test(term)) return 'none';
  if (/^(?:truecolor|24bit)$/i.test(env.COLORTERM ?? '')) return '256';
  return /256|direct|kitty|alacritty|ghostty|wezterm|foot/.test(term) ? '256' : '16';
}

/** Parses a look such as "bold black on cyan". */
function parseLook(text: string, depth: ColourDepth): Look {
  const [front = '', background] = text.split(' on ');
  const words = front.split(' ').filter((word) => word !== '');
  const colour = words.find((word) => COLOURS[word] !== undefined);
  return {
    foreground: colourCode(colour, depth, 30),
    background: colourCode(background, depth, 40),
    attributes: words.reduce((bits, word) => bits | attributeBit(word), 0),
  };
}

function colourCode(name: string | undefined, depth: ColourDepth, base: 30 | 40): string {
  const colour = name === undefined ? undefined : COLOURS[name];
  if (colour === undefined || depth === 'none') return '';
  const [number, better] = colour;
  if (better !== undefined && depth === '256') return `${base + 8};5;${better}`;
  return String(number < 8 ? base + number : base + 60 + number - 8);
}
