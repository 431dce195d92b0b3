// A file system of one file, `f`, whose server falls silent for ever once that has been opened: what a dead file server
// is to its clients. Usage: dead-server.mjs MOUNT_POINT. Says `mounted`; its end is the end of all waiting.
import { spawn } from 'node:child_process';
import { constants, openSync, readSync, writeSync } from 'node:fs';

const { 2: mountPoint } = process.argv;
const device = openSync('/dev/fuse', constants.O_RDWR);
const options = 'fd=3,rootmode=40000,user_id=0,group_id=0,allow_other';
// It asks what it mounts, and so waits for the answers below.
spawn('mount', ['-i', '-t', 'fuse', '-o', options, 'dead', mountPoint], {
  stdio: ['ignore', 'ignore', 'inherit', device],
});
const request = Buffer.alloc(1 << 20);
const OPCODES = {
  lookup: 1,
  forget: 2,
  getattr: 3,
  open: 14,
  read: 15,
  statfs: 17,
  init: 26,
  interrupt: 36,
  forgetAll: 42,
};
const ROOT = 1;
const FILE = 2;
const EINTR = 4;
const ENOSYS = 38;
let refusals = 0;
let isDead = false;

while (true) {
  if (!receive()) continue;
  const opcode = request.readUInt32LE(4);
  if (opcode === OPCODES.forget || opcode === OPCODES.forgetAll) continue;
  // Who waits for an answer can be killed.
  if (opcode === OPCODES.interrupt) answer(Buffer.alloc(0), -EINTR, request.subarray(40, 48));
  else if (!isDead || (opcode !== OPCODES.read && opcode !== OPCODES.getattr)) serve(opcode);
}

function serve(opcode) {
  const node = Number(request.readBigUInt64LE(16));
  if (opcode === OPCODES.init) answer(initialised());
  else if (opcode === OPCODES.getattr) answer(Buffer.concat([Buffer.alloc(16), attributes(node)]));
  else if (opcode === OPCODES.lookup) answer(entry());
  else if (opcode === OPCODES.statfs) answer(sizes());
  else if (opcode === OPCODES.open) answer(Buffer.alloc(16));
  else answer(Buffer.alloc(0), -ENOSYS);
  if (opcode === OPCODES.init) console.log('mounted');
  isDead ||= opcode === OPCODES.open;
}

/** Until it is mounted the device refuses. */
function receive() {
  try {
    return readSync(device, request) > 0;
  } catch (error) {
    if (error.code !== 'EPERM' || ++refusals > 1000) throw error;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
    return false;
  }
}

function answer(body, error = 0, question = request.subarray(8, 16)) {
  const head = Buffer.alloc(16);
  head.writeUInt32LE(head.length + body.length, 0);
  head.writeInt32LE(error, 4);
  question.copy(head, 8);
  try {
    writeSync(device, Buffer.concat([head, body]));
  } catch (refused) {
    // Nobody waits for it any more.
    if (refused.code !== 'ENOENT') throw refused;
  }
}

function initialised() {
  const body = Buffer.alloc(64);
  body.writeUInt32LE(7, 0);
  body.writeUInt32LE(31, 4);
  body.writeUInt32LE(1 << 16, 20);
  return body;
}

/** 100 blocks of 4096 bytes, of which 40 are free, 30 for everyone; 10 files, one of them free. */
function sizes() {
  const body = Buffer.alloc(80);
  [100, 40, 30, 10, 1].forEach((number, index) => {
    body.writeBigUInt64LE(BigInt(number), 8 * index);
  });
  [4096, 255, 4096].forEach((number, index) => {
    body.writeUInt32LE(number, 40 + 4 * index);
  });
  return body;
}

function entry() {
  const body = Buffer.alloc(40);
  body.writeBigUInt64LE(BigInt(FILE), 0);
  return Buffer.concat([body, attributes(FILE)]);
}

function attributes(node) {
  const body = Buffer.alloc(88);
  body.writeBigUInt64LE(BigInt(node), 0);
  body.writeUInt32LE(node === ROOT ? 0o40755 : 0o100644, 60);
  body.writeUInt32LE(1, 64);
  body.writeUInt32LE(4096, 80);
  return body;
}
