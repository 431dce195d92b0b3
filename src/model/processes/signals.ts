export type Signal = { readonly number: number; readonly name: string; readonly description: string };

const TERM = signal(15, 'TERM', 'End in good order');

/** glibc keeps the first two real-time signals for itself. */
const RTMIN = signal(34, 'RTMIN', 'First real-time signal');
const RTMAX = signal(64, 'RTMAX', 'Last real-time signal');

export const LAST_SIGNAL = RTMAX.number;

/** The signals of Linux on most machines (signal(7)), in the order of the picker: those that people send come first, the mildest end before all. */
export const SIGNALS: readonly Signal[] = [
  TERM,
  signal(9, 'KILL', 'End at once; cannot be caught'),
  signal(19, 'STOP', 'Stop; cannot be caught'),
  signal(18, 'CONT', 'Go on after a stop'),
  signal(1, 'HUP', 'Terminal hung up; many daemons read their settings again'),
  signal(2, 'INT', 'Interrupt, as ^C does'),
  signal(3, 'QUIT', 'Quit with a core dump, as ^\\ does'),
  signal(10, 'USR1', 'Meaning left to the program'),
  signal(12, 'USR2', 'Meaning left to the program'),
  signal(4, 'ILL', 'Illegal instruction'),
  signal(5, 'TRAP', 'Breakpoint reached'),
  signal(6, 'ABRT', 'Abort with a core dump'),
  signal(7, 'BUS', 'Bad memory access'),
  signal(8, 'FPE', 'Arithmetic error'),
  signal(11, 'SEGV', 'Invalid memory reference'),
  signal(13, 'PIPE', 'Wrote to a pipe that nobody reads'),
  signal(14, 'ALRM', 'Timer ran out'),
  signal(16, 'STKFLT', 'Stack fault; unused'),
  signal(17, 'CHLD', 'A child stopped or ended'),
  signal(20, 'TSTP', 'Stop, as ^Z does'),
  signal(21, 'TTIN', 'Read from the terminal in the background'),
  signal(22, 'TTOU', 'Wrote to the terminal in the background'),
  signal(23, 'URG', 'Urgent data on a socket'),
  signal(24, 'XCPU', 'CPU time limit exceeded'),
  signal(25, 'XFSZ', 'File size limit exceeded'),
  signal(26, 'VTALRM', 'CPU timer ran out'),
  signal(27, 'PROF', 'Profiling timer ran out'),
  signal(28, 'WINCH', 'Terminal changed its size'),
  signal(29, 'IO', 'Input or output is possible'),
  signal(30, 'PWR', 'Power failure'),
  signal(31, 'SYS', 'Bad system call'),
  RTMIN,
  RTMAX,
];

/** Second names of the same signals. */
const ALIASES: Readonly<Record<string, string>> = { POLL: 'IO', CLD: 'CHLD', IOT: 'ABRT' };

/** A signal from TERM, SIGTERM, term, 15, RTMIN+3 or RTMAX-1; undefined when there is none of that name. */
export function parseSignal(text: string): Signal | undefined {
  const name = text.trim().toUpperCase().replace(/^SIG/, '');
  if (/^\d+$/.test(name)) return signalOf(Number(name));
  const realTime = /^RT(?:MIN\+|MAX-)(\d+)$/.exec(name);
  if (realTime !== null) {
    const distance = Number(realTime[1]);
    return realTimeSignal(name.startsWith('RTMIN') ? RTMIN.number + distance : RTMAX.number - distance);
  }
  return SIGNALS.find((candidate) => candidate.name === `SIG${ALIASES[name] ?? name}`);
}

function signalOf(number: number): Signal | undefined {
  return SIGNALS.find((candidate) => candidate.number === number) ?? realTimeSignal(number);
}

function realTimeSignal(number: number): Signal | undefined {
  if (number < RTMIN.number || number > RTMAX.number) return undefined;
  const known = SIGNALS.find((candidate) => candidate.number === number);
  return known ?? signal(number, `RTMIN+${number - RTMIN.number}`, 'Real-time signal');
}

function signal(number: number, name: string, description: string): Signal {
  return { number, name: `SIG${name}`, description };
}
