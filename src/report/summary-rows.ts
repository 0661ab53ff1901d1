/**
 * The rows of a summary's table: one for each layer, or for each block below some depth, in sections with their sums. Takes a
 * `Summary`, returns numbers; `render-summary.ts` writes them. Not for JSON, which always has every layer.
 */
import { add } from "../ops/size-arithmetic.ts";
import type { Summary, SummaryBlock, SummaryLayer } from "./summary.ts";

export interface SummaryRow {
  readonly name: string;
  /** The layer, or the use of the block, as a program writes it. */
  readonly written: string;
  readonly output: readonly number[];
  readonly params: number;
  readonly macs: number;
  readonly rf: number;
  readonly bytes: number;
  /** Layers that the row stands for. */
  readonly count: number;
}

/** The model's own layers, or those of one head. */
export interface SummarySection {
  readonly head?: string;
  readonly rows: readonly SummaryRow[];
  /** Over the rows. */
  readonly params: number;
  readonly macs: number;
  readonly bytes: number;
}

/** Blocks nested `depth` deep are one row each, 1 the outermost; absent: every layer has its row. */
export function sectionsOf(summary: Summary, depth?: number): readonly SummarySection[] {
  const blocks = new Map(summary.blocks.map((block) => [block.name, block]));
  return [undefined, ...summary.heads.map(({ name }) => name)].map((head) => {
    const rows = fold(
      summary.layers.filter((layer) => layer.head === head),
      blocks,
      depth,
    );
    const sum = (of: (row: SummaryRow) => number): number => rows.map(of).reduce(add, 0);
    const sums = {
      params: sum(({ params }) => params),
      macs: sum(({ macs }) => macs),
      bytes: sum(({ bytes }) => bytes),
    };
    return { ...(head === undefined ? {} : { head }), rows, ...sums };
  });
}

function fold(
  layers: readonly SummaryLayer[],
  blocks: ReadonlyMap<string, SummaryBlock>,
  depth: number | undefined,
): readonly SummaryRow[] {
  const rows: SummaryRow[] = [];
  for (const layer of layers) {
    const block = depth === undefined ? undefined : blocksAround(layer.name, blocks)[depth - 1];
    const last = rows[rows.length - 1];
    if (block !== undefined && last?.name === block.name) rows[rows.length - 1] = join(last, layer);
    else rows.push({ ...rowOf(layer), ...(block === undefined ? {} : { name: block.name, written: block.use }) });
  }
  return rows;
}

/** Outermost first. */
export function blocksAround(name: string, blocks: ReadonlyMap<string, SummaryBlock>): readonly SummaryBlock[] {
  const found: SummaryBlock[] = [];
  for (let dot = name.indexOf("."); dot >= 0; dot = name.indexOf(".", dot + 1)) {
    const block = blocks.get(name.slice(0, dot));
    if (block !== undefined) found.push(block);
  }
  return found;
}

function rowOf({ name, written, output, params, macs, rf, bytes }: SummaryLayer): SummaryRow {
  return { name, written, output, params, macs, rf, bytes, count: 1 };
}

/** The block gives what its last layer gives. */
function join(row: SummaryRow, { output, params, macs, rf, bytes }: SummaryLayer): SummaryRow {
  return {
    ...row,
    ...{ output, rf, count: row.count + 1 },
    ...{ params: add(row.params, params), macs: add(row.macs, macs), bytes: add(row.bytes, bytes) },
  };
}
