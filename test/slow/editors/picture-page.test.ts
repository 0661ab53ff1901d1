/**
 * The page beside the text in a real browser, under its own policy: it shows a drawing, says which element was clicked, and of a
 * hostile drawing runs and fetches nothing. Skipped where Chromium is not installed.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it, type TestContext } from "vitest";
import { createPictures } from "../../../src/editor/picture.ts";
import { pictureHtml } from "../../../src/editor/vscode/picture-html.ts";
import { snapshotOf } from "../../editor/marks.ts";
import { buildVsix, filesOfVsix } from "../../editor/vscode/unpacked.ts";

const folder = mkdtempSync(join(tmpdir(), "cnnc-page-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeAll(async () => {
  await buildVsix();
  writeFileSync(join(folder, "picture-page.js"), filesOfVsix().get("extension/dist/picture-page.js")!);
}, 300_000);

const chromium = ["chromium", "chromium-browser", "google-chrome"].find(
  (name) => spawnSync(name, ["--version"]).status === 0,
);

interface Seen {
  readonly messages: readonly unknown[];
  readonly ran: readonly string[];
  readonly violations: readonly string[];
  readonly names: readonly string[];
  readonly attributes: readonly string[];
  readonly filled: string;
  readonly ink: string;
  readonly note: string;
}

/** What became of the page when these messages were sent to it and the first element that leads to text was clicked. */
function show(messages: readonly unknown[], { skip }: TestContext, theme = "vscode-light"): Seen {
  if (chromium === undefined) skip("Chromium is not installed");
  const nonce = "0123456789abcdef";
  const script = pathToFileURL(join(folder, "picture-page.js")).href;
  const play = `
    window.sent = []; window.ran = []; window.violations = [];
    window.alert = (what) => ran.push(String(what));
    document.addEventListener("securitypolicyviolation", (event) => violations.push(event.violatedDirective));
    window.acquireVsCodeApi = () => ({ postMessage: (message) => sent.push(message) });
    window.addEventListener("load", () => {
      for (const message of ${JSON.stringify(messages).replace(/</g, "\\u003c")}) window.postMessage(message, "*");
      setTimeout(() => {
        document.querySelector("#drawing .to-text")?.dispatchEvent(new MouseEvent("click", { bubbles: true }));
        const all = [...document.querySelectorAll("#drawing *")];
        const box = document.querySelector("#drawing .ground");
        const seen = { messages: sent, ran, violations, names: [...new Set(all.map((each) => each.localName))],
          attributes: [...new Set(all.flatMap((each) => each.getAttributeNames()))],
          filled: box ? getComputedStyle(box).fill : "", ink: box ? getComputedStyle(document.querySelector("#drawing .t-title")).fill : "", note: document.getElementById("note").textContent };
        const out = document.createElement("pre"); out.id = "seen"; out.textContent = btoa(encodeURIComponent(JSON.stringify(seen)));
        document.body.append(out);
      }, 300);
    });`;
  const editor = `body { --vscode-editor-background: #123456 }`;
  const page = pictureHtml({ nonce, script })
    .replace("<style", `<style nonce="${nonce}">${editor}</style>\n<style`)
    .replace("<body>", `<body class="${theme}">`)
    .replace("<script", `<script nonce="${nonce}">${play}</script>\n<script`);
  const file = join(folder, `page-${Math.round(performance.now() * 1000)}.html`);
  writeFileSync(file, page);
  const dom = execFileSync(
    chromium!,
    [
      "--headless",
      "--no-sandbox",
      "--disable-gpu",
      "--virtual-time-budget=3000",
      `--user-data-dir=${join(folder, "profile")}`,
      "--dump-dom",
      pathToFileURL(file).href,
    ],
    { encoding: "utf8", timeout: 120_000, stdio: ["ignore", "pipe", "ignore"] },
  );
  const [, seen] = /<pre id="seen">([^<]*)</.exec(dom) ?? [];
  if (seen === undefined) throw new Error(`the page did not end: ${dom.slice(0, 2000)}`);
  return JSON.parse(decodeURIComponent(atob(seen))) as Seen;
}

describe("the page of a picture", () => {
  it("shows a drawing with its colors, and says which element was clicked", (context) => {
    const { svg, places } = createPictures().picture(
      snapshotOf("model Net { input 8x8x1 -> conv 3x3x4 -> fc 2 }"),
      {},
    )!;
    const linked = places.map((_, i) => i === 2);
    const seen = show([{ kind: "drawing", svg, linked }], context);
    expect(seen.messages).toEqual([{ kind: "ready" }, { kind: "open", element: 2 }]);
    expect([seen.ran, seen.note]).toEqual([[], ""]);
    expect(seen.names).toEqual(expect.arrayContaining(["svg", "g", "path", "text", "title", "style"]));
    expect(seen.filled).toBe("rgb(18, 52, 86)");
    expect(seen.ink).toBe("rgb(28, 36, 48)");
    expect(show([{ kind: "drawing", svg, linked }], context, "vscode-dark").ink).toBe("rgb(233, 237, 243)");
  });

  it("runs and fetches nothing of a hostile drawing", (context) => {
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:h="http://www.w3.org/1999/xhtml" onload="alert('load')">
      <script>alert('script')</script><h:script>alert('html')</h:script>
      <style>@import url(https://example.invalid/x.css); * { background: url(https://example.invalid/y.png) }</style>
      <g onclick="alert('click')" tabindex="0" style="fill:url(https://example.invalid/z)"><a href="javascript:alert('link')"><text>link</text></a>
      <text>&lt;img src=x onerror=alert(1)&gt;</text></g>
      <g><foreignObject><h:iframe src="javascript:alert('frame')"/><h:img src="x" onerror="alert('image')"/></foreignObject></g>
      <g><image href="https://example.invalid/i.png" onerror="alert('picture')"/><use href="data:image/svg+xml,x"/>
      <animate attributeName="x" onbegin="alert('animation')" dur="1s"/><set attributeName="onclick" to="alert('set')"/></g></svg>`;
    const seen = show([{ kind: "drawing", svg, linked: [true, true, true] }], context);
    expect(seen.ran).toEqual([]);
    // What the parser refuses of its own document; nothing that would be fetched got as far as being refused.
    expect(seen.violations.filter((each) => !/^(?:script|style)-src-(?:attr|elem)$/.test(each))).toEqual([]);
    expect(seen.messages).toEqual([{ kind: "ready" }, { kind: "open", element: 0 }]);
    expect([...seen.names].sort()).toEqual(["g", "svg", "text"]);
    expect([...seen.attributes].sort()).toEqual(["class", "tabindex"]);
  });

  it("shows what is no drawing as nothing, and a note as text", (context) => {
    const note = "<img src=x onerror=alert(1)>";
    const seen = show([{ kind: "drawing", svg: "<svg", linked: [] }, { kind: "drawing", svg: "<html xmlns='http://www.w3.org/1999/xhtml'/>", linked: [] }, { kind: "note", text: note }], context); // prettier-ignore
    expect([seen.ran, seen.names, seen.note]).toEqual([[], [], note]);
  });
});
