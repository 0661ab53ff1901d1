/** Every group of requests that the server answers, one file each. */
import { actions } from "./actions.ts";
import { content } from "./content.ts";
import type { Feature } from "./feature.ts";
import { formatting } from "./formatting.ts";
import { hints } from "./hints.ts";
import { hover } from "./hover.ts";
import { lenses } from "./lenses.ts";
import { names } from "./names.ts";
import { symbols } from "./symbols.ts";

export const features: readonly Feature[] = [names, actions, hints, formatting, hover, symbols, lenses, content];
