import type { HeaderInput } from '../header/header.js';
import { PANES } from '../panes.js';
import type { State } from './state.js';

type When = { readonly clock: string; readonly staleSeconds: number | undefined };

/** The part of the state that the header shows. */
export function headerInput(state: State, { clock, staleSeconds }: When): HeaderInput {
  const { sample, history, settings, size, paused, readonly } = state;
  return {
    sample,
    history,
    width: size.columns,
    rows: size.rows,
    panes: PANES.map(({ id, label, key }) => ({ id, label, key, active: id === state.pane })),
    delaySeconds: settings.delaySeconds,
    paused,
    staleSeconds,
    readonly,
    cpuBasis: settings.cpuBasis,
    unicode: settings.unicode,
    show: settings.header,
    clock,
  };
}
