/** Positions in both encodings, wherever a client puts them, and addresses of files on both platforms, there and back. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { pathOfUri, uriOfPath } from "../../src/editor/server/addresses.ts";
import { createPositions } from "../../src/editor/server/positions.ts";
import { createSource } from "../../src/source/source.ts";

const source = createSource("/p/a.cnn", "// 𝔸é€\r\nfc 10\rbn\n\nrelu");

describe("positions", () => {
  it("count UTF-16 units or bytes from the start of a line", () => {
    const [wide, bytes] = [createPositions("utf-16"), createPositions("utf-8")];
    const end = source.text.indexOf("\r");
    expect(wide.position(source, end)).toEqual({ line: 0, character: 7 });
    expect(bytes.position(source, end)).toEqual({ line: 0, character: 3 + 4 + 2 + 3 });
    expect(wide.position(source, source.text.length)).toEqual({ line: 4, character: 4 });
  });

  it.each(["utf-16", "utf-8"] as const)("in %s of every offset lead back to it", (encoding) => {
    const positions = createPositions(encoding);
    for (let offset = 0; offset <= source.text.length; offset++) {
      const inside = offset === source.text.indexOf("𝔸") + 1 || offset === source.text.indexOf("\n");
      if (!inside) expect(positions.offset(source, positions.position(source, offset))).toBe(offset);
    }
  });

  it.each([
    [{ line: 0, character: 99 }, source.text.indexOf("\r")],
    [{ line: 1, character: 99 }, source.text.indexOf("\rbn")],
    [{ line: 3, character: 1 }, source.text.indexOf("\nrelu")],
    [{ line: 99, character: 0 }, source.text.length],
    [{ line: -1, character: 5 }, 0],
    [{ line: 1, character: -5 }, source.text.indexOf("fc")],
    [{ line: Number.NaN, character: Number.NaN }, 0],
    [{ line: 0, character: 4 }, 3],
  ])("outside of the text, or within a character, are moved: %o", (position, offset) => {
    expect(createPositions("utf-16").offset(source, position)).toBe(offset);
  });

  it("agree with what the text holds before them, in any text", () => {
    const texts = fc.string({ unit: fc.constantFrom("a", "é", "€", "𝔸", "\n", "\r", "\r\n", "\ud800") });
    fc.assert(
      fc.property(texts, fc.nat(60), (text, at) => {
        const any = createSource("/p/a.cnn", text);
        for (const encoding of ["utf-16", "utf-8"] as const) {
          const positions = createPositions(encoding);
          const position = positions.position(any, at);
          const lines = text.slice(0, at).split(/\r\n|\n|\r(?!$)/);
          // A cursor between `\r` and `\n` is still on the line before.
          const between = text[at - 1] === "\r" && text[at] === "\n";
          if (between || text[Math.min(at, text.length) - 1] === "\r") return;
          expect(position.line).toBe(lines.length - 1);
          const before = lines.at(-1)!;
          const half = /[\ud800-\udbff]$/.test(before);
          if (!half)
            expect(position.character).toBe(encoding === "utf-16" ? before.length : Buffer.byteLength(before, "utf8"));
        }
      }),
    );
  });
});

describe("addresses", () => {
  const linux = { windows: false };
  const windows = { windows: true };
  it.each([
    ["file:///home/a/net.cnn", "/home/a/net.cnn"],
    ["file:///home/a%20b/50%25%20net%23.cnn", "/home/a b/50% net#.cnn"],
    ["file:///home/%C3%A9t%C3%A9/%F0%9D%94%B8.cnn", "/home/été/𝔸.cnn"],
    ["file:///home/broken%zz.cnn", "/home/broken%zz.cnn"],
    ["file://localhost/home/net.cnn", "/home/net.cnn"],
    ["cnnc-std:/resnet.cnn", "std/resnet"],
    ["untitled:Untitled-1", "untitled:Untitled-1"],
    ["git:/home/a/net.cnn?ref=HEAD", "git:/home/a/net.cnn?ref=HEAD"],
    ["cnnc-std:/none.cnn", "cnnc-std:/none.cnn"],
  ])("%s is %s on Linux", (uri, path) => expect(pathOfUri(uri, linux)).toBe(path));

  it.each([
    ["file:///c%3A/Users/a%20b/net.cnn", "c:\\Users\\a b\\net.cnn"],
    ["file:///C:/net.cnn", "c:\\net.cnn"],
    ["file://server/share/net.cnn", "\\\\server\\share\\net.cnn"],
    ["untitled:Untitled-1", "untitled:Untitled-1"],
  ])("%s is %s on Windows", (uri, path) => expect(pathOfUri(uri, windows)).toBe(path));

  it.each(["/home/a b/50% été #1?/𝔸.cnn", "/net.cnn", "std/resnet", "untitled:Untitled-1"])("%s comes back", (path) =>
    expect(pathOfUri(uriOfPath(path, linux), linux)).toBe(path),
  );
  it.each(["c:\\Users\\été b\\net.cnn", "\\\\server\\share\\a b.cnn", "std/resnet"])(
    "%s comes back on Windows",
    (path) => expect(pathOfUri(uriOfPath(path, windows), windows)).toBe(path),
  );
});
