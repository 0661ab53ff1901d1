/** The rewrites that every graph goes through, in order; each keeps what the model computes. For the pipeline. */
import { dropReshapes } from "./drop-reshapes.ts";
import type { Graph } from "./graph.ts";
import { moveMonotoneAfterSelecting } from "./move-monotone-after-selecting.ts";

export interface GraphPass {
  readonly name: string;
  readonly run: (graph: Graph) => Graph;
}

export const graphPasses: readonly GraphPass[] = [
  { name: "move-monotone-after-selecting", run: moveMonotoneAfterSelecting },
  { name: "drop-reshapes", run: dropReshapes },
];
