import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { parseArguments } from '../../src/cli/cli.js';
import { FLAGS, type Flag, SECTIONS } from '../../src/cli/flags.js';
import { type Options, type RecordOptions, type ServeOptions, withoutScreen } from '../../src/cli/options.js';
import { USUAL_SOCKETS } from '../../src/model/connections/socket-choice.js';
import type { PortKind, PortName } from '../../src/model/machine/socket-kinds.js';
import { PANES } from '../../src/model/panes.js';
import { COLUMNS } from '../../src/model/processes/columns.js';

function replaying(choice: Partial<NonNullable<Options['replay']>>): Options['replay'] {
  return { path: undefined, from: undefined, to: undefined, isInfo: false, ...choice };
}
function watching({ print, ports, kinds = ['tcp'] }: Watching): Options['watch'] {
  return { print, ports: ports && new Set(ports), kinds: new Set(kinds) };
}
type Watching = {
  readonly print?: 'logins' | 'ports' | 'events';
  readonly ports?: readonly PortName[];
  readonly kinds?: readonly PortKind[];
};

const UDP4: Options['sockets'] = { kinds: new Set(['udp']), versions: new Set([4]), listeningOnly: false };
const IP: Options['sockets'] = { ...USUAL_SOCKETS, kinds: new Set(['tcp', 'udp']) };
const LISTENING = { ...USUAL_SOCKETS, listeningOnly: true };

const NOTHING: Options = {
  kind: 'options',
  host: undefined,
  pane: 'processes',
  replay: undefined,
  second: undefined,
  deleted: false,
  output: 'screen',
  iterations: undefined,
  delaySeconds: undefined,
  width: undefined,
  fields: undefined,
  filter: undefined,
  users: undefined,
  pids: undefined,
  failIfAny: false,
  sockets: USUAL_SOCKETS,
  watch: watching({}),
  sort: undefined,
  tree: undefined,
  threads: undefined,
  hideIdle: undefined,
  color: undefined,
  mouse: undefined,
  unicode: undefined,
  theme: undefined,
  keys: undefined,
  readonly: false,
  configPath: undefined,
  useConfig: true,
};

function message(...argv: string[]): string {
  const result = parseArguments(argv);
  return result.kind === 'usage' ? result.message : `no usage error but ${result.kind}`;
}

function text(...argv: string[]): string {
  const result = parseArguments(argv);
  return result.kind === 'information' ? result.text : `no information but ${result.kind}`;
}

describe('a command line', () => {
  it.each<[string[], Partial<Options>]>([
    [[], {}],
    [['processes'], {}],
    [['ps'], {}],
    [['-bn1'], { output: 'text', iterations: 1 }],
    [['-b', '-n', '2'], { output: 'text', iterations: 2 }],
    [['-b'], { output: 'text' }],
    [['--once'], { output: 'text', iterations: 1 }],
    [['--json'], { output: 'json', iterations: 1 }],
    [['--fail-if-any'], { output: 'text', iterations: 1, failIfAny: true }],
    [['--fail-if-any', '--json', '-n2'], { output: 'json', iterations: 2, failIfAny: true }],
    [['--json', '-b'], { output: 'json' }],
    [['--csv', '--iterations=3'], { output: 'csv', iterations: 3 }],
    [['--json', '--once'], { output: 'json', iterations: 1 }],
    [['-n', '5'], { iterations: 5 }],
    [['who', '--watch'], { pane: 'sessions', output: 'text', watch: watching({ print: 'logins' }) }],
    [['net', '--watch'], { pane: 'connections', output: 'text', watch: watching({ print: 'ports' }) }],
    [
      ['net', '-l', '--watch', '--json'],
      { pane: 'connections', sockets: LISTENING, output: 'json', watch: watching({ print: 'ports' }) },
    ],
    [
      ['net', '--watch', '--csv', '-n3'],
      { pane: 'connections', output: 'csv', iterations: 3, watch: watching({ print: 'ports' }) },
    ],
    [
      ['net', '--watch', '--once'],
      { pane: 'connections', output: 'text', iterations: 1, watch: watching({ print: 'ports' }) },
    ],
    [['--watch-port', '80,443'], { watch: watching({ ports: ['80/tcp', '443/tcp'] }) }],
    [['--watch-port=80', '--watch-port', '53/UDP'], { watch: watching({ ports: ['80/tcp', '53/udp'] }) }],
    [
      ['net', '--watch', '--udp', '-4'],
      { pane: 'connections', output: 'text', sockets: UDP4, watch: watching({ print: 'ports', kinds: ['udp'] }) },
    ],
    [
      ['net', '--watch-port', '53', '--tcp', '--udp'],
      { pane: 'connections', sockets: IP, watch: watching({ ports: ['53/tcp', '53/udp'], kinds: ['tcp', 'udp'] }) },
    ],
    [['--watch-port', '80', '--json'], { output: 'json', watch: watching({ print: 'ports', ports: ['80/tcp'] }) }],
    [['events'], { pane: 'events', output: 'text', watch: watching({ print: 'events' }) }],
    [
      ['events', '--json', '-n5'],
      { pane: 'events', output: 'json', iterations: 5, watch: watching({ print: 'events' }) },
    ],
    [['-d1.5'], { delaySeconds: 1.5 }],
    [['-d', '500ms'], { delaySeconds: 0.5 }],
    [['-d=2s'], { delaySeconds: 2 }],
    [['--delay=1'], { delaySeconds: 1 }],
    [['--delay', '1', '-d2'], { delaySeconds: 2 }],
    [['-s', '-cpu'], { sort: '-cpuPercent' }],
    [['-s-cpu'], { sort: '-cpuPercent' }],
    [['--sort=+mem'], { sort: '+memoryPercent' }],
    [['--sort', 'cpuPercent'], { sort: '-cpuPercent' }],
    [['--sort', 'pid'], { sort: '+pid' }],
    [['--fields', 'pid,user, cpu'], { fields: ['pid', 'user', 'cpuPercent'] }],
    [['-p1,2', '-p', '3'], { pids: [1, 2, 3] }],
    [['-u', 'root'], { users: { names: ['root'], negate: false } }],
    [['-u', '!root,daemon'], { users: { names: ['root', 'daemon'], negate: true } }],
    [['-u'], { users: { names: [], negate: false } }],
    [['-u', '-t'], { users: { names: [], negate: false }, tree: true }],
    [['-F', 'cpu>5 not user=root'], { filter: 'cpu>5 not user=root' }],
    [['-F', '"two words"'], { filter: '"two words"' }],
    [['--filter=user=root'], { filter: 'user=root' }],
    [['-tHiCMU'], { tree: true, threads: true, hideIdle: true, color: false, mouse: false, unicode: false }],
    [['--no-color', '--no-config'], { color: false, useConfig: false }],
    [['-c', 'a=b.toml'], { configPath: 'a=b.toml' }],
    [['--theme', 'mono', '--keys=vim', '--readonly'], { theme: 'mono', keys: 'vim', readonly: true }],
    [['-w80', '--', 'ps'], { width: 80 }],
    [['replay'], { replay: replaying({}) }],
    [
      ['replay', 'day.ntr', 'net', '-l'],
      { replay: replaying({ path: 'day.ntr' }), pane: 'connections', sockets: LISTENING },
    ],
    [
      ['replay', 'net', '--json', '--from', '3:12', '--to=+10m', '-F', 'cpu>90'],
      { replay: replaying({ path: 'net', from: '3:12', to: '+10m' }), output: 'json', filter: 'cpu>90' },
    ],
    [
      ['replay', 'day.ntr', '--csv', '-n', '3'],
      { replay: replaying({ path: 'day.ntr' }), output: 'csv', iterations: 3 },
    ],
    [['replay', 'day.ntr', '--info'], { replay: replaying({ path: 'day.ntr', isInfo: true }) }],
    [
      ['replay', 'day.ntr', 'events'],
      { replay: replaying({ path: 'day.ntr' }), pane: 'events', output: 'text', watch: watching({ print: 'events' }) },
    ],
  ])('reads %j', (argv, expected) => {
    expect(parseArguments(argv)).toEqual({ ...NOTHING, ...expected });
  });

  it.each<[string[], Partial<RecordOptions>]>([
    [[], {}],
    [['day.ntr'], { path: 'day.ntr' }],
    [['-d', '1', '-n3', 'folder'], { path: 'folder', delaySeconds: 1, iterations: 3 }],
    [['--keep', '14d', '--max', '2G'], { keepSeconds: 14 * 86_400, mostBytes: 2 * 2 ** 30 }],
    [['--command-lines', 'none'], { commandLines: 'none' }],
    [['--sections', 'events,sensors'], { sections: new Set(['events', 'sensors']) }],
  ])('reads what is to be recorded of %j', (argv, expected) => {
    const usual: RecordOptions = {
      ...{
        kind: 'record',
        host: undefined,
        path: undefined,
        delaySeconds: 5,
        iterations: undefined,
        keepSeconds: undefined,
      },
      ...{ mostBytes: undefined, commandLines: 'full', sections: new Set(SECTIONS.filter((one) => one !== 'sensors')) },
    };
    expect(parseArguments(['record', ...argv])).toEqual({ ...usual, ...expected });
  });

  it.each<[string[], Partial<ServeOptions>]>([
    [[], {}],
    [['--listen', 'localhost:0', '--recordings', 'x'], { host: 'localhost', port: 0, recordings: 'x' }],
    [['--listen', '[::1]:80'], { host: '::1', port: 80 }],
    [['--listen', ':80', '--token-file', 't'], { host: '::', port: 80, tokenFile: 't' }],
    [['--program', 'nginx', '--program=my app', '--program', 'nginx'], { programs: ['nginx', 'my app'] }],
    [
      ['--listen', 'web:1', '--tls-cert', 'c', '--tls-key', 'k', '--client-ca', 'a'],
      { host: 'web', port: 1, tls: { cert: 'c', key: 'k', clientCa: 'a' } },
    ],
  ])('reads what is to be served of %j', (argv, expected) => {
    const usual: ServeOptions = {
      ...{ kind: 'serve', host: '127.0.0.1', port: 9465, tokenFile: undefined, tls: undefined },
      ...{ programs: [], recordings: undefined },
    };
    expect(parseArguments(['serve', ...argv])).toEqual({ ...usual, ...expected });
  });

  it.each([
    [['--sorte', 'pid'], 'unknown option --sorte; did you mean --sort?'],
    [['-x'], 'unknown option -x'],
    [['-bx'], 'unknown option -x'],
    [['-sort'], '--sort: unknown column "ort"; --sort help lists the columns'],
    [['--d', '1'], 'unknown option --d'],
    [['--json=yes'], '--json takes no value'],
    [['-d'], '-d needs a value: -d SECS'],
    [['--delay', 'soon'], 'invalid delay "soon": use 1.5, 500ms or 2s'],
    [['--delay=0'], 'invalid delay "0": it must be a number from 0.1 to 3600'],
    [['-n', '0'], 'invalid --iterations "0": use a whole number, 1 or more'],
    [['-n', '-1'], 'invalid --iterations "-1": use a whole number, 1 or more'],
    [['-w', 'wide'], 'invalid --width "wide": use a whole number, 1 or more'],
    [
      ['--filter', 'protocol=udp'],
      '--filter "protocol=udp": unknown column protocol here; it is in Connections (ntop net), Events (ntop events) (at character 1)',
    ],
    [['-s', 'cpuPercnt'], '--sort: unknown column "cpuPercnt"; did you mean cpuPercent?'],
    [['--fields', 'pid,xyzzy'], '--fields: unknown column "xyzzy"; --fields help lists the columns'],
    [['--fields', ','], '--fields needs at least one value'],
    [['-p', '12x'], 'invalid PID "12x": use numbers separated by commas'],
    [['-u', '!'], '--user ! needs the name of a user to leave out'],
    [['--theme', 'ligth'], 'unknown theme "ligth": use default, light, contrast or mono; did you mean light?'],
    [['--keys', 'emacs'], 'unknown key preset "emacs": use classic or vim'],
    [['--completions', 'tcsh'], 'unknown shell "tcsh": use bash, zsh or fish'],
    [['--json', '--csv'], "--json and --csv can't be used together"],
    [['replay', '--info', '--json'], "--info and --json can't be used together"],
    [['replay', '--info', '--from=-5m'], "--info and --from can't be used together"],
    [['--once', '-n2'], "--once and --iterations can't be used together"],
    [
      ['nginx'],
      'unknown pane "nginx": use processes (ps), connections (net), memory (mem), sessions (who), disks (disk), groups (cg), events, waits or sensors; to filter, use --filter',
    ],
    [['--watch'], '--watch does not work in the pane processes: use ntop net --watch or ntop who --watch'],
    [['--watch-port', '0'], 'invalid port "0": use 1 to 65535, such as 443 or 53/udp'],
    [['--watch-port', '65536'], 'invalid port "65536": use 1 to 65535, such as 443 or 53/udp'],
    [['--watch-port', '80/sctp'], 'invalid port "80/sctp": use 1 to 65535, such as 443 or 53/udp'],
    [['net', '--watch', '-F', 'port=1'], "--watch and --filter can't be used together"],
    [['net', '--watch', '--unix'], "--watch and --unix can't be used together"],
    [['--json', '--watch-port', '1', '-u', 'me'], "--watch-port and --user can't be used together"],
    [['events', '--once'], '--once does not work with ntop events'],
    [['events', '--sort', 'pid'], '--sort does not work with ntop events'],
    [['who', '--watch', '--csv'], "--watch and --csv can't be used together"],
    [['who', '--watch', '--watch-port', '80'], "--watch and --watch-port can't be used together"],
    [['record', 'a', 'b'], 'ntop record writes to one file or folder'],
    [['record', '--json'], '--json does not work with ntop record'],
    [['record', '--keep', '14'], 'invalid --keep "14": use 14d or 36h'],
    [['record', '--max', 'much'], 'invalid --max "much": use 2G or 500M'],
    [
      ['record', '--command-lines', 'ful'],
      'unknown way to record command lines "ful": use full, name or none; did you mean full?',
    ],
    [
      ['record', '--sections', 'socket'],
      'unknown section "socket": use processes, sockets, sessions, events, disks, groups or sensors; did you mean sockets?',
    ],
    [['--listen', ':1'], '--listen works only with ntop serve'],
    [['serve', '--json'], '--json does not work with ntop serve'],
    [['serve', 'net'], 'ntop serve takes options only, not "net"'],
    [['serve', 'ada@web-01'], 'ntop serve is run on the machine that it is about, without USER@HOST'],
    [['serve', '--listen', '9465'], 'invalid --listen "9465": use 127.0.0.1:9465, [::1]:9465 or :9465'],
    [['serve', '--listen', 'x:65536'], 'invalid --listen "x:65536": use 127.0.0.1:9465, [::1]:9465 or :9465'],
    [['serve', '--listen', ':9465'], '--listen ":9465" needs --token-file or --client-ca'],
    [['serve', '--listen', '127.example:1'], '--listen "127.example:1" needs --token-file or --client-ca'],
    [
      ['serve', '--listen', '[::]:1', '--tls-cert', 'c', '--tls-key', 'k'],
      '--listen "[::]:1" needs --token-file or --client-ca',
    ],
    [['serve', '--tls-cert', 'c'], '--tls-cert needs --tls-key'],
    [['serve', '--tls-key', 'k'], '--tls-key needs --tls-cert'],
    [['serve', '--client-ca', 'k'], '--client-ca needs --tls-cert and --tls-key'],
    [['serve', '--token-file', ''], '--token-file needs a value'],
    [['serve', '--program', ''], '--program needs the name of a program'],
    [['--from', '3:12'], '--from works only with ntop replay'],
    [['replay', 'a.ntr', '--keep', '1d'], '--keep works only with ntop record'],
    [['record', '--from', '3:12'], '--from works only with ntop replay'],
    [
      ['replay', 'a.ntr', '--from', 'noon'],
      'invalid --from "noon": not a time: use 3:12, yesterday 3:12, -5m, +1m, now-5m or 2026-11-30T03:12:05Z',
    ],
    [['replay', 'a.ntr', '--to', '25:00'], 'invalid --to "25:00": there is no such time of day'],
    [['replay', 'a.ntr', 'net', '--watch'], '--watch does not work with ntop replay'],
    [['replay', 'a.ntr', '--json', '-d', '2'], "--delay and --json can't be used together"],
    [['--theme', '\u001b[31m\u009b\u202e'], 'unknown theme "?[31m??": use default, light, contrast or mono'],
    [['-\u001b[31m'], 'unknown option -?'],
  ])('refuses %j in one sentence', (argv, expected) => {
    expect(message(...argv)).toBe(expected);
  });

  it('knows what a state can be, in each pane', () => {
    expect(message('net', '-F', 'state=listn')).toContain('unknown state listn; did you mean LISTEN?');
    expect(message('-F', 'state=listen')).toContain('unknown state listen; use R, S, D,');
    expect(message('who', '-F', 'kind=shh')).toContain('unknown kind shh; did you mean ssh?');
  });

  it('says at which character a filter is wrong', () => {
    expect(message('-F', 'cpu>')).toMatch(/^--filter "cpu>": .+ \(at character \d+\)$/);
  });

  it.each([
    [['--delay', '1', '--no-config']],
    [['-d2', '--delay=500ms', '--user', '--filter=user=a "b"', '-s', '-cpu']],
    [['--user=ada', '-u', 'bob,!eve', '--pid=1', '-p2,3', '-iH']],
    [['--filter', '', '--theme=mono', '--fields=pid,command']],
  ])('reads flags alone as it does beside a word: %j', (argv) => {
    expect(parseArguments(argv)).toEqual(parseArguments([...argv, 'processes']));
  });

  it('prints one sample if standard output is not a terminal', () => {
    const options = parseArguments([]) as Options;
    expect(withoutScreen(options)).toEqual({ ...NOTHING, output: 'text', iterations: 1 });
    expect(withoutScreen({ ...options, iterations: 3 })).toMatchObject({ output: 'text', iterations: 3 });
    const ports = parseArguments(['--watch-port', '80']) as Options;
    expect(withoutScreen(ports)).toMatchObject({ output: 'text', iterations: undefined, watch: { print: 'ports' } });
    const replay = parseArguments(['replay', 'a.ntr']) as Options;
    expect(withoutScreen(replay)).toMatchObject({ output: 'text', iterations: undefined });
    expect(withoutScreen({ ...options, output: 'json' })).toMatchObject({ output: 'json' });
  });
});

describe('--help, --version, --doctor and completions', () => {
  it.each(['-h', '--help'])('%s explains every option in a line of at most 120 characters', (flag) => {
    const help = text(flag);
    for (const { long, short } of FLAGS as readonly Flag[]) {
      expect(help).toContain(short === undefined ? `      --${long}` : `  -${short}, --${long}`);
    }
    expect(help.split('\n').filter((line) => line.length > 120)).toEqual([]);
  });

  it('--doctor uses the settings that the other options name', () => {
    expect(parseArguments(['--doctor', '--no-config'])).toMatchObject({
      kind: 'examination',
      options: { useConfig: false },
    });
  });

  it.each(['-V', '--version'])('%s asks for the version, whatever else is given', (flag) => {
    expect(parseArguments(['net', '--json', flag])).toEqual({ kind: 'version' });
  });

  it.each([[['--fields', 'help']], [['-s', 'help']]])('%j lists every column', (argv) => {
    const listed = text(...argv);
    for (const { id } of COLUMNS) expect(listed).toMatch(new RegExp(`^${id} .*`, 'm'));
    for (const { description } of COLUMNS) expect(listed).toContain(description);
  });

  it('bash accepts its completions and offers flags, columns and themes', () => {
    expect(completeInBash('ntop', '--dela')).toBe('--delay');
    expect(completeInBash('ntop', '-s', 'cpuP')).toBe('cpuPercent');
    expect(completeInBash('ntop', '--theme', 'm')).toBe('mono');
  });

  it('bash offers recordings where they are asked for', () => {
    expect(completeInBash('ntop', 'rep')).toBe('replay');
    expect(completeInBash('ntop', 'replay', 'READ')).toBe('README.md');
  });

  it('bash offers the columns of the pane that was typed', () => {
    const offered = (...words: string[]) => completeInBash('ntop', ...words, '').split(' ');
    const idsOf = (id: string) => PANES.find((pane) => pane.id === id)?.columns.map((column) => column.id);
    expect(offered('net', '--fields')).toEqual(idsOf('connections'));
    expect(offered('-d', '2', 'sessions', '-s')).toEqual(idsOf('sessions'));
    expect(offered('--fields')).toEqual(idsOf('processes'));
  });

  it.each(['zsh', 'fish'])('%s completions name every flag', (shell) => {
    const script = text('--completions', shell);
    for (const { long } of FLAGS) expect(script).toMatch(new RegExp(`(--|-l )${long}\\b`));
  });

  it('gives no letter or name to two flags', () => {
    const names = (FLAGS as readonly Flag[]).flatMap(({ long, short }) =>
      short === undefined ? [long] : [long, short],
    );
    expect(new Set(names).size).toBe(names.length);
  });
});

/** What bash offers for the last of these words. */
function completeInBash(...words: string[]): string {
  const ask = `COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _ntop; echo "\${COMPREPLY[@]}"`;
  const script = `${text('--completions=bash')}\n${ask}`;
  return execFileSync('bash', ['-c', script, 'bash', ...words], { encoding: 'utf8' }).trim();
}
