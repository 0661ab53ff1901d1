/**
 * How the command draws tables: columns and blanks, a line under the head, no color; so that text tools can cut them.
 * A constant only.
 */

const line = {
  top: "",
  "top-mid": "",
  "top-left": "",
  "top-right": "",
  bottom: "",
  "bottom-mid": "",
  "bottom-left": "",
};
const inside = { "bottom-right": "", left: "", "left-mid": "", mid: "", "mid-mid": "", right: "", "right-mid": "" };

/** Options for cli-table3. */
export const PLAIN_TABLE = {
  chars: { ...line, ...inside, middle: "  " },
  style: { head: [] as string[], border: [] as string[], "padding-left": 0, "padding-right": 0 },
};
