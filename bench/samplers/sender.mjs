// Sends a file to each client, in the way that a line names; answers with the CPU seconds it took. The arguments
// are the library's bundle and the file. Its first line is its port.
import { createReadStream } from 'node:fs';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { pipeline } from 'node:stream/promises';

const [bundle, file] = process.argv.slice(2);
const { sendfile } = await import(bundle);

const WAYS = {
  sendfile: async (socket) => {
    await sendfile(socket, file);
    socket.end();
  },
  pipe: (socket) => pipeline(createReadStream(file), socket),
  'pipe of 1 MiB': (socket) => pipeline(createReadStream(file, { highWaterMark: 1 << 20 }), socket),
};

let send;
const server = createServer(async (socket) => {
  const before = process.cpuUsage();
  await send(socket);
  const { user, system } = process.cpuUsage(before);
  console.log(JSON.stringify({ cpuSeconds: (user + system) / 1e6 }));
});
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
createInterface({ input: process.stdin })
  .on('line', (way) => {
    send = WAYS[way];
    console.log('ready');
  })
  .on('close', () => process.exit(0));
