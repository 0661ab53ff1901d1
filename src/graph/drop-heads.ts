/** Takes out the heads, and all layers that only they read: what is left predicts. */
import { dropUnread, type Graph } from "./graph.ts";

export function dropHeads(graph: Graph): Graph {
  return dropUnread({ ...graph, heads: [] });
}
