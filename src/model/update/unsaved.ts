import type { SettingId } from '../state/settings.js';
import { settingValue } from '../state/settings.js';
import type { State } from '../state/state.js';

/** A setting that a person changed on purpose, in Setup or the menu of columns: it is not to be lost unasked. */
export function changeSetting(state: State, id: SettingId, value: unknown): State {
  const unsaved = { [id]: settingValue(state.settings, id), ...state.unsaved };
  return { ...state, settings: { ...state.settings, [id]: value }, unsaved };
}

/** What was changed there and back is not changed. */
export function hasUnsaved({ settings, unsaved }: State): boolean {
  return Object.entries(unsaved).some(([id, before]) => String(settingValue(settings, id)) !== String(before));
}
