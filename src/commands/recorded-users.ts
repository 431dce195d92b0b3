import type { UserDirectory } from '../model/machine/source.js';
import type { Recording } from '../recordings/recording.js';

/** The users of the machine that was recorded, as the last sample of each of its files knows them. */
export function recordedUsers(recording: Recording, ownUid: number): UserDirectory {
  return {
    ownUid,
    async listed() {
      const names = new Map<string, string>();
      for (const [uid, name] of lastsOf(recording).flatMap((index) => [...usersAt(recording, index)])) {
        names.set(String(uid), name);
        names.set(name, name);
      }
      return names;
    },
    elsewhere: async () => undefined,
  };
}

function lastsOf(recording: Recording): readonly number[] {
  let end = recording.first;
  return recording.files().flatMap(({ samples }) => {
    end += samples;
    return samples === 0 ? [] : [end - 1];
  });
}

function usersAt(recording: Recording, index: number): ReadonlyMap<number, string> {
  return recording.moment(index)?.snapshot.processes.userNames ?? new Map();
}
