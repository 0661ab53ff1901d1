/** Text of programs in Markdown: whatever it holds, a parser of Markdown finds text and code in it and nothing else. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hoverAt } from "../../src/editor/hover.ts";
import { code, codeBlock, comment, list, page, paragraph, strong } from "../../src/editor/markdown.ts";
import { takeSnapshot } from "../../src/editor/snapshot.ts";
import { createSource } from "../../src/source/source.ts";
import { at, projectOf } from "./marks.ts";
import { dangersIn, kindsIn } from "./parse-markdown.ts";

const hostile = [
  "<script>alert(1)</script>",
  "<img src=x onerror=alert(1)>",
  "](command:workbench.action.terminal.new)",
  "[a](command:x) ![b](https://evil.example/x.png) [c]: https://evil.example",
  "[c]: https://evil.example/x",
  "https://evil.example/a?b=c www.evil.example mailto:a@evil.example a@evil.example",
  "xmpp:a@evil.example ftp://evil.example",
  "<https://evil.example> <a@evil.example>",
  "```\n</code></pre><script>x</script>\n```",
  "````` ~~~ `` ` ``",
  "` `<b>` `",
  "# title\n\n> quote\n\n---\n\n| a | b |\n| - | - |\n| c | d |",
  "title\n=====\n\ntitle\n-----",
  "&lt;script&gt; &#60;b&#62; &amp;",
  "\\<b>\\`\\[x](y)",
  "a\u2028b\u202ec\u0000d\u001b[31m",
  "1. one\n2) two\n- three\n+ four\n* five",
  "\n\n    code\n\n\tcode",
  "_a_ __b__ *c* **d** ~~e~~ [^1]\n\n[^1]: note",
  "$(icon) $x$ {{ liquid }} [[wiki]]",
  "---\nfront: matter\n---",
];

describe("texts of programs", () => {
  it.each(hostile)("%j is text and code", (text) => {
    const whole = page([
      paragraph(text, code(text), strong(text)),
      list([[text], [code(text)]]),
      codeBlock(text),
      comment(text),
    ]);
    expect(dangersIn(whole.markdown)).toEqual([]);
    for (const each of [paragraph(text), paragraph(code(text)), paragraph(strong(text)), comment(text)])
      expect(dangersIn(each.markdown)).toEqual([]);
    expect(kindsIn(codeBlock(text).markdown).filter((kind) => kind === "code")).toHaveLength(1);
  });

  it("are so whatever they are made of", () => {
    const piece = fc.constantFrom(
      ...hostile,
      ..."`*_[]()<>#+-.!|:&@\\/\"' \n\t~$^={}".split(""),
      "www",
      "http",
      "a",
      "1",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const text = pieces.join("");
        const whole = page([
          paragraph(text, " ", code(text)),
          comment(text),
          codeBlock(text),
          list([[text, code(text)]]),
        ]);
        expect(dangersIn(whole.markdown)).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it("are found where they become something, by the same parser", () => {
    expect(dangersIn("<b>x</b>")).toContain("html");
    expect(dangersIn("see https://evil.example")).toContain("link");
    expect(dangersIn("[a](command:x)")).toContain("link");
    expect(dangersIn("![a](b.png)")).toContain("image");
  });

  it.each(hostile)("%j in comments, texts and paths of a program stays text in every hover", (text) => {
    const line = text.replace(/[\r\n"]/g, " ");
    const program = `import unit from "./${line}.cnn"

${text
  .split("\n")
  .map((each) => `/// ${each}`)
  .join("\n")}
block part(c) { conv 3x3x{c} p1 as a }

/// ${line}
model Net {
  input 8x8x1
  part(2) -> unit() as here
  add { conv 1x1x2 | @here }
}

train Net {
  data "${line}" label="${line}" skip=["${line}"]
  freeze "${line}"
}
`;
    const { snapshot } = at(program, {
      path: `/project/${line}/net.cnn`,
      files: { [`./${line}.cnn`]: `/// ${line}\nblock unit() { relu }\n` },
    });
    const shown = new Set<string>();
    for (let offset = 0; offset < program.length; offset++) {
      const hover = hoverAt(snapshot, offset);
      // Pages of our own end in examples and tables; what a program brings stands above them.
      const [above = ""] = hover?.markdown.split("\n\n---\n\n") ?? [];
      if (above !== "" && !above.startsWith("# ")) shown.add(above);
    }
    for (const markdown of shown) expect(dangersIn(markdown)).toEqual([]);
    expect(shown.size).toBeGreaterThan(8);
  });
});

it("a path that is a link in Markdown is the path of a file", () => {
  const path = "/project/](command:x).cnn";
  const source = createSource(path, "model Net { input 4 -> fc 2 }");
  expect(hoverAt(takeSnapshot(source, projectOf(path, {})), 7)?.markdown).toContain("Net");
});
