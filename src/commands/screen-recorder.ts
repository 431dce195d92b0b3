import { join, resolve } from 'node:path';
import { NO_NEEDS } from '../model/machine/machine.js';
import type { Snapshot } from '../model/machine/snapshot.js';
import type { Notice } from '../model/text/notice.js';
import { quoted } from '../model/text/text.js';
import { openWriter, type RecordingWriter } from '../recordings/writer.js';
import { recordingsFolder } from '../settings/recordings-folder.js';
import { userHome } from '../settings/settings-file.js';
import type { RecorderMessage, ScreenRecorder } from '../ui/effects.js';
import { ending } from './recorded-text.js';

/** The recording that is under way. */
type UnderWay = {
  readonly writer: RecordingWriter;
  /** As it was last told. */
  file: string;
  problem: string | undefined;
  /** Logins are read now and then: those of the last reading are still what is known of a sample without one. */
  sessions: Snapshot['sessions'];
};

/**
 * Writes what the screen reads to a file. What is wrong with the file is told, and the screen goes on; a bug is thrown. Of older
 * files in the folder nothing is removed: only `ntop record` has limits.
 */
export function createScreenRecorder(isRemote: boolean): ScreenRecorder {
  let current: UnderWay | undefined;

  return {
    begin(typed, intervalSeconds) {
      const path = placeOf(typed);
      if (path === undefined) return refused('no home directory: name a file or a folder to record to');
      // The boot of another machine is not known.
      const boot = isRemote ? { bootId: '' } : {};
      const opened = openWriter({ path, needs: NO_NEEDS, intervalSeconds, ...boot });
      if (!opened.ok) return refused(opened.reason);
      const { writer } = opened;
      current = { writer, file: writer.file, problem: undefined, sessions: undefined };
      return told(current, beginning(writer.file));
    },
    add(snapshot, needs) {
      if (current === undefined) return undefined;
      const { writer, file, problem } = current;
      current.sessions = needs.sessions === undefined ? undefined : (snapshot.sessions ?? current.sessions);
      const { sessions } = current;
      const result = writer.add(sessions === undefined ? snapshot : { ...snapshot, sessions }, needs);
      current.file = writer.file;
      current.problem = result.ok ? undefined : result.reason;
      if (current.problem !== undefined && current.problem !== problem)
        return told(current, { text: `${current.problem}; recording goes on when that is over`, tone: 'danger' });
      if (current.problem === problem && current.file === file) return undefined;
      return told(current, beginning(writer.file));
    },
    end() {
      if (current === undefined) return { type: 'recorder', recorder: undefined };
      const { writer, file } = current;
      current = undefined;
      const written = writer.close();
      const isWhole = written.samples > 0 && written.missed === 0;
      const text = `${ending(written)} in ${quoted(file)}`;
      return { type: 'recorder', recorder: undefined, notice: { text, tone: isWhole ? 'good' : 'danger' } };
    },
  };
}

/** `~` is the user's home, as in a shell. */
function placeOf(typed: string): string | undefined {
  if (typed === '') return recordingsFolder();
  if (typed !== '~' && !typed.startsWith('~/')) return resolve(typed);
  const home = userHome(process.env);
  return home && join(home, typed.slice(1));
}

function beginning(file: string): Notice {
  return { text: `recording to ${quoted(file)}; :record or ^R ends it`, tone: 'good' };
}

function told({ file, problem }: UnderWay, notice: Notice): RecorderMessage {
  return { type: 'recorder', recorder: { file, isFailing: problem !== undefined }, notice };
}

function refused(text: string): RecorderMessage {
  return { type: 'recorder', recorder: undefined, notice: { text, tone: 'danger' } };
}
