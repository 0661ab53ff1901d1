/**
 * How a drawing looks, as one style sheet inside of it: colors as custom properties, which a page around it may set itself, in
 * light and dark. A constant only; classes are those that `render-svg.ts` writes.
 */
import { type Face, faces } from "./measure.ts";

/** Drawings often share a page. */
export const root = "cnnc-drawing";

const light = {
  ground: "#ffffff",
  ink: "#1c2430",
  soft: "#5a6675",
  line: "#6b7787",
  skip: "#b0541b",
  frame: "#f3f5f8",
  rim: "#c3cbd6",
  input: "#9aa5b1",
  learned: "#4a86c5",
  full: "#8d69b8",
  resize: "#d6683f",
  norm: "#4fa58a",
  act: "#e2b13c",
  plain: "#a9b0b8",
  join: "#217885",
};

const dark: typeof light = {
  ground: "#14181f",
  ink: "#e9edf3",
  soft: "#a9b4c2",
  line: "#8d99a9",
  skip: "#eb9a5b",
  frame: "#1d232d",
  rim: "#475263",
  input: "#7d8894",
  learned: "#5b97d6",
  full: "#a283cd",
  resize: "#df7d55",
  norm: "#5db598",
  act: "#dcb04a",
  plain: "#858d97",
  join: "#47aab8",
};

/** For a page that knows better than the system which of them it is in: each is the custom property `--cnnc-NAME`. */
export const palettes = { light, dark } as const;

const variables = (colors: typeof light): string =>
  Object.entries(colors)
    .map(([name, color]) => `--d-${name}: var(--cnnc-${name}, ${color});`)
    .join(" ");

const proportional = '"Helvetica Neue", Helvetica, Arial, "Liberation Sans", sans-serif';
const fixed = 'ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace';

const colorOf: Readonly<Record<Face, string>> = {
  title: "ink",
  subtitle: "soft",
  frame: "ink",
  count: "skip",
  label: "ink",
  code: "ink",
  companion: "soft",
  size: "ink",
  params: "soft",
  join: "ground",
  reference: "skip",
};

const bold: ReadonlySet<Face> = new Set(["title", "count", "label", "size"]);

const faceRules = (Object.keys(faces) as readonly Face[]).map((face) => {
  const { size, fixed: isFixed } = faces[face];
  const weight = bold.has(face) ? " font-weight: 600;" : "";
  return `.${root} .t-${face} { font-size: ${size}px; fill: var(--d-${colorOf[face]});${weight}${isFixed ? ` font-family: ${fixed};` : ""} }`;
});

const tones = ["input", "learned", "full", "resize", "norm", "act", "plain", "join"];

export const style = [
  `.${root} { color-scheme: light dark; font-family: ${proportional}; ${variables(light)} }`,
  `@media (prefers-color-scheme: dark) { .${root} { ${variables(dark)} } }`,
  `.${root} .ground { fill: var(--d-ground); }`,
  `.${root} .flow, .${root} .skip, .${root} .side { fill: none; stroke: var(--d-line); stroke-width: 1.25; stroke-linejoin: round; }`,
  `.${root} .skip { stroke: var(--d-skip); }`,
  `.${root} .side { stroke-dasharray: 4 3; }`,
  `.${root} .tip { stroke: none; fill: var(--d-line); }`,
  `.${root} .skip-tip { stroke: none; fill: var(--d-skip); }`,
  `.${root} .box { fill: var(--d-frame); stroke: var(--d-rim); }`,
  `.${root} .repeat, .${root} .head { stroke-dasharray: 4 3; }`,
  `.${root} .pill { fill: var(--d-join); }`,
  `.${root} .edge { fill: none; stroke: var(--d-ground); stroke-width: 0.75; stroke-linejoin: round; }`,
  `.${root} .lit { fill: #ffffff; fill-opacity: 0.32; }`,
  `.${root} .shade { fill: #000000; fill-opacity: 0.2; }`,
  ...tones.map((tone) => `.${root} .${tone} { fill: var(--d-${tone}); }`),
  ...faceRules,
].join("\n");
