import { type PageContent, type PageRow, pageColumns, wrap } from '../list/page-content.js';
import type { ResultsPage } from '../state/layers.js';
import { outcomeSentence } from '../state/outcome-text.js';
import type { State } from '../state/state.js';
import { span } from '../text/line-layout.js';

/** The result of an action for each of its processes. */
export function resultsContent({ userName, size }: State, { title, results }: ResultsPage): PageContent {
  const rows = results.flatMap((result): readonly PageRow[] =>
    wrap(outcomeSentence(userName, result), size.columns - 4).map((text) => ({
      cells: [text],
      tone: result.outcome.ok ? 'good' : 'danger',
    })),
  );
  const refused = results.filter(({ outcome }) => !outcome.ok).length;
  return {
    title: [span(title, 'strong'), span(`  ${results.length - refused} done, ${refused} not`, 'muted')],
    columns: pageColumns([''], rows),
    rows,
    heading: false,
  };
}
