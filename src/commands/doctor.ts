import { release } from 'node:os';
import type { EventListener, EventProbe } from '../model/machine/events.js';
import { EVENT_LISTENERS } from '../model/machine/events.js';
import { NO_NEEDS } from '../model/machine/machine.js';
import type { SessionProbe, SourceState } from '../model/machine/session-table.js';
import { clean } from '../model/text/text.js';
import type { NativeProbe } from '../probe/probe.js';
import type { FoundSettings } from '../settings/settings-file.js';
import { canDraw } from '../ui/theme.js';
import { version } from '../version.js';

/** One line of --doctor: what was chosen and why. */
export type Fact = { readonly name: string; readonly chosen: string; readonly why: string };

/** The folder that keeps compiled code for the next start, or why there is none: of bin/compiled.js. */
export type Compiled = { readonly folder?: string; readonly why?: string };

export type DoctorInput = {
  readonly probe: NativeProbe;
  readonly sessions: SessionProbe;
  readonly events: EventProbe;
  readonly env: NodeJS.ProcessEnv;
  readonly terminal: {
    readonly isTTY: boolean;
    readonly columns: number;
    readonly rows: number;
    /** Of the screen: none, 16 or 256. */
    readonly colours: string;
    readonly unicode: boolean;
  };
  readonly settings: Pick<FoundSettings, 'path' | 'file' | 'problems'>;
  readonly compiled: Compiled;
};

/** The first sample reads every process; later ones show the usual cost. */
const SAMPLES = 3;

/** What ntop found on this machine and what it uses, one fact per line. Takes a few samples. */
export async function doctorText({
  probe,
  sessions,
  events,
  env,
  terminal,
  settings,
  compiled,
}: DoctorInput): Promise<string> {
  const facts = [
    ...versions(),
    ...(await probeFacts(probe)),
    await loginFact(sessions),
    ...(await eventFacts(events)),
    ...terminalFacts(env, terminal),
    ...settingsFacts(settings),
    compiledFact(compiled),
  ];
  const width = (key: 'name' | 'chosen') => Math.max(...facts.map((fact) => fact[key].length));
  const [names, choices] = [width('name'), Math.min(24, width('chosen'))];
  return facts
    .map(({ name, chosen, why }) => `${name.padEnd(names)}  ${chosen.padEnd(choices)}  ${why}`.trimEnd().concat('\n'))
    .join('');
}

function versions(): readonly Fact[] {
  const { node, napi = '?' } = process.versions;
  return [
    { name: 'ntop', chosen: version, why: `on Node.js ${node}, Node-API ${napi}, ${process.arch}` },
    { name: 'kernel', chosen: clean(release()), why: '' },
  ];
}

async function probeFacts(probe: NativeProbe): Promise<readonly Fact[]> {
  try {
    for (let sample = 1; sample < SAMPLES; sample += 1) await probe.sample(NO_NEEDS);
    const { system, processes } = await probe.sample(NO_NEEDS);
    const { read = 0, syscalls = 0 } = probe.counts() ?? {};
    const took = `${system.scanMilliseconds.toFixed(1)} ms, ${syscalls} system calls, ${read} processes read`;
    const plain = 'to compare, NTOP_ENGINE=plain reads every process each time';
    return [
      ...probe.capabilities().map((fact) => ({ ...fact, chosen: clean(fact.chosen), why: clean(fact.why) })),
      { name: 'one sample', chosen: `${processes.count} processes`, why: `${took}; ${plain}` },
    ];
  } catch (error) {
    return [{ name: 'probe', chosen: 'failed', why: clean(error instanceof Error ? error.message : String(error)) }];
  }
}

/** The most detailed source of logins that can be read. */
async function loginFact(probe: SessionProbe): Promise<Fact> {
  const { sources } = await probe.sample([]);
  const chosen = Object.entries(sources).find(([, { state }]) => state === 'read')?.[0] ?? 'processes';
  const stateOf = (name: string, source: SourceState) =>
    `${name} ${source.state}${source.state === 'failed' ? ` (${clean(source.reason)})` : ''}`;
  return {
    name: 'logins',
    chosen,
    why: Object.entries(sources)
      .map(([name, source]) => stateOf(name, source))
      .join(', '),
  };
}

/** What the kernel's listeners tell, where they are at work. */
const TOLD: Readonly<Record<EventListener, string>> = {
  connector: 'processes that start and end, as they do',
  taskstats: 'CPU time, memory and storage traffic of processes that have ended',
  kmsg: 'processes that the kernel kills for memory',
};

async function eventFacts(probe: EventProbe): Promise<readonly Fact[]> {
  try {
    for await (const { sources } of probe.events()) {
      return EVENT_LISTENERS.map((listener) => {
        const refusal = sources[listener];
        const chosen = refusal === undefined ? 'at work' : 'not at work';
        return { name: listener, chosen, why: clean(refusal ?? TOLD[listener]) };
      });
    }
    return [];
  } catch (error) {
    return [{ name: 'events', chosen: 'failed', why: clean(error instanceof Error ? error.message : String(error)) }];
  }
}

function terminalFacts(env: NodeJS.ProcessEnv, terminal: DoctorInput['terminal']): readonly Fact[] {
  const { isTTY, columns, rows, colours, unicode } = terminal;
  const { TERM = '', COLORTERM = '', NO_COLOR = '', LC_ALL, LC_CTYPE, LANG = '' } = env;
  return [
    {
      name: 'terminal',
      chosen: isTTY ? `${columns}x${rows}` : 'none',
      why: isTTY ? (canDraw(env) ? '' : 'TERM names no terminal with a screen') : 'standard output is a file or pipe',
    },
    { name: 'colours', chosen: colours, why: clean(`TERM=${TERM} COLORTERM=${COLORTERM} NO_COLOR=${NO_COLOR}`) },
    {
      name: 'Unicode',
      chosen: unicode ? 'yes' : 'no',
      why: clean(`the locale is ${LC_ALL || LC_CTYPE || LANG || 'not set'}`),
    },
  ];
}

/** The state of a settings file without errors. */
const FILES = { read: 'valid', absent: 'no file', ignored: 'not read' } as const;

function settingsFacts({ path = 'no home directory', file, problems }: DoctorInput['settings']): readonly Fact[] {
  const chosen = problems.length === 0 ? FILES[file] : `${problems.length} wrong`;
  const defaults = file === 'read' ? [] : ['using defaults'];
  return [{ name: 'settings', chosen, why: clean([path, ...problems, ...defaults].join('; ')) }];
}

function compiledFact({ folder, why = '' }: Compiled): Fact {
  return { name: 'compiled', chosen: folder === undefined ? 'not kept' : 'kept', why: clean(folder ?? why) };
}
