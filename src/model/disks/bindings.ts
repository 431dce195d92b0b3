import { own, section } from '../list/binding.js';
import type { Command } from '../list/commands.js';
import { DELETED_ID, DEVICES_ID, FILE_SYSTEMS_ID } from './ids.js';

const finding = section('list', 'Find');
const acting = section('list', 'Act');
const tree = section('list', 'Tree');
const devices = section('list', 'Disks');
const fileSystems = section('list', 'File systems');
const traffic = section('list', 'Storage traffic');
const deleted = section('list', 'Deleted files');

const FILTER: Command = { type: 'openPrompt', purpose: 'filter' };
const KILL = { label: 'Kill', vim: ['f9', 'K'], first: true } as const;

/** What keys mean in the list of devices. */
export const DEVICE_BINDINGS = [
  devices('enter', own(DEVICES_ID, 'traffic'), 'Show processes with traffic, or blocked', { first: true }),
  acting('f9 k', own(DEVICES_ID, 'signal'), 'Show its processes, to signal one', KILL),
  finding('f4 \\ o', FILTER, 'Filter: busy>50 or wait>20ms', { label: 'Filter', first: true }),
  devices('v', { type: 'openPane', pane: FILE_SYSTEMS_ID }, 'Go to the file systems', { first: true }),
  devices('a', own(DEVICES_ID, 'all'), 'Show or hide empty devices'),
  tree('f5 t V', { type: 'toggle', setting: 'deviceTree' }, 'Toggle tree view', { label: 'Tree', first: true }),
];

/** The same in the list of file systems. */
export const FILE_SYSTEM_BINDINGS = [
  fileSystems('enter', own(FILE_SYSTEMS_ID, 'deleted'), 'Show what is deleted, but open', { first: true }),
  acting('f9 k', own(FILE_SYSTEMS_ID, 'signal'), 'Show what is deleted, to signal its holder', KILL),
  finding('f4 \\ o', FILTER, 'Filter: use>90 or fullin<1d', { label: 'Filter', first: true }),
  fileSystems('v', { type: 'openPane', pane: DEVICES_ID }, 'Go to the devices', { first: true }),
  fileSystems('a', own(FILE_SYSTEMS_ID, 'all'), 'Show or hide what df leaves out'),
];

/** The same in the list of processes behind a device. */
export const TRAFFIC_BINDINGS = [
  traffic('enter', { type: 'inspect', tab: 'overview' }, 'Show process details', { first: true }),
];

/** The same in the list of what is deleted, but open. */
export const DELETED_BINDINGS = [
  deleted('enter', { type: 'inspect', tab: 'files' }, 'Show the open files of its process', { first: true }),
  deleted('x', own(DELETED_ID, 'again'), 'Look again', { first: true }),
];
