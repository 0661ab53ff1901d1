/**
 * Drawings in a real browser: texts as wide as it makes them do not overlap and lie inside, the colors follow light and dark,
 * and nothing of a hostile program runs, in SVG or in what mermaid makes of a flowchart. Needs Chromium; mermaid is fetched from
 * the registry, without its dependencies (its bundle has them), and into no lock file.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { check } from "../../../src/check/check.ts";
import { createProjectFiles } from "../../../src/cli/project-files.ts";
import { createReport } from "../../../src/diagnostics/diagnostic.ts";
import * as operators from "../../../src/ops/registry.ts";
import { drawModel } from "../../../src/report/drawing/draw.ts";
import { layoutDrawing } from "../../../src/report/drawing/layout-drawing.ts";
import { renderMermaid } from "../../../src/report/drawing/render-mermaid.ts";
import { createSource } from "../../../src/source/source.ts";
import { parse } from "../../../src/syntax/parse.ts";
import { everyModel, type NamedModel } from "../../export/models.ts";
import { hostileModels, hostileTexts } from "../../report/drawing/hostile.ts";
import { type Box, overlapping, textBoxes } from "../../report/drawing/boxes.ts";
import { isDeclared, systemOf } from "../lectures/lecture-systems.ts";
import { ask, chromium, type Files } from "./chromium.ts";

const mermaidVersion = "12.3.0";

if (chromium === undefined) console.log("no Chromium here (Debian: apt-get install chromium): drawings are not tried in a browser"); // prettier-ignore

let models: readonly NamedModel[] = [];
beforeAll(async () => {
  const own = await everyModel();
  const hostile = hostileModels().map((model, i) => ({ name: `hostile ${i}`, model }));
  models = [...own, ...own.filter(isDeclared).map(ofLecture), ...hostile];
});

/** As the lectures train it: with a smaller input, or another end. */
function ofLecture(named: NamedModel): NamedModel {
  const { text, path, model } = systemOf(named);
  const report = createReport();
  const { models } = check(parse(createSource(path, text), report), operators, report, {
    project: createProjectFiles(path),
  });
  return { name: `${named.name} of the lectures`, model: models.find(({ name }) => name === model)! };
}

const html = (body: string): { readonly type: string; readonly body: string } => ({
  type: "text/html; charset=utf-8",
  body: `<!doctype html><meta charset="utf-8"><body>${body}</body>`,
});

const answer = (expression: string): string =>
  `<script>(async () => { let found; try { found = await (${expression}); } catch (error) { found = { error: String(error) }; } await fetch("/answer", { method: "POST", body: JSON.stringify(found) }); })();</script>`;

interface Measured {
  readonly width: number;
  readonly height: number;
  readonly ground: string;
  readonly texts: readonly {
    readonly text: string;
    readonly size: number;
    readonly box: readonly [number, number, number, number];
  }[];
}

/** What the browser makes of every `svg` of the page, each in a corner of its own. */
const measure = answer(`(async () => {
  await document.fonts.ready;
  return [...document.querySelectorAll("svg")].map((svg) => ({
    width: svg.viewBox.baseVal.width,
    height: svg.viewBox.baseVal.height,
    ground: getComputedStyle(svg.querySelector(".ground")).fill,
    texts: [...svg.querySelectorAll("text")].map((text) => {
      const { x, y, width, height } = text.getBBox();
      return { text: text.textContent, size: parseFloat(getComputedStyle(text).fontSize), box: [x, y, width, height] };
    }),
  }));
})()`);

describe.skipIf(chromium === undefined)("in Chromium", () => {
  it("texts do not overlap, none is cut off or small", async () => {
    const files: Files = new Map([["/", html(models.map(({ model }) => drawModel(model)).join("\n") + measure)]]);
    const measured = (await ask(files, "/")) as readonly Measured[];
    expect(measured).toHaveLength(models.length);
    for (const [i, { width, height, texts }] of measured.entries()) {
      const { name } = models[i]!;
      expect(texts.length, name).toBeGreaterThan(3);
      // A line of text takes more height than its letters: the boxes are cut to those.
      const boxes = texts.map(({ text, size, box: [x, y, w, h] }): Box => {
        const base = y + h * 0.8;
        return { text, left: x, right: x + w, top: base - 0.76 * size, bottom: base + 0.22 * size };
      });
      expect(overlapping(boxes), name).toEqual([]);
      expect(texts.filter(({ size }) => size < 11), name).toEqual([]); // prettier-ignore
      const out = boxes.filter(
        ({ left, right, top, bottom }) => left < 0 || top < 0 || right > width || bottom > height,
      );
      expect(out, name).toEqual([]);
    }
  });

  it("texts that overlap are found", async () => {
    const [{ model }] = models as readonly [NamedModel];
    const shifted = drawModel(model).replace(/(<text[^>]*) y="[\d.]+"/g, '$1 y="40"');
    const [one] = (await ask(new Map([["/", html(shifted + measure)]]), "/")) as readonly Measured[];
    const boxes = one!.texts.map(({ text, box: [x, y, w, h] }): Box => ({ text, left: x, right: x + w, top: y, bottom: y + h })); // prettier-ignore
    expect(overlapping(boxes).length).toBeGreaterThan(0);
  });

  it("the measure of texts is no smaller than the browser's", async () => {
    const own = models.filter(({ name }) => !name.startsWith("hostile"));
    const page = html(own.map(({ model }) => drawModel(model)).join("\n") + measure);
    const measured = (await ask(new Map([["/", page]]), "/")) as readonly Measured[];
    const wider = own.flatMap(({ model }, i) =>
      textBoxes(layoutDrawing(model)).flatMap(({ text, left, right }, j) => {
        const shown = measured[i]!.texts[j]!;
        return shown.box[2] > right - left + 0.5 ? [`${text}: ${shown.box[2]} of ${right - left}`] : [];
      }),
    );
    expect(wider).toEqual([]);
  });

  it("colors follow the reader's choice", async () => {
    const files: Files = new Map([["/", html(drawModel(models[0]!.model) + measure)]]);
    const ground = async (dark: boolean): Promise<string> =>
      ((await ask(files, "/", { dark })) as readonly Measured[])[0]!.ground;
    expect([await ground(false), await ground(true)]).toEqual(["rgb(255, 255, 255)", "rgb(20, 24, 31)"]);
  });

  /** Each text in a frame of its own, as a document and within a page. */
  const hackedFrames = async (svgs: readonly string[]): Promise<readonly number[]> => {
    const files = new Map<string, { type: string; body: string }>();
    for (const [i, svg] of svgs.entries()) {
      files.set(`/${i}.svg`, { type: "image/svg+xml; charset=utf-8", body: svg });
      files.set(`/${i}.html`, html(svg));
    }
    const frames = [...files.keys()].map((path) => `<iframe src="${path}"></iframe>`).join("");
    const look = answer(`new Promise((resolve) => addEventListener("load", () => setTimeout(() => {
      const frames = [...document.querySelectorAll("iframe")];
      resolve(frames.map((frame) => (frame.contentWindow.__hacked ? 2 : 0) + (frame.contentDocument.querySelector("text") ? 1 : 0)));
    }, 500)))`);
    files.set("/", html(frames + look));
    return (await ask(files, "/")) as readonly number[];
  };

  it("nothing of a hostile program runs", async () => {
    const found = await hackedFrames(hostileModels().map((model) => drawModel(model)));
    expect(found).toHaveLength(2 * hostileModels().length);
    // Each was shown, and none ran.
    expect(found.filter((each) => each !== 1)).toEqual([]);
  });

  it("what runs would be seen", async () => {
    const raw = '<svg xmlns="http://www.w3.org/2000/svg"><text>a</text><script>window.__hacked = 1</script></svg>';
    expect(await hackedFrames([raw])).toEqual([3, 3]);
  });
});

describe.skipIf(chromium === undefined)("mermaid in Chromium", () => {
  let bundle: Uint8Array | undefined;
  beforeAll(() => {
    const folder = mkdtempSync(join(tmpdir(), "cnnc-mermaid-"));
    try {
      execFileSync("npm", ["pack", "--silent", "--pack-destination", folder, `mermaid@${mermaidVersion}`], { cwd: folder, stdio: "pipe", timeout: 120_000 }); // prettier-ignore
      execFileSync("tar", ["xzf", `mermaid-${mermaidVersion}.tgz`, "package/dist/mermaid.min.js"], { cwd: folder });
      bundle = readFileSync(join(folder, "package/dist/mermaid.min.js"));
    } catch (error) {
      console.log(`mermaid could not be fetched, and is not tried: ${String(error).split("\n")[0]}`);
    }
  });

  interface Chart {
    readonly nodes?: number;
    readonly clusters?: number;
    readonly text?: string;
    readonly hacked?: boolean;
    readonly error?: string;
  }

  /** Drawn with mermaid's least careful settings. */
  const draw = async (charts: readonly string[]): Promise<readonly Chart[]> => {
    const page = `<script src="/mermaid.js"></script><div id="there"></div>${answer(`(async () => {
      mermaid.initialize({ startOnLoad: false, securityLevel: "loose", maxTextSize: 1e6, maxEdges: 1e5 });
      const charts = await (await fetch("/charts.json")).json();
      const found = [];
      for (const [i, chart] of charts.entries()) {
        try {
          const { svg } = await mermaid.render("chart" + i, chart);
          const there = document.getElementById("there");
          there.innerHTML = svg;
          await new Promise((resolve) => setTimeout(resolve, 20));
          found.push({
            nodes: there.querySelectorAll(".node").length,
            clusters: there.querySelectorAll(".cluster").length,
            text: there.textContent,
            hacked: window.__hacked !== undefined,
          });
        } catch (error) { found.push({ error: String(error) }); }
      }
      return found;
    })()`)}`;
    const files: Files = new Map<string, { type: string; body: string | Uint8Array }>([
      ["/", html(page)],
      ["/mermaid.js", { type: "text/javascript", body: bundle! }],
      ["/charts.json", { type: "application/json", body: JSON.stringify(charts) }],
    ]);
    return (await ask(files, "/", { timeout: 500_000 })) as readonly Chart[];
  };

  it("draws every model with all its nodes and blocks", async (context) => {
    if (bundle === undefined) return context.skip();
    const charts = models.map(({ model }) => renderMermaid(model));
    const found = await draw(charts);
    for (const [i, chart] of charts.entries()) {
      const { nodes, clusters, error } = found[i]!;
      const written = [chart.match(/:::/g)!.length, chart.match(/^\s*subgraph/gm)?.length ?? 0];
      expect({ error, drawn: [nodes, clusters] }, models[i]!.name).toEqual({ error: undefined, drawn: written });
    }
  });

  it("runs nothing of a hostile program, and shows its texts as they are", async (context) => {
    if (bundle === undefined) return context.skip();
    const found = await draw(hostileModels().map((model) => renderMermaid(model)));
    expect(found.filter(({ error, hacked }) => error !== undefined || hacked !== false)).toEqual([]);
    const all = found.map(({ text }) => text).join("\n");
    for (const text of hostileTexts) {
      const shown = text.replace(/[\n\t]/g, " ").replace(/[\p{Cc}\p{Cs}\ufffe\u202e]/gu, "\ufffd");
      expect(all.replace(/\s+/g, " ")).toContain(shown.replace(/\s+/g, " "));
    }
  });
});
