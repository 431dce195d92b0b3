import type { Command, PickerPurpose, PromptPurpose, ToggleId } from '../list/commands.js';

/** Names of commands in other programs, for the menu of commands. */
const COMMANDS: { readonly [Type in Command['type']]?: readonly string[] } = {
  quit: ['quit', 'exit', 'leave'],
  askNice: ['renice', 'priority'],
  niceBy: ['renice', 'priority'],
  askAffinity: ['affinity', 'taskset'],
  askIoPriority: ['ionice', 'I/O priority'],
  askSignal: ['kill', 'terminate', 'end'],
  redraw: ['refresh', 'repaint', 'clear'],
  invertSort: ['reverse', 'invert'],
  save: ['write', 'save'],
  copy: ['yank', 'clipboard'],
  pause: ['freeze', 'stop'],
  record: ['capture', 'log'],
  openHelp: ['help', 'manual'],
};

const PICKERS: { readonly [Purpose in PickerPurpose]?: readonly string[] } = {
  setup: ['settings', 'options', 'preferences', 'colours', 'colors', 'theme'],
  columns: ['fields'],
  sort: ['order'],
};

const PROMPTS: { readonly [Purpose in PromptPurpose]?: readonly string[] } = {
  delay: ['delay', 'interval'],
  search: ['find'],
};

const TOGGLES: { readonly [Setting in ToggleId]?: readonly string[] } = { header: ['header', 'meters'] };

/** The same for settings. */
export const SETTING_SYNONYMS: Readonly<Record<string, readonly string[]>> = {
  delaySeconds: ['delay', 'interval', 'refresh'],
  theme: ['colours', 'colors'],
  header: ['meters'],
};

export function synonymsOf(command: Command): readonly string[] {
  switch (command.type) {
    case 'openPicker':
      return PICKERS[command.purpose] ?? [];
    case 'openPrompt':
      return PROMPTS[command.purpose] ?? [];
    case 'toggle':
      return TOGGLES[command.setting] ?? [];
    default:
      return COMMANDS[command.type] ?? [];
  }
}
