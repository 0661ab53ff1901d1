/** Every group of requests that the server answers, one file each. */
import { actions } from "./actions.ts";
import { completion } from "./completion.ts";
import { content } from "./content.ts";
import type { Feature } from "./feature.ts";
import { formatting } from "./formatting.ts";
import { hints } from "./hints.ts";
import { hover } from "./hover.ts";
import { lenses } from "./lenses.ts";
import { names } from "./names.ts";
import { structure } from "./structure.ts";
import { symbols } from "./symbols.ts";
import { tokens } from "./tokens.ts";

export const features: readonly Feature[] = [
  completion,
  hover,
  names,
  actions,
  hints,
  formatting,
  symbols,
  lenses,
  content,
  tokens,
  structure,
];
