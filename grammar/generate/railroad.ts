/**
 * Draws the rules as railroad diagrams: one static page with the drawings inside as SVG and its style in itself, no script and
 * nothing fetched. Takes the rules as data, returns the text of `generated/railroad.html`.
 */
import railroad, { type Track } from "railroad-diagrams";
import type { NamedRule, Production } from "./productions.ts";

const style = `
body { font: 16px/1.5 system-ui, sans-serif; margin: 2em auto; max-width: 75em; padding: 0 1em; color: #222; background: #fff; }
h2 { font: bold 16px monospace; margin: 2em 0 0; }
nav a { font-family: monospace; margin-right: 1em; }
figure { margin: 0; overflow-x: auto; }
svg.railroad-diagram path { stroke-width: 2; stroke: #444; fill: none; }
svg.railroad-diagram text { font: 14px monospace; text-anchor: middle; fill: #111; }
svg.railroad-diagram text.comment { font: italic 13px monospace; }
svg.railroad-diagram rect { stroke-width: 2; stroke: #444; fill: #e6f0fa; }
svg.railroad-diagram rect[rx] { fill: #e8f5e4; }
`;

export function drawRailroad(rules: readonly NamedRule[]): string {
  const links = rules.map(({ name }) => `<a href="#${name}">${name}</a>`).join("\n");
  const figures = rules.map((rule) => {
    const drawing = railroad.Diagram(draw(rule.definition)).toString().trimEnd();
    const labelled = drawing.replace("<svg ", `<svg role="img" aria-label="${rule.name}" `);
    return `<h2 id="${rule.name}">${rule.name}</h2>\n<figure>\n${labelled}\n</figure>`;
  });
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>The grammar of .cnn</title>
<style>${style}</style>
<h1>The grammar of .cnn</h1>
<p>Generated from <code>grammar/parser.ts</code> by <code>npm run generate</code>. Green words are written as they stand, blue
ones are rules, those in italics are kinds of words; <i>NL</i> is one or more newlines.</p>
<nav>
${links}
</nav>
${figures.join("\n")}
</html>
`;
}

function draw(production: Production): Track {
  switch (production.kind) {
    case "sequence":
      return railroad.Sequence(...production.items.map(draw));
    case "choice":
      return railroad.Choice(0, ...production.items.map(draw));
    case "optional":
      return railroad.Optional(draw(production.item));
    case "repeat": {
      const between = production.separator === undefined ? railroad.Skip() : draw(production.separator);
      const repeat = production.least === 0 ? railroad.ZeroOrMore : railroad.OneOrMore;
      return repeat.call(railroad, draw(production.item), between);
    }
    case "rule":
      return railroad.NonTerminal(production.name);
    case "word":
      return railroad.Comment(production.name);
    case "literal":
      return railroad.Terminal(production.text);
    default:
      return production satisfies never;
  }
}
