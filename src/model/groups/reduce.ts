import type { Answer, PaneContext, PartEvent } from '../list/part.js';
import { isThread } from '../machine/process-kinds.js';
import { actedOn } from '../processes/acted-on.js';
import type { Sample } from '../sample/sample.js';
import { clean } from '../text/text.js';
import { membersOf } from './group-members.js';
import { type GroupRows, groupRowsOf, nameOfRow } from './group-rows.js';

type Context = PaneContext<undefined>;
type Change = Answer<undefined>;

export function reduceGroups(context: Context, event: PartEvent): Change | undefined {
  if (event.type !== 'commanded') return undefined;
  const { sample, selected } = context;
  const rows = sample && groupRowsOf(sample);
  const slot = selected();
  if (sample === undefined || rows === undefined || slot < 0) return undefined;
  const members = processesOf(sample, slot);
  const text = clean(nameOfRow(rows, slot));
  if (members.length === 0) return { wishes: [{ type: 'say', text: `${text} has no process that can be seen` }] };
  return event.command === 'askSignal' ? signal(sample, rows, slot, members) : show(rows, slot, members.length);
}

function processesOf(sample: Sample, slot: number): readonly number[] {
  const { columns } = sample.snapshot.processes;
  return membersOf(sample.snapshot, slot).filter((process) => !isThread(columns, process));
}

/** Only the processes of the group, as a tree. */
function show(rows: GroupRows, slot: number, count: number, hint = ''): Change {
  const alone = { pane: 'groups', serial: rows.serial[slot], noun: 'group', text: clean(nameOfRow(rows, slot)) };
  const wishes = [{ type: 'openPane', pane: 'processes', alone } as const];
  return { wishes: hint === '' ? wishes : [...wishes, { type: 'say', text: `${count} processes: ${hint}` }] };
}

/** Which of several is meant must be chosen first. */
function signal(sample: Sample, rows: GroupRows, slot: number, members: readonly number[]): Change {
  if (members.length > 1) return show(rows, slot, members.length, 'select one or tag some, then send the signal');
  const target = actedOn(sample, members[0]);
  return target === undefined ? {} : { wishes: [{ type: 'hold', purpose: 'signal', targets: [target] }] };
}
