/**
 * Which layer of one model is which of another: the best order-keeping alignment of two lists. Takes what identifies each
 * layer, returns pairs. A name that somebody gave counts most, then the operator with its arguments, or what they mean; a name that is only
 * a number (`conv2`) counts little, as a layer put in front renumbers all that follow. Needleman and Wunsch, 1970.
 */

/** A layer as the alignment sees it. */
export interface Aligned {
  readonly name: string;
  readonly operator: string;
  /** The operator with its arguments. */
  readonly written: string;
  /** What it computes, however it is written; asked for only where texts do not tell. Absent: nobody knows. */
  readonly meaning?: () => string | undefined;
}

/** Numbers into the two lists, in order; one of them absent: only the other has the layer. */
export interface Pair {
  readonly a?: number;
  readonly b?: number;
}

const scores = { givenName: 12, written: 8, numberedName: 4, operator: 2 } as const;

export function alignLayers(a: readonly Aligned[], b: readonly Aligned[]): readonly Pair[] {
  const same = (i: number, j: number): boolean => a[i]!.name === b[j]!.name && a[i]!.written === b[j]!.written;
  const shortest = Math.min(a.length, b.length);
  let head = 0;
  while (head < shortest && same(head, head)) head++;
  let tail = 0;
  while (tail < shortest - head && same(a.length - 1 - tail, b.length - 1 - tail)) tail++;

  const pairs: Pair[] = [];
  for (let i = 0; i < head; i++) pairs.push({ a: i, b: i });
  const middle = alignMiddle(a.slice(head, a.length - tail), b.slice(head, b.length - tail));
  for (const pair of middle)
    pairs.push({
      ...(pair.a === undefined ? {} : { a: pair.a + head }),
      ...(pair.b === undefined ? {} : { b: pair.b + head }),
    });
  for (let i = tail; i > 0; i--) pairs.push({ a: a.length - i, b: b.length - i });
  return pairs;
}

/** Two rows of scores and one byte of direction for each pair: 10,000 layers against 10,000 are 100 MB. */
function alignMiddle(a: readonly Aligned[], b: readonly Aligned[]): readonly Pair[] {
  const ids = new Map<string, number>();
  const [left, right] = [a.map((layer) => numbersOf(layer, ids)), b.map((layer) => numbersOf(layer, ids))];
  const width = b.length + 1;
  const directions = new Uint8Array((a.length + 1) * width);
  let above = new Int32Array(width);
  for (let i = 1; i <= a.length; i++) {
    const row = new Int32Array(width);
    const own = left[i - 1]!;
    for (let j = 1; j <= b.length; j++) {
      const score = scoreOf(own, right[j - 1]!);
      const both = score === 0 ? -1 : above[j - 1]! + score;
      const best = Math.max(both, above[j]!, row[j - 1]!);
      row[j] = best;
      directions[i * width + j] = both === best ? BOTH : above[j] === best ? ONLY_A : ONLY_B;
    }
    above = row;
  }
  const pairs: Pair[] = [];
  for (let i = a.length, j = b.length; i > 0 || j > 0;) {
    const direction = i === 0 ? ONLY_B : j === 0 ? ONLY_A : directions[i * width + j]!;
    if (direction === BOTH) pairs.push({ a: --i, b: --j });
    else if (direction === ONLY_A) pairs.push({ a: --i });
    else pairs.push({ b: --j });
  }
  return removedFirst(pairs.reverse());
}

const [BOTH, ONLY_A, ONLY_B] = [0, 1, 2];

/** Texts as numbers, which compare faster, and what an equal name is worth. */
interface Numbers {
  readonly name: number;
  readonly worth: number;
  readonly operator: number;
  readonly written: number;
  readonly meaning: number;
}

function numbersOf(layer: Aligned, ids: Map<string, number>): Numbers {
  const idOf = (text: string): number => {
    const id = ids.get(text) ?? ids.size;
    ids.set(text, id);
    return id;
  };
  const worth = isNumbered(layer) ? scores.numberedName : scores.givenName;
  const written = idOf(layer.written);
  const meaning = idOf(layer.meaning?.() ?? layer.written);
  return { name: idOf(layer.name), worth, operator: idOf(layer.operator), written, meaning };
}

function scoreOf(a: Numbers, b: Numbers): number {
  const same = a.written === b.written || a.meaning === b.meaning;
  const text = same ? scores.written : a.operator === b.operator ? scores.operator : 0;
  return (a.name === b.name ? a.worth : 0) + text;
}

/** `conv2`, or `conv2` behind a block: a name nobody gave. */
function isNumbered({ name, operator }: Aligned): boolean {
  const last = name.slice(name.lastIndexOf(".") + 1);
  return last.startsWith(operator) && /^\d+$/.test(last.slice(operator.length));
}

/** Between two layers that stayed, what went stands before what came. */
function removedFirst(pairs: readonly Pair[]): readonly Pair[] {
  const sorted: Pair[] = [];
  const came: Pair[] = [];
  for (const pair of pairs) {
    if (pair.a === undefined) {
      came.push(pair);
      continue;
    }
    if (pair.b !== undefined) sorted.push(...came.splice(0));
    sorted.push(pair);
  }
  return [...sorted, ...came];
}
