/** Models whose every name and text tries to get out of the drawing: into its markup, its style sheet, mermaid's words. */
import type { CheckedHead, CheckedLayer, CheckedModel, Step } from "../../../src/check/model.ts";
import { createSource } from "../../../src/source/source.ts";
import { modelOf } from "../../export/models.ts";

export const hostileTexts = [
  "<script>window.__hacked = 1</script>",
  "</title></desc></style><script>window.__hacked = 1</script>",
  '"><img src=x onerror="window.__hacked = 1">',
  "' onload='window.__hacked = 1",
  "javascript:window.__hacked = 1",
  "]]><svg onload=window.__hacked=1>",
  "&amp;lt;script&gt; &#60;script&#62;",
  'end\n"] click n0 callback "x"; n0["',
  "`**md**` #quot; %%{init: {'securityLevel': 'loose'}}%%",
  "\u202edrow\u0000\u0007\ufffe\ud800",
  "}*{display:none} </style>",
  "日本語のとても長い名前がここに続いていますのでとても幅が広い",
];

/** What a program can hold: texts as arguments of a block, and long names. */
const programs = hostileTexts
  .filter((text) => !/["\p{Cc}\p{Cs}]/u.test(text))
  .map(
    (text) =>
      `block b(text, n) { add { conv 1x1x2 -> relu | } }\nmodel M${"m".repeat(60)} {\n  input 4x4x2\n  b("${text}", 3) * 3\n  fc 2\n}\n`,
  );

/** Also what no program can hold today: the same texts as names of everything. */
export function hostileModels(): readonly CheckedModel[] {
  return [...programs.map(modelOf), ...hostileTexts.map(renamed)];
}

function renamed(text: string): CheckedModel {
  const model = modelOf(
    "block b(n) { add { conv 1x1x2 as inside -> relu | } }\nmodel M {\n  input 4x4x2 as start\n  b(3) as used\n  head aux { fc 2 }\n  conv 1x1x2 as far -> maxpool 2\n  concat { maxpool 2 | @far -> maxpool 4 }\n  fc 2\n}\n",
  );
  const names = new Map(model.layers.map(({ name }, i) => [name, `${text}${i}`]));
  const nameOf = (name: string): string => names.get(name) ?? name;
  const source = createSource(`${text}.cnn`, model.source.text);
  const steps = new Map<Step, Step>();
  const stepOf = (step: Step): Step => {
    const known = steps.get(step) ?? { ...step, source, ...(step.use ? { use: { ...step.use, text, prefix: text } } : {}) }; // prettier-ignore
    steps.set(step, known);
    return known;
  };
  const layers = model.layers.map((layer): CheckedLayer => ({
    ...layer,
    name: nameOf(layer.name),
    inputs: layer.inputs.map(nameOf),
    source,
    trail: layer.trail.map(stepOf),
    ...(layer.head === undefined ? { head: undefined } : { head: text }),
  }));
  const heads = model.heads.map((head): CheckedHead => ({ ...head, name: text, from: nameOf(head.from), last: nameOf(head.last), source })); // prettier-ignore
  return { ...model, name: text, source, layers, heads, last: nameOf(model.last) };
}
