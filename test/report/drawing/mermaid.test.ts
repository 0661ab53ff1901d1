/** Models as mermaid flowcharts: of the drawing's form, in lines of a small grammar that no text of a user gets out of. */
import { describe, expect, it } from "vitest";
import { escapeMermaid } from "../../../src/report/drawing/escape-mermaid.ts";
import { renderMermaid } from "../../../src/report/drawing/render-mermaid.ts";
import { modelOf } from "../../export/models.ts";
import { everyModelOnce } from "./every-model.ts";
import { hostileModels, hostileTexts } from "./hostile.ts";

/** Letters and digits of any script, a few plain signs, codes; lines of a label are parted by `<br/>`. */
const label = String.raw`"(?:[\p{L}\p{N}\p{M}\ufffd .,:_+/=()→×·-]|#\d+;|<br/>)+"`;
const line = new RegExp(
  String.raw`^(?:flowchart TB|\s+%% (?:[\p{L}\p{N}\p{M}\ufffd .,:_+/=()→×·-]|#\d+;)*|\s+n\d+(?:\[${label}\]|\(\[${label}\]\)):::[a-z]+|\s+subgraph s\d+\[${label}\]|\s+end|\s+n\d+ --> n\d+|\s+classDef [a-z]+ fill:#[0-9a-f]{6},stroke:#[0-9a-f]{6},color:#[0-9a-f]{6};|)$`,
  "u",
);

describe("a flowchart", () => {
  it("shows stations, joins, blocks, repetitions and heads", () => {
    const model = modelOf(
      "block unit(c) { add { conv 3x3x{c} p1 -> bn -> relu | } }\nmodel M {\n  input 8x8x4\n  unit(4) * 3 as deep\n  head aux { fc 3 }\n  fc 2 as scores\n}\n",
    );
    expect(renderMermaid(model).replace(/\n {2}classDef.*/g, "")).toMatchInlineSnapshot(`
      "flowchart TB
        %% M
        %% 8x8x4 → 2  ·  1,753 parameters  ·  28,160 multiply-adds
        n0["input<br/>8x8x4"]:::input
        subgraph s1["deep: unit(4) × 3"]
          n2["conv 3x3x4 p1<br/>bn<br/>relu<br/>8x8x4<br/>156 params"]:::learned
          n3(["add<br/>8x8x4"]):::join
        end
        subgraph s4["head aux"]
          n5["fc 3<br/>3<br/>771 params"]:::full
        end
        n6["scores<br/>fc 2<br/>2<br/>514 params"]:::full
        n0 --> n2
        n2 --> n3
        n0 --> n3
        n3 --> n5
        n3 --> n6
      "
    `);
  });

  it("has only lines of its grammar, whatever the model; each node is named before it is read", async () => {
    const wrong: string[] = [];
    const models = [...(await everyModelOnce()).map(({ model }) => model), ...hostileModels()];
    for (const model of models) {
      const known = new Set<string>();
      let open = 0;
      for (const each of renderMermaid(model).split("\n")) {
        if (!line.test(each)) wrong.push(`${model.name}: ${each}`);
        const node = /^\s+(n\d+)[[(]/.exec(each);
        if (node) known.add(node[1]!);
        for (const name of /^\s+(n\d+) --> (n\d+)$/.exec(each)?.slice(1) ?? [])
          if (!known.has(name)) wrong.push(`${model.name}: no ${name}`);
        if (/^\s+subgraph/.test(each)) open++;
        if (/^\s+end$/.test(each)) open--;
        if (open < 0) wrong.push(`${model.name}: an end too many`);
      }
      if (open !== 0) wrong.push(`${model.name}: an end is missing`);
      // All but the input are reached.
      const reached = new Set([...renderMermaid(model).matchAll(/--> (n\d+)/g)].map(([, name]) => name));
      expect([...known].filter((name) => !reached.has(name)).length, model.name).toBe(1);
    }
    expect(wrong).toEqual([]);
  });

  it("escapes what mermaid or a page would read, and loses nothing else", () => {
    expect(escapeMermaid('"] --> x; `a` <b>&lt;</b> {end} #35;')).toBe(
      "#34;#93; --#62; x#59; #96;a#96; #60;b#62;#38;lt#59;#60;/b#62; #123;end#125; #35;35#59;",
    );
    for (const text of hostileTexts) {
      const back = escapeMermaid(text).replace(/#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)));
      const shown = text.replace(/[\n\t]/g, " ").replace(/[\p{Cc}\p{Cs}\ufffe\u202e]/gu, "\ufffd");
      expect(back).toBe(shown);
    }
  });
});
