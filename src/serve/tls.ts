import { X509Certificate } from 'node:crypto';
import fs from 'node:fs';
import { createSecureContext } from 'node:tls';
import { quoted } from '../model/text/text.js';
import { reasonOf } from '../recordings/reasons.js';

/** Paths of PEM files. */
export type TlsFiles = { readonly cert: string; readonly key: string; readonly clientCa: string | undefined };

/** What a server needs, and the first of its certificates. */
export type Tls = {
  readonly options: { readonly cert: Buffer; readonly key: Buffer; readonly ca: Buffer | undefined };
  readonly certificate: X509Certificate;
};

type ReadTls = { readonly ok: true; readonly tls: Tls } | { readonly ok: false; readonly reason: string };

class Unusable extends Error {}

/** The reason, if not, is a sentence without its full stop. */
export function readTls({ cert, key, clientCa }: TlsFiles): ReadTls {
  try {
    const [certBytes, keyBytes] = [read(cert), read(key)];
    const ca = clientCa === undefined ? undefined : read(clientCa);
    const certificate = parse(cert, certBytes);
    if (clientCa !== undefined && ca !== undefined) parse(clientCa, ca);
    tryOut(
      () => createSecureContext({ cert: certBytes, key: keyBytes }),
      `${quoted(key)} is no key of ${quoted(cert)}`,
    );
    return { ok: true, tls: { options: { cert: certBytes, key: keyBytes, ca }, certificate } };
  } catch (error) {
    if (error instanceof Unusable) return { ok: false, reason: error.message };
    throw error;
  }
}

function read(path: string): Buffer {
  try {
    return fs.readFileSync(path);
  } catch (error) {
    throw new Unusable(`${quoted(path)} can't be read: ${reasonOf(error)}`);
  }
}

function parse(path: string, bytes: Buffer): X509Certificate {
  return tryOut(() => new X509Certificate(bytes), `${quoted(path)} has no certificate (PEM)`);
}

function tryOut<Value>(make: () => Value, problem: string): Value {
  try {
    return make();
  } catch {
    throw new Unusable(problem);
  }
}
