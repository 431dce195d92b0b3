import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';

export type UnitFile = {
  /** The value of a setting, empty if it has none. */
  setting(name: string): string;
  /** Fails unless systemd takes the unit, where it is installed. */
  verify(): void;
};

/** A unit of systemd in contrib. */
export function readUnit(name: string): UnitFile {
  const text = readFileSync(join(import.meta.dirname, '../../contrib', name), 'utf8');
  return {
    setting: (name) => new RegExp(`^${name}=(.*)$`, 'm').exec(text)?.[1] ?? '',
    verify() {
      const folder = mkdtempSync(join(tmpdir(), 'ntop-unit-'));
      try {
        const path = join(folder, name);
        // Neither the program nor its man page are installed where the tests run.
        writeFileSync(path, text.replace('/usr/bin/ntop', '/bin/true').replace(/^Documentation=.*\n/m, ''));
        const { error, status, stderr } = spawnSync('systemd-analyze', ['verify', path], { encoding: 'utf8' });
        if (error === undefined) expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
      } finally {
        rmSync(folder, { recursive: true });
      }
    },
  };
}
