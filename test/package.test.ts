/** What is published: a page that links to another must bring it, and what runs must be there. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { posix } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, expect, it } from "vitest";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

interface Packed {
  readonly files: readonly { readonly path: string }[];
}

let files: readonly string[] = [];

beforeAll(() => {
  const answer = execFileSync("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"], {
    cwd: ROOT,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
    shell: process.platform === "win32",
  });
  files = (JSON.parse(answer) as readonly Packed[])[0]!.files.map(({ path }) => path);
}, 120_000);

/** Relative links of a page, as paths in the package. */
const linksOf = (page: string): readonly string[] => {
  const text = readFileSync(posix.join(ROOT, page), "utf8").replace(/```.*?```/gs, "");
  return [...text.matchAll(/\]\(([^)\s]+)\)/g)]
    .map((match) => match[1]!.replace(/#.*$/, ""))
    .filter((link) => link !== "" && !/^[a-z]+:/.test(link))
    .map((link) => posix.normalize(posix.join(posix.dirname(page), link)).replace(/\/$/, ""));
};

it("every page of the package links to what the package holds", () => {
  const has = (path: string): boolean => files.some((file) => file === path || file.startsWith(`${path}/`));
  const pages = files.filter((file) => file.endsWith(".md"));
  expect(pages.length).toBeGreaterThan(100);
  const links = pages.flatMap((page) => linksOf(page).map((link) => `${page} -> ${link}`));
  expect(links.length).toBeGreaterThan(100);
  expect(links.filter((link) => !has(link.split(" -> ")[1]!))).toEqual([]);
});

it("the command, the library's programs and their texts are in the package; tests and scripts of ours are not", () => {
  for (const path of ["bin/cnnc.js", "stdlib/resnet.cnn", "examples/lenet5.cnn", "grammar/generated/cnn.ebnf"])
    expect(files).toContain(path);
  expect(files.filter((file) => /^(?:test|src\/.*\.ts|node_modules|runs|\.)/.test(file))).toEqual([]);
});
