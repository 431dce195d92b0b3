import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findHelper } from '../../src/remote/helpers.js';
import { type Far, type LoginOptions, logIn } from '../../src/remote/login.js';
import { makeTree } from '../probe/readings.js';
import { atEnd } from './endings.js';

/** In place of ssh: runs on this machine what it is given for the other one, `around` it what a shell line says. */
export function writeFakeSsh(around = 'exec sh -c "$line"', environment = ''): string {
  const folder = makeTree({});
  mkdirSync(join(folder, 'there'));
  const program = join(folder, 'ssh');
  const script = [
    '#!/bin/sh',
    'for line; do :; done',
    `export NTOP_REMOTE_DIR='${folder}/there' ${environment}`,
    around,
  ];
  writeFileSync(program, `${script.join('\n')}\n`, { mode: 0o755 });
  return program;
}

/** Logs in; the connection ends with the test. */
export async function logInForTest(command: string, host = 'far', more: Partial<LoginOptions> = {}): Promise<Far> {
  const far = await logIn(host, { findHelper, mayAsk: false, command, ...more });
  atEnd(() => far.connection.close('The test is over.'));
  return far;
}
