import type { PageContent } from '../list/page-content.js';
import { partById } from '../panes.js';
import { contextOf } from '../state/context.js';
import type { DetailPage, HelpPage, PartPage, ResultsPage } from '../state/layers.js';
import type { State } from '../state/state.js';
import { detailContent } from './detail-content.js';
import { helpContent } from './help-content.js';
import { resultsContent } from './results-content.js';

export type Page = DetailPage | HelpPage | ResultsPage | PartPage;

/** The whole content of a page; the screen shows the part from `page.top` on. */
export function pageContent(state: State, page: Page): PageContent {
  switch (page.kind) {
    case 'help':
      return helpContent(state);
    case 'results':
      return resultsContent(state, page);
    case 'own':
      return ownContent(state, page);
    case 'detail':
      return detailContent(state, page);
  }
}

function ownContent(state: State, { part: id }: PartPage): PageContent {
  const part = partById(id);
  const content = part.page?.(contextOf(state, part));
  if (content === undefined) throw new RangeError(`${id} has no page`);
  return content;
}
