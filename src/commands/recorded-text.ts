import { formatBytes } from '../model/text/units.js';
import type { Written } from '../recordings/writer.js';

/** What became of a recording: `recorded 12 samples, 1 missed, 20K`. */
export function ending({ samples, missed, bytes }: Written): string {
  const lost = missed === 0 ? '' : `, ${missed} missed`;
  return `recorded ${samples} sample${samples === 1 ? '' : 's'}${lost}, ${formatBytes(bytes)}`;
}
