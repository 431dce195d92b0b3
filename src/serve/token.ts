import { createHash, timingSafeEqual } from 'node:crypto';
import fs from 'node:fs';
import { quoted } from '../model/text/text.js';
import { reasonOf } from '../recordings/reasons.js';

type ReadToken = { readonly ok: true; readonly token: string } | { readonly ok: false; readonly reason: string };

const LEAST_CHARACTERS = 16;
const MOST_BYTES = 4096;
const { O_RDONLY, O_NONBLOCK } = fs.constants;

/** The token of a file that nobody else can read or change; else why not, as a sentence without its full stop. */
export function readToken(path: string): ReadToken {
  const refuse = (reason: string) => ({ ok: false, reason: `the token file ${quoted(path)} ${reason}` }) as const;
  let fd: number | undefined;
  try {
    fd = fs.openSync(path, O_RDONLY | O_NONBLOCK);
    const { uid, mode, size } = fs.fstatSync(fd);
    if ((mode & fs.constants.S_IFMT) !== fs.constants.S_IFREG) return refuse('is not a regular file');
    if (uid !== 0 && uid !== process.geteuid?.()) return refuse('belongs to another user');
    if ((mode & 0o077) !== 0) return refuse(`can be read by other users (mode ${octal(mode)}): use chmod 600`);
    if (size > MOST_BYTES) return refuse(`is larger than ${MOST_BYTES} bytes`);
    const token = fs.readFileSync(fd, 'latin1').replace(/\r?\n$/, '');
    if (!/^[\x21-\x7e]*$/.test(token)) return refuse('has blanks or other characters that no header can have');
    if (token.length < LEAST_CHARACTERS) return refuse(`has fewer than ${LEAST_CHARACTERS} characters`);
    return { ok: true, token };
  } catch (error) {
    return refuse(`can't be read: ${reasonOf(error)}`);
  } finally {
    if (fd !== undefined) fs.closeSync(fd);
  }
}

/** Whether an Authorization header carries the token, in a time that does not depend on how much of it is right. */
export function createTokenCheck(token: string): (authorization: string | undefined) => boolean {
  const wanted = digest(token);
  return (authorization = '') => {
    const [, given] = /^bearer +(\S+) *$/i.exec(authorization) ?? [];
    return given !== undefined && timingSafeEqual(digest(given), wanted);
  };
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

function octal(mode: number): string {
  return (mode & 0o7777).toString(8).padStart(4, '0');
}
