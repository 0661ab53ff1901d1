/**
 * The page that shows a picture: takes the address of its script and a nonce, gives HTML in which nothing runs but that script and
 * nothing is fetched. The drawing comes later, as a message; no text of a program is in this page.
 */
import { palettes } from "../../report/drawing/style.ts";
import { escapeMarkup } from "../../report/markup.ts";

export interface PageParts {
  readonly nonce: string;
  /** Address of the page's script, as the editor serves it. */
  readonly script: string;
}

/** The editor's theme counts, not the system's. */
function themed(theme: keyof typeof palettes, ...names: readonly string[]): string {
  const colors = Object.entries({ ...palettes[theme], ground: "var(--vscode-editor-background)" });
  const rules = colors.map(([name, color]) => `--cnnc-${name}: ${color};`).join(" ");
  return `${names.map((name) => `body.${name}`).join(", ")} { ${rules} }`;
}

export function pictureHtml({ nonce, script }: PageParts): string {
  // Within quotes of HTML and of the policy at once.
  if (!/^[0-9a-f]+$/.test(nonce)) throw new Error("a nonce is written in hexadecimal digits");
  const policy = `default-src 'none'; style-src 'nonce-${nonce}'; script-src 'nonce-${nonce}'`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>cnnc</title>
<style nonce="${nonce}">
body { margin: 0; padding: 8px; background: var(--vscode-editor-background); color: var(--vscode-editor-foreground); }
${themed("light", "vscode-light", "vscode-high-contrast-light")}
${themed("dark", "vscode-dark", "vscode-high-contrast:not(.vscode-high-contrast-light)")}
#drawing svg { max-width: none; height: auto; }
#drawing.fit svg { width: 100%; }
#drawing .to-text { cursor: pointer; }
#drawing .to-text:focus { outline: none; }
#drawing .to-text:hover, #drawing .to-text:focus-visible { filter: brightness(1.12) drop-shadow(0 0 2px var(--vscode-focusBorder)); }
#note { font: var(--vscode-font-size) var(--vscode-font-family); opacity: 0.75; }
#drawing.old { opacity: 0.6; }
</style>
</head>
<body>
<p id="note" role="status" hidden></p>
<div id="drawing" class="fit"></div>
<script nonce="${nonce}" src="${escapeMarkup(script)}"></script>
</body>
</html>
`;
}
