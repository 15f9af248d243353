/**
 * QR codes (ISO/IEC 18004) for labels: level M, versions 1 to 6, always mask 0.
 *
 * An address in capitals takes alphanumeric mode, whose modules are larger for the same label.
 */

const ALPHANUMERIC = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
/** By version: codewords of data and of correction in each block, and the number of blocks. */
const BLOCKS = [[16, 10, 1], [28, 16, 1], [44, 26, 1], [32, 18, 2], [43, 24, 2], [27, 16, 4]] as const; // prettier-ignore
/** Level M with mask 0: the BCH code of 00000, as masked by the standard. */
const FORMAT = 0b101010000010010;

type Matrix = (boolean | undefined)[][];

/** Rows of modules, true for dark; null where the text is too long for a label. */
export function qr(text: string): boolean[][] | null {
  const content = bitsOf(text);
  const version = BLOCKS.findIndex(([data, , blocks]) => content.length <= data * blocks * 8) + 1;
  if (!version) return null;
  const matrix = frame(version);
  place(matrix, corrected(padded(content, version), version));
  return matrix as boolean[][];
}

function bitsOf(text: string): number[] {
  const isPlain = [...text].every((char) => ALPHANUMERIC.includes(char));
  return isPlain ? alphanumeric(text) : bytes(new TextEncoder().encode(text));
}

function alphanumeric(text: string): number[] {
  const bits = [...number(0b0010, 4), ...number(text.length, 9)];
  for (let at = 0; at < text.length; at += 2) {
    const [first, second] = [...text.slice(at, at + 2)].map((char) => ALPHANUMERIC.indexOf(char));
    bits.push(...(second === undefined ? number(first!, 6) : number(first! * 45 + second, 11)));
  }
  return bits;
}

function bytes(content: Uint8Array): number[] {
  return [...number(0b0100, 4), ...number(content.length, 8), ...[...content].flatMap((byte) => number(byte, 8))];
}

function number(value: number, width: number): number[] {
  return Array.from({ length: width }, (_, at) => (value >> (width - 1 - at)) & 1);
}

/** Data codewords: the content, its end mark, and filling. */
function padded(content: number[], version: number): number[] {
  const [data, , blocks] = BLOCKS[version - 1]!;
  const room = data * blocks * 8;
  const bits = [...content, ...Array<number>(Math.min(4, room - content.length)).fill(0)];
  while (bits.length % 8) bits.push(0);
  const words = Array.from({ length: bits.length / 8 }, (_, at) => parseInt(bits.slice(at * 8, at * 8 + 8).join(""), 2));
  for (let fill = 0; words.length < room / 8; fill ^= 1) words.push(fill ? 0x11 : 0xec);
  return words;
}

/** All codewords in the order in which they are placed: blocks are interleaved. */
function corrected(words: number[], version: number): number[] {
  const [data, correction, count] = BLOCKS[version - 1]!;
  const blocks = Array.from({ length: count }, (_, at) => words.slice(at * data, at * data + data));
  const more = blocks.map((block) => remainder(block, correction));
  const interleaved = (rows: number[][], width: number) =>
    Array.from({ length: width }, (_, at) => rows.map((row) => row[at]!)).flat();
  return [...interleaved(blocks, data), ...interleaved(more, correction)];
}

/** Reed-Solomon over GF(256): the remainder of the block by the generator of that degree. */
function remainder(block: number[], degree: number): number[] {
  const divisor = generator(degree);
  let rest = Array<number>(degree).fill(0);
  for (const word of block) {
    const factor = word ^ rest[0]!;
    rest = [...rest.slice(1), 0].map((value, at) => value ^ times(divisor[at]!, factor));
  }
  return rest;
}

function generator(degree: number): number[] {
  let product = [...Array<number>(degree - 1).fill(0), 1];
  for (let at = 0, root = 1; at < degree; at++, root = times(root, 2)) {
    product = product.map((value, place) => times(value, root) ^ (product[place + 1] ?? 0));
  }
  return product;
}

function times(a: number, b: number): number {
  let product = 0;
  for (let bit = 7; bit >= 0; bit--) {
    product = (product << 1) ^ ((product >> 7) * 0x11d);
    product ^= ((b >> bit) & 1) * a;
  }
  return product;
}

/** Everything that is the same in all codes of a version; what is left undefined is for the content. */
function frame(version: number): Matrix {
  const size = 17 + 4 * version;
  const matrix: Matrix = Array.from({ length: size }, () => Array(size).fill(undefined));
  for (const [x, y] of [[3, 3], [size - 4, 3], [3, size - 4]] as const) rings(matrix, x, y, 4, (d) => d !== 2 && d !== 4); // prettier-ignore
  if (version > 1) rings(matrix, size - 7, size - 7, 2, (d) => d !== 1);
  for (let at = 8; at < size - 8; at++) matrix[6]![at] = matrix[at]![6] = at % 2 === 0;
  format(matrix);
  return matrix;
}

/** Squares around a middle, each dark or light. */
function rings(matrix: Matrix, x: number, y: number, reach: number, isDark: (distance: number) => boolean): void {
  for (let dy = -reach; dy <= reach; dy++) {
    for (let dx = -reach; dx <= reach; dx++) {
      const row = matrix[y + dy];
      if (row && x + dx >= 0 && x + dx < row.length) row[x + dx] = isDark(Math.max(Math.abs(dx), Math.abs(dy)));
    }
  }
}

/** Level and mask, twice: around the first corner, and shared by the two others. */
function format(matrix: Matrix): void {
  const size = matrix.length;
  for (let at = 0; at < 15; at++) {
    const bit = Boolean((FORMAT >> at) & 1);
    const near = at < 6 ? at : at < 8 ? at + 1 : 14 - at;
    if (at < 8) matrix[near]![8] = matrix[8]![size - 1 - at] = bit;
    else matrix[8]![at === 8 ? 7 : near] = matrix[size - 15 + at]![8] = bit;
  }
  matrix[size - 8]![8] = true;
}

/** The content goes up and down in pairs of columns, from the right; column 6 is the ruler. */
function place(matrix: Matrix, words: number[]): void {
  const size = matrix.length;
  let at = 0;
  for (let right = size - 1; right > 0; right -= right === 8 ? 3 : 2) {
    const isUp = ((right + (right < 6 ? 1 : 0)) & 2) === ((size - 1) & 2);
    for (let step = 0; step < size; step++) {
      const y = isUp ? size - 1 - step : step;
      for (const x of [right, right - 1]) {
        if (matrix[y]![x] !== undefined) continue;
        const bit = ((words[at >> 3] ?? 0) >> (7 - (at & 7))) & 1;
        matrix[y]![x] = Boolean(bit ^ ((x + y) % 2 === 0 ? 1 : 0));
        at += 1;
      }
    }
  }
}
