import type { PageContent } from '../list/page-content.js';
import type { DetailPage, HelpPage, PortEventsPage, ResultsPage } from '../state/layers.js';
import type { State } from '../state/state.js';
import { detailContent } from './detail-content.js';
import { helpContent } from './help-content.js';
import { portEventsContent } from './port-events-content.js';
import { resultsContent } from './results-content.js';

export type Page = DetailPage | HelpPage | ResultsPage | PortEventsPage;

/** All that a page holds; the screen shows the part from `page.top` on. */
export function pageContent(state: State, page: Page): PageContent {
  switch (page.kind) {
    case 'help':
      return helpContent(state);
    case 'results':
      return resultsContent(state, page);
    case 'portEvents':
      return portEventsContent(state);
    case 'detail':
      return detailContent(state, page);
  }
}
