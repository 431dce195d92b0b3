export type Signal = { readonly number: number; readonly name: string; readonly description: string };

const TERM = signal(15, 'TERM', 'Terminate (default)');

/** glibc reserves the first two real-time signals. */
const RTMIN = signal(34, 'RTMIN', 'First real-time signal');
const RTMAX = signal(64, 'RTMAX', 'Last real-time signal');

export const LAST_SIGNAL = RTMAX.number;

/** The signals of Linux on most machines (signal(7)) in the order of the picker: the usual ones first, TERM before all. */
export const SIGNALS: readonly Signal[] = [
  TERM,
  signal(9, 'KILL', 'Kill immediately; cannot be caught'),
  signal(19, 'STOP', 'Stop (pause); cannot be caught'),
  signal(18, 'CONT', 'Continue after a stop'),
  signal(1, 'HUP', 'Hang-up; many daemons reload their configuration'),
  signal(2, 'INT', 'Interrupt, like ^C'),
  signal(3, 'QUIT', 'Quit with a core dump, like ^\\'),
  signal(10, 'USR1', 'Defined by the program'),
  signal(12, 'USR2', 'Defined by the program'),
  signal(4, 'ILL', 'Illegal instruction'),
  signal(5, 'TRAP', 'Breakpoint reached'),
  signal(6, 'ABRT', 'Abort with a core dump'),
  signal(7, 'BUS', 'Bad memory access'),
  signal(8, 'FPE', 'Arithmetic error'),
  signal(11, 'SEGV', 'Invalid memory reference'),
  signal(13, 'PIPE', 'Write to a pipe without a reader'),
  signal(14, 'ALRM', 'Timer expired'),
  signal(16, 'STKFLT', 'Stack fault; unused'),
  signal(17, 'CHLD', 'Child stopped or ended'),
  signal(20, 'TSTP', 'Stop, like ^Z'),
  signal(21, 'TTIN', 'Background read from the terminal'),
  signal(22, 'TTOU', 'Background write to the terminal'),
  signal(23, 'URG', 'Urgent data on a socket'),
  signal(24, 'XCPU', 'CPU time limit exceeded'),
  signal(25, 'XFSZ', 'File size limit exceeded'),
  signal(26, 'VTALRM', 'CPU timer expired'),
  signal(27, 'PROF', 'Profiling timer expired'),
  signal(28, 'WINCH', 'Terminal size changed'),
  signal(29, 'IO', 'Input or output possible'),
  signal(30, 'PWR', 'Power failure'),
  signal(31, 'SYS', 'Bad system call'),
  RTMIN,
  RTMAX,
];

/** Other names of the same signals. */
const ALIASES: Readonly<Record<string, string>> = { POLL: 'IO', CLD: 'CHLD', IOT: 'ABRT' };

/** A signal from TERM, SIGTERM, term, 15, RTMIN+3 or RTMAX-1; undefined if there is no such signal. */
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

export function signalName(number: number): string {
  return signalOf(number)?.name ?? `signal ${number}`;
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
