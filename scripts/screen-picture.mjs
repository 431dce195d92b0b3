// A terminal's cells as a PNG.
import { existsSync } from 'node:fs';
import { Resvg } from '@resvg/resvg-js';

const FONT_SIZE = 14;
/** Advance of DejaVu Sans Mono: every glyph has it. */
const CELL_WIDTH = (FONT_SIZE * 1233) / 2048;
const CELL_HEIGHT = 17;
const BASELINE = 13;
const MARGIN = 8;

const FOREGROUND = '#d4d7dd';
const BACKGROUND = '#15181e';
const SIXTEEN = [
  ...['#15181e', '#e0626b', '#7fbf6a', '#d8b04c', '#5c9fe8', '#c479d8', '#3fb5be', '#d4d7dd'],
  ...['#767d89', '#ff7b85', '#9ade84', '#f2cc60', '#7fb8ff', '#dc95f0', '#5fd4dd', '#ffffff'],
];

const FONT_FOLDERS = ['truetype/dejavu', 'dejavu-sans-mono-fonts', 'dejavu', 'TTF'].map(
  (name) => `/usr/share/fonts/${name}`,
);

/** The font's files; throws a sentence where there are none. */
export function findFont() {
  const folder = FONT_FOLDERS.find((path) => existsSync(`${path}/DejaVuSansMono.ttf`));
  if (folder === undefined)
    throw new Error('the font DejaVu Sans Mono is missing (Debian: apt install fonts-dejavu-core)');
  return [`${folder}/DejaVuSansMono.ttf`, `${folder}/DejaVuSansMono-Bold.ttf`];
}

/** Draws `rows` x `columns` cells, each got by `cell(row, column)`, as the bytes of a PNG. */
export function drawScreen(screen, fontFiles) {
  return render(screen, fontFiles).asPng();
}

/** The same as pixels, four bytes each: red, green, blue and opacity. */
export function drawPixels(screen, fontFiles) {
  const { width, height, pixels } = render(screen, fontFiles);
  return { width, height, pixels };
}

function render({ columns, rows, cell }, fontFiles) {
  const width = Math.ceil(columns * CELL_WIDTH + 2 * MARGIN);
  const height = rows * CELL_HEIGHT + 2 * MARGIN;
  const lines = Array.from({ length: rows }, (_, row) => drawLine(row, columns, cell)).join('');
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" font-family="DejaVu Sans Mono"
    font-size="${FONT_SIZE}" shape-rendering="crispEdges"><rect width="100%" height="100%" fill="${BACKGROUND}"/>${lines}</svg>`;
  const font = { fontFiles, loadSystemFonts: false, defaultFontFamily: 'DejaVu Sans Mono' };
  return new Resvg(svg, { font }).render();
}

function drawLine(row, columns, cell) {
  let svg = '';
  for (let column = 0; column < columns; ) {
    const run = readRun(row, column, columns, cell);
    svg += drawRun(row, column, run);
    column += run.cells;
  }
  return svg;
}

/** Neighbours that look the same. */
function readRun(row, start, columns, cell) {
  const first = cell(row, start);
  let text = '';
  let column = start;
  for (; column < columns; column++) {
    const next = cell(row, column);
    if (!looksLike(first, next)) break;
    text += next.width === 0 ? '' : next.text || ' ';
  }
  return { look: first, text, cells: column - start };
}

function looksLike(one, other) {
  return ['bold', 'dim', 'underline', 'inverse', 'foreground', 'background'].every((key) => one[key] === other[key]);
}

function drawRun(row, column, { look, text, cells }) {
  const x = MARGIN + column * CELL_WIDTH;
  const y = MARGIN + row * CELL_HEIGHT;
  const front = colour(look.foreground, FOREGROUND);
  const back = colour(look.background, BACKGROUND);
  const [ink, paper] = look.inverse ? [back, front] : [front, back];
  const width = cells * CELL_WIDTH;
  const ground =
    paper === BACKGROUND ? '' : `<rect x="${x}" y="${y}" width="${width}" height="${CELL_HEIGHT}" fill="${paper}"/>`;
  if (text.trim() === '') return ground;
  const weight = look.bold ? ' font-weight="bold"' : '';
  const opacity = look.dim ? ' opacity="0.6"' : '';
  const line = look.underline
    ? `<rect x="${x}" y="${y + BASELINE + 2}" width="${width}" height="1" fill="${ink}"/>`
    : '';
  const dots = `<g fill="${ink}"${opacity}>${brailleDots(x, y, text)}</g>`;
  const letters = text.replace(BRAILLE, ' ');
  if (letters.trim() === '') return `${ground}${line}${dots}`;
  return `${ground}${line}${BRAILLE.test(text) ? dots : ''}<text xml:space="preserve" x="${x}" y="${y + BASELINE}" fill="${ink}"${weight}${opacity}>${escapeText(letters)}</text>`;
}

/** The font has no braille. The bits of its dots: downwards, left and right. */
const BRAILLE = /[\u2800-\u28ff]/g;
const DOTS = [
  [0x01, 0x08],
  [0x02, 0x10],
  [0x04, 0x20],
  [0x40, 0x80],
];

function brailleDots(x, y, text) {
  let svg = '';
  [...text].forEach((character, index) => {
    const bits = character.codePointAt(0) - 0x2800;
    if (bits < 0 || bits > 0xff) return;
    DOTS.forEach((sides, row) => {
      sides.forEach((bit, side) => {
        const left = x + (index + 0.12 + side / 2) * CELL_WIDTH;
        const top = y + (row + 0.2) * (CELL_HEIGHT / 4);
        if (bits & bit) svg += `<rect x="${left.toFixed(1)}" y="${top.toFixed(1)}" width="3" height="3"/>`;
      });
    });
  });
  return svg;
}

function colour(index, otherwise) {
  if (index === undefined) return otherwise;
  if (index < 16) return SIXTEEN[index];
  if (index >= 232) return rgb(Array(3).fill(8 + (index - 232) * 10));
  const level = (step) => (step === 0 ? 0 : 55 + step * 40);
  const cube = index - 16;
  return rgb([Math.floor(cube / 36), Math.floor(cube / 6) % 6, cube % 6].map(level));
}

function rgb(channels) {
  return `#${channels.map((value) => value.toString(16).padStart(2, '0')).join('')}`;
}

function escapeText(text) {
  return text.replace(/[&<>]/g, (character) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[character]);
}
