import type { DetailPage, HelpPage, PortEventsPage, ResultsPage } from './layers.js';
import { detailContent } from './pages/detail-content.js';
import { helpContent } from './pages/help-content.js';
import type { PageContent } from './pages/page-content.js';
import { portEventsContent } from './pages/port-events-content.js';
import { resultsContent } from './pages/results-content.js';
import type { State } from './state.js';

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
