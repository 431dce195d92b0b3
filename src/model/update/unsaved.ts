import type { SettingId } from '../state/settings.js';
import { settingValue } from '../state/settings.js';
import type { State } from '../state/state.js';

/** Records a setting changed in Setup or the menu of columns, so that quitting asks before it is lost. */
export function changeSetting(state: State, id: SettingId, value: unknown): State {
  const unsaved = { [id]: settingValue(state.settings, id), ...state.unsaved };
  return { ...state, settings: { ...state.settings, [id]: value }, unsaved };
}

/** A setting that was changed back counts as unchanged. */
export function hasUnsaved({ settings, unsaved }: State): boolean {
  return Object.entries(unsaved).some(([id, before]) => String(settingValue(settings, id)) !== String(before));
}
