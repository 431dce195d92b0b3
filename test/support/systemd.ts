import { enter } from './logind.js';

/** Name, active and sub state. */
export type FakeUnit = readonly [name: string, active: string, sub: string];

const SIGNATURE = 'a(ssssssouso)';

/** Somebody on the bus who says that he is systemd; an old one can list all units only. */
export async function serveSystemd(socket: string, units: readonly FakeUnit[], isOld = false): Promise<void> {
  const bus = await enter(socket);
  const row = ([name, active, sub]: FakeUnit) => [name, 'a unit', 'loaded', active, sub, '', '/unit', 0, '', '/'];
  const fits = (name: string, patterns: readonly string[]) => patterns.some((end) => name.endsWith(end.slice(1)));
  const all = { ListUnits: () => units.map(row) };
  const some = {
    ListUnitsByPatterns: (_states: readonly string[], patterns: readonly string[]) =>
      units.filter(([name]) => fits(name, patterns)).map(row),
  };
  bus.exportInterface(isOld ? all : { ...all, ...some }, '/org/freedesktop/systemd1', {
    name: 'org.freedesktop.systemd1.Manager',
    methods: {
      ListUnits: ['', SIGNATURE, [], ['units']],
      ListUnitsByPatterns: ['asas', SIGNATURE, ['states', 'patterns'], ['units']],
    },
  });
  await bus.requestName('org.freedesktop.systemd1', 0);
}
