/** Name by major number of the devices a process can have as its terminal; see devices.txt of the kernel. */
const SERIAL: ReadonlyMap<number, string> = new Map([
  [166, 'ttyACM'],
  [188, 'ttyUSB'],
  [229, 'hvc'],
]);

const CONSOLES = 64;
const PTY_MAJOR = 136;
const PTY_MAJORS = 8;

/** The name of a terminal (pts/3, tty1, ttyS0) from its device number, as in proc_pid_stat(5); undefined for none. */
export function terminalName(device: number): string | undefined {
  if (device === 0) return undefined;
  const major = (device >>> 8) & 0xfff;
  const minor = (device & 0xff) | ((device >>> 12) & 0xfff00);
  if (major >= PTY_MAJOR && major < PTY_MAJOR + PTY_MAJORS) return `pts/${(major - PTY_MAJOR) * 256 + minor}`;
  if (major === 4) return minor < CONSOLES ? `tty${minor}` : `ttyS${minor - CONSOLES}`;
  if (major === 5 && minor === 1) return 'console';
  if (major === 204 && minor >= 64 && minor < 80) return `ttyAMA${minor - 64}`;
  const serial = SERIAL.get(major);
  return serial === undefined ? `${major}:${minor}` : `${serial}${minor}`;
}
