/** What a program read from a stream is called, and how large one may be. Imports and takes nothing but the limits. */
import { LIMITS } from "../limits.ts";

export const STDIN = "-";

/** UTF-8 takes at most three bytes for one UTF-16 code unit. The checker counts the characters. */
export const SOURCE_BYTES = 3 * LIMITS.sourceLength.value + 3;
