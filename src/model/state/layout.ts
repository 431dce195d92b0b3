import { headerHeight } from '../header/header.js';
import { headerInput } from './header-input.js';
import { panelHeight } from './panels.js';
import type { State } from './state.js';

/** How the rows of the terminal are shared out. They always add up to the terminal's. */
export type Layout = {
  /** The meters, and what a pane has below them. */
  readonly header: number;
  readonly status: number;
  /** Everything between the status line and the footer. */
  readonly body: number;
  readonly footer: number;
};

/** The height of the header does not depend on the time. */
const UNDRAWN = { clock: '', staleSeconds: undefined };

/** Below this the footer says what the status line would. */
const STATUS_ROWS = 12;
const FOOTER_ROWS = 5;
const HEADER_ROWS = 4;

export function layoutOf(state: State): Layout {
  const { rows } = state.size;
  const status = rows >= STATUS_ROWS ? 1 : 0;
  const footer = rows >= FOOTER_ROWS ? 1 : 0;
  const meters = rows >= HEADER_ROWS ? headerHeight(headerInput(state, UNDRAWN)) : 0;
  const header = meters + panelHeight(state);
  return { header, status, footer, body: Math.max(1, rows - header - status - footer) };
}

/** Rows of processes on the screen, without the line of column titles. */
export function listHeight(state: State): number {
  const { body } = layoutOf(state);
  return Math.max(1, body - titleHeight(body));
}

export function titleHeight(body: number): number {
  return body >= 3 ? 1 : 0;
}

/** Rows that a page has for its content, below its title and the titles of its columns. */
export function pageHeight(state: State, heading: boolean): number {
  return Math.max(1, layoutOf(state).body - (heading ? 2 : 1));
}
