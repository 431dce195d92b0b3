import { own, section } from '../../../../src/model/list/binding.js';
import { writeText } from '../../../../src/model/list/cell-text.js';
import { columnKinds } from '../../../../src/model/list/column-kinds.js';
import type { Pane } from '../../../../src/model/list/pane.js';
import type { Answer, PaneContext, PartEvent } from '../../../../src/model/list/part.js';
import { toggle } from '../../../../src/model/list/setting.js';
import { formatBytes } from '../../../../src/model/text/units.js';

/** What the pane keeps: whether disks that were never read are shown, and a name that it has asked for. */
type Disks = { readonly unread: boolean; readonly name: string | undefined };

const disk = columnKinds(({ snapshot }) => snapshot.system.disks);
const label = disk<string>('text', 'left', 'ascending', writeText);
const bytes = disk<number>('bytes', 'right', 'descending', formatBytes);
const columns = [
  label('name', 'DISK', 8, [], 'Name of the disk', (disks, slot) => disks[slot].name),
  bytes('readBytes', 'READ', 6, [], 'Bytes read since boot', (disks, slot) => disks[slot].readBytes),
];
const inDisks = section('list', 'Disks');

function reduce({ own: before }: PaneContext<Disks>, event: PartEvent<string>): Answer<Disks, string> | undefined {
  if (event.type === 'answered') {
    return { own: { ...before, name: event.message }, wishes: [{ type: 'say', text: `it is ${event.message}` }] };
  }
  if (event.type !== 'commanded') return undefined;
  if (event.command === 'askName') return { effects: ['10.0.0.9'] };
  return { own: { ...before, unread: !before.unread }, wishes: [{ type: 'relist' }] };
}

/** A pane that ntop does not have: this folder, and its line among the panes, are all that it takes. */
export const BAYS: Pane<Disks, string, string> = {
  id: 'bays',
  label: 'Bays',
  key: '7',
  shortName: 'io',
  noun: () => 'disk',
  begin: () => ({ unread: true, name: undefined }),
  settings: [toggle('diskNotices', true, 'Announce disks')],
  bindings: [
    inDisks('x', own('bays', 'toggleUnread'), 'Disks never read'),
    inDisks('w', own('bays', 'askName'), 'Name'),
  ],
  commands: { toggleUnread: [], askName: ['selected'] },
  reduce,
  carryOut: (address, machine, send) => void machine.hostName(address).then((name) => send(name ?? '-')),
  needs: ({ isOpen }) => ({ io: isOpen }),
  panel: { height: () => 1, lines: () => [[{ text: 'above the disks', tone: 'label' }]] },
  columns,
  words: ['name'],
  digits: [],
  synonyms: {},
  jsonColumnIds: columns.map(({ id }) => id),
  columnsSetting: { id: 'diskColumns', initial: columns.map(({ id }) => id), description: 'Columns of the disks' },
  sortSetting: { id: 'diskSort', initial: '-readBytes', description: 'Sort column of the disks' },
  mainColumnId: 'name',
  narrowCells: 20,
  mainCells: 8,
  leave: [],
  stay: ['name'],
  rows({ snapshot }) {
    const serial = Float64Array.from(snapshot.system.disks, (_, index) => index + 1);
    return { slots: serial.length, serial, order: serial };
  },
  isOfKind: () => true,
  isWanted: ({ sample, own: { unread } }, slot) => unread || sample.snapshot.system.disks[slot].readBytes > 0,
  totals: () => () => '',
  processSlot: () => -1,
  noProcess: () => 'a disk has no process',
  describe: ({ snapshot }, slot) => snapshot.system.disks[slot].name,
  copied: ({ snapshot }, slot) => snapshot.system.disks[slot].name,
  tone: () => 'normal',
};
