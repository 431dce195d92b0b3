import { release } from 'node:os';
import { clean } from '../model/text/text.js';
import { addon } from '../probe/addon.js';
import { commit, version } from '../version.js';

/** What --version prints. The first line is for scripts and stays as it is; the others are for a report of a fault. */
export function versionText(): string {
  const { node, napi = '?' } = process.versions;
  const oneFile = process.getBuiltinModule('node:sea')?.isSea() ? ', in one file' : '';
  return [
    `ntop ${version}`,
    `commit ${commit ?? 'unknown'}`,
    `Node.js ${node}, Node-API ${napi}, ${process.arch}${oneFile}`,
    `probe ${probeState()}`,
    `Linux ${clean(release())}`,
    '',
  ].join('\n');
}

function probeState(): string {
  try {
    return addon().version;
  } catch (error) {
    return `failed: ${clean(error instanceof Error ? error.message : String(error))}`;
  }
}
