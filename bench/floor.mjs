// The least that a monitor on Node can do: a frame of text a second and a bar that moves. Reads nothing, knows nothing.
let bar = 0;
let seconds = 0;
const { columns, rows } = process.stdout;

process.stdin.setRawMode(true).on('data', (keys) => {
  bar = Math.max(1, bar + (String(keys).endsWith('B') ? 1 : -1));
  draw();
});
process.stdout.write('\x1b[?1049h\x1b[?25l');
setInterval(() => {
  seconds += 1;
  draw();
}, 1000);
draw();

function draw() {
  const lines = Array.from({ length: rows }, (_, row) => {
    const text = `${row} crowd ${seconds + row}`.padEnd(columns, '.');
    return row === bar ? `\x1b[7m${text}\x1b[0m` : text;
  });
  process.stdout.write(`\x1b[H${lines.join('\r\n')}`);
}
