import type { HeaderInput } from '../header/header.js';
import type { Tab } from '../header/tab-bar.js';
import type { PaneId } from '../list/commands.js';
import { hasTab, standsAlone } from '../list/pane.js';
import { PANES, paneById } from '../panes.js';
import { remembered } from '../text/remembered.js';
import { headlinesOf } from './headlines.js';
import { pastText } from './past-text.js';
import type { State } from './state.js';

type When = { readonly clock: string; readonly staleSeconds: number | undefined };

/** The part of the state that the header shows. */
export function headerInput(state: State, { clock, staleSeconds }: When): HeaderInput {
  const { sample, history, settings, size, past, recorder, readonly, remote } = state;
  return {
    sample,
    history,
    width: size.columns,
    rows: size.rows,
    panes: tabsOf(state.pane),
    delaySeconds: settings.delaySeconds,
    paused: past !== undefined && !past.isStepped,
    past: pastText(state),
    isRecorded: past?.recording !== undefined,
    recorder,
    staleSeconds,
    readonly,
    remote,
    cpuBasis: settings.cpuBasis,
    cpuOfQuota: settings.cpuMeterOfQuota,
    unicode: settings.unicode,
    show: settings.header,
    headlines: headlinesOf(state),
    clock,
  };
}

/** The panes with a tab, and the list that is open over one of them. */
const tabsOf = remembered((pane: PaneId): readonly Tab[] => {
  const open = paneById(pane);
  const over = open.within === undefined && !standsAlone(open) ? [open] : [];
  return [...PANES.filter(hasTab), ...over].map(({ id, label, key }) => {
    const isUnder = open.within === id;
    return { id, label: isUnder && !standsAlone(open) ? open.label : label, key, active: id === pane || isUnder };
  });
});
