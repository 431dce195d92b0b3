import { NONE } from '../sample/pid-index.js';
import { type Family, type Forest, relate } from './family.js';

/** A forest of rows, line by line. */
export type Tree = {
  readonly slots: Int32Array;
  /** The tree lines before each text of the main column. */
  readonly prefixes: readonly string[];
  /** The rows of a folded branch by the slot of its root, the root first; those that count. */
  readonly folds: ReadonlyMap<number, readonly number[]>;
};

/** The prefix of a line, by whether it is the last child; `stem` is the prefix for its children. */
type Glyphs = {
  readonly branch: readonly [string, string];
  readonly folded: readonly [string, string];
  readonly stem: readonly [string, string];
  readonly foldedRoot: string;
};

const UNICODE: Glyphs = { branch: ['├─ ', '└─ '], folded: ['├+ ', '└+ '], stem: ['│  ', '   '], foldedRoot: '+ ' };
const ASCII: Glyphs = { branch: ['|- ', '`- '], folded: ['|+ ', '`+ '], stem: ['|  ', '   '], foldedRoot: '+ ' };

/** Deeper levels are not indented further: a chain of 10,000 processes must not make lines with 10,000 stems. */
const DEEPEST = 32;

type Node = { readonly slot: number; readonly depth: number; readonly stem: string; readonly last: 0 | 1 };

type Growth = {
  readonly forest: Forest;
  readonly family: Family;
  readonly folded: ReadonlySet<number>;
  readonly glyphs: Glyphs;
  /** By slot: 1 once it is in the tree or in a folded branch. */
  readonly placed: Uint8Array;
  readonly slots: number[];
  readonly prefixes: string[];
  readonly folds: Map<number, readonly number[]>;
};

/**
 * Makes a tree of sorted slots: each row below its nearest ancestor among the slots, siblings in the given order. A slot without an ancestor is a root, and so is the first of a ring. `folded` has the
 * serials of the folded branches.
 */
export function makeTree(sorted: Int32Array, forest: Forest, folded: ReadonlySet<number>, unicode: boolean): Tree {
  const growth: Growth = {
    forest,
    family: relate(sorted, forest),
    folded,
    glyphs: unicode ? UNICODE : ASCII,
    placed: new Uint8Array(forest.slots),
    slots: [],
    prefixes: [],
    folds: new Map(),
  };
  for (const slot of sorted) if (growth.family.parent[slot] === NONE) grow(growth, slot);
  for (const slot of sorted) if (growth.placed[slot] === 0) grow(growth, slot);
  return { slots: Int32Array.from(growth.slots), prefixes: growth.prefixes, folds: growth.folds };
}

/** Not recursive: a chain of rows may be deeper than the stack. */
function grow(growth: Growth, root: number): void {
  const waiting: Node[] = [{ slot: root, depth: 0, stem: '', last: 1 }];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (growth.placed[node.slot] === 1) continue;
    growth.placed[node.slot] = 1;
    const closed = isClosed(growth, node.slot);
    growth.slots.push(node.slot);
    growth.prefixes.push(prefixOf(growth.glyphs, node, closed));
    if (closed) growth.folds.set(node.slot, takeBranch(growth, node.slot).filter(growth.forest.counts));
    else addChildren(growth, node, waiting);
  }
}

function isClosed({ family, folded, forest }: Growth, slot: number): boolean {
  return family.lastChild[slot] !== NONE && folded.has(forest.serial[slot]);
}

/** The last child is pushed first, so that the first is popped first. */
function addChildren({ family, glyphs }: Growth, parent: Node, waiting: Node[]): void {
  const deepest = parent.depth >= DEEPEST;
  const stem = parent.depth === 0 || deepest ? parent.stem : parent.stem + glyphs.stem[parent.last];
  let last: 0 | 1 = 1;
  for (let slot = family.lastChild[parent.slot]; slot !== NONE; slot = family.siblingBefore[slot]) {
    waiting.push({ slot, depth: parent.depth + 1, stem, last });
    last = 0;
  }
}

function prefixOf(glyphs: Glyphs, { depth, stem, last }: Node, closed: boolean): string {
  if (depth === 0) return closed ? glyphs.foldedRoot : '';
  return stem + (closed ? glyphs.folded : glyphs.branch)[last];
}

/** A row and all below it, each once. */
function takeBranch({ family, placed }: Growth, root: number): readonly number[] {
  const branch = [root];
  for (let index = 0; index < branch.length; index++) {
    for (let slot = family.lastChild[branch[index]]; slot !== NONE; slot = family.siblingBefore[slot]) {
      if (placed[slot] === 1) continue;
      placed[slot] = 1;
      branch.push(slot);
    }
  }
  return branch;
}
