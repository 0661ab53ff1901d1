/** The style, case by case: what is written, and how it stands afterwards. Every case holds with what `mustFormat` asks. */
import { describe, expect, test } from "vitest";
import { mustFormat } from "./must-format.ts";

/** Lines of a body, formatted. */
async function body(text: string): Promise<string> {
  const formatted = await mustFormat(`model A {\n${text}\n}\n`);
  expect(formatted.startsWith("model A {\n") && formatted.endsWith("\n}\n")).toBe(true);
  return formatted
    .slice("model A {\n".length, -"\n}\n".length)
    .split("\n")
    .map((line) => line.replace(/^ {2}/, ""))
    .join("\n");
}

const long = "conv 3x3x64 p1 nobias -> bn -> relu -> conv 3x3x64 p1 nobias -> bn -> relu -> conv 1x1x256 nobias -> bn";
const brokenLong = long.split(" -> ").join("\n  -> ");

describe("lines and chains", () => {
  test.each([
    ["blanks", "conv   5x5x6   s1 p2->relu  ->maxpool 2", "conv 5x5x6 s1 p2 -> relu -> maxpool 2"],
    ["newlines stay, one blank line at most", "relu\nbn\n\n\n\nfc 10", "relu\nbn\n\nfc 10"],
    ["a broken chain breaks before its arrows", "conv 3x3x8 ->\nbn\n-> relu", "conv 3x3x8\n  -> bn\n  -> relu"],
    [
      "lines of a broken chain stay",
      "conv 1x1x8 -> bn\n-> conv 3x3x8 -> bn",
      "conv 1x1x8 -> bn\n  -> conv 3x3x8 -> bn",
    ],
    ["too long", long, brokenLong],
    ["labels, repetitions, shapes", "[ relu ]*2   as a:  4x4x1->bn", "[relu] * 2 as a : 4x4x1 -> bn"],
    ["input with arguments", 'input 34x16  graph = "karate.csv"', 'input 34x16 graph="karate.csv"'],
    ["calls", "unit( c ,s = 2 , [ 3,4 ] )", "unit(c, s=2, [3, 4])"],
  ])("%s", async (_name, text, wanted) => expect(await body(text)).toBe(wanted));
});

describe("brackets", () => {
  test.each([
    ["a group on one line", "[ conv 3x3x8->relu ] * n", "[conv 3x3x8 -> relu] * n"],
    ["a group on several", "[ conv 3x3x8\nrelu] * n", "[\n  conv 3x3x8\n  relu\n] * n"],
    ["arms on one line", "add{|a|b}", "add { a | b }"],
    ["arms on several", "add { a\n| b -> c\n  d }-> relu", "add {\n  | a\n  | b -> c\n    d\n} -> relu"],
    ["empty arms", "concat { | | @a }\nadd {relu |}\nmul { }", "concat { | | @a }\nadd { relu | }\nmul {}"],
    ["conditions", "if in.c!=4 * c {bn} else{ relu }", "if in.c != 4*c { bn } else { relu }"],
    ["conditions on several", "if a { bn }\nelse { relu }", "if a {\n  bn\n} else {\n  relu\n}"],
    ["an empty body", "if a {\n\n}\nrelu", "if a {}\nrelu"],
    [
      "arms too long",
      `add { ${long} | bn } -> relu`,
      `add {\n  | ${brokenLong.replaceAll("\n", "\n    ")}\n  | bn\n} -> relu`,
    ],
  ])("%s", async (_name, text, wanted) => expect(await body(text)).toBe(wanted));
});

test("what follows braces that are opened for their width", async () => {
  const arm = "conv 1x1x64 nobias -> bn -> relu -> conv 3x3x64 p1 nobias -> bn -> relu -> conv 1x1x256 nobias";
  expect(await body(`add { ${arm} | } -> [\nrelu\n] -> bn`)).toBe(`add {\n  | ${arm}\n  |\n} -> [\n  relu\n] -> bn`);
});

describe("expressions", () => {
  test.each([
    ["n-1", "n - 1"],
    ["2 * c + 1", "2*c + 1"],
    ["( n-f+2 * p ) / s+1", "(n - f + 2*p)/s + 1"],
    ["- a%b", "-a%b"],
    ["not  a==b and c", "not a == b and c"],
    ["n [0] . x( 1 )", "n[0].x(1)"],
    ["[ 1E5,61_706 ,2.5E-3]", "[1e5, 61_706, 2.5e-3]"],
    ['"a  b"', '"a  b"'],
    ["((a))", "((a))"],
  ])("%s", async (text, wanted) => expect(await mustFormat(`const x=${text}`)).toBe(`const x = ${wanted}\n`));

  test("sizes, attributes, arguments", async () => {
    expect(await body("conv 3x{ 2 * c }x{c+1} s{ s } p1:{k} init = {he} std=( 1 )")).toBe(
      "conv 3x{2*c}x{c + 1} s{s} p1:{k} init={he} std=(1)",
    );
  });

  test("long lists are filled", async () => {
    const items = Array.from({ length: 40 }, (_, i) => i);
    const formatted = await mustFormat(`const x = [${items.join(",")}]`);
    expect(formatted.split("\n")).toHaveLength(5);
    expect(formatted).toMatch(/^const x = \[\n {2}0, 1, 2,.*,\n {2}\d+, .*39\n\]\n$/su);
  });
});

describe("columns", () => {
  test.each([
    [
      "arrows and words that their author aligned",
      "conv 5x5x6 s1 p2  -> relu\nconv 5x5x16       -> relu -> bn\nfc 84  -> relu",
      "conv 5x5x6 s1 p2 -> relu\nconv 5x5x16      -> relu -> bn\nfc 84 -> relu",
    ],
    ["arrows that were not", "conv 5x5x6 -> relu\nfc 84  -> relu", "conv 5x5x6 -> relu\nfc 84 -> relu"],
    ["arguments", "stage(u, 64,  2)\nstage(u, 128, 3)", "stage(u, 64,  2)\nstage(u, 128, 3)"],
    ["labels apart", "a(1)    as x\nrelu\nabc(1)  as y", "a(1)   as x\nrelu\nabc(1) as y"],
    [
      "shapes of neighbors",
      "relu : 4x4\nmaxpool 2 : 2x2\n\nfc 1 : 1",
      "relu        : 4x4\nmaxpool 2   : 2x2\n\nfc 1   : 1",
    ],
    ["a shape behind a bracket", "add {\n| relu\n|\n}   : 2x2", "add {\n  | relu\n  |\n} : 2x2"],
    ["shapes apart", "maxpool 2   : 2x2\n\nrelu        : 4x4", "maxpool 2   : 2x2\n\nrelu        : 4x4"],
    ["comments", "relu // a\nmaxpool 2  // b\n\nbn // c", "relu       // a\nmaxpool 2  // b\n\nbn  // c"],
    ["numbers that are expected", "expect params   62\nexpect macs  1_135", "expect params  62\nexpect macs 1_135"],
  ])("%s", async (_name, text, wanted) => expect(await body(text)).toBe(wanted));

  test("settings", async () => {
    expect(
      await mustFormat("train A{\ndata mnist\noptimizer   sgd lr=5E-2\naugment shift 2\n->flip horizontal\n}"),
    ).toBe(
      "train A {\n  data      mnist\n  optimizer sgd lr=5e-2\n  augment   shift 2\n            -> flip horizontal\n}\n",
    );
  });
});

describe("comments stay where they belong", () => {
  test.each([
    [
      "at the end of a line, on its own, at the end of a body",
      "relu //a\n  // b\n\n\nbn\n// c",
      "relu  //a\n// b\n\nbn\n// c",
    ],
    ["in an empty body", "if a {// b\n}\nif a { // b\n // c\n}", "if a {  // b\n}\nif a {  // b\n  // c\n}"],
    [
      "between arms",
      "add { // a\n// b\n| relu // c\n// d\n| bn\n| // e\n// f\n}",
      "add {  // a\n  // b\n  | relu  // c\n  // d\n  | bn\n  |  // e\n  // f\n}",
    ],
    ["in chains", "conv 3 -> // a\n// b\nrelu // c\n-> bn", "conv 3  // a\n  // b\n  -> relu  // c\n  -> bn"],
    ["within a line", "conv /* a */ 3x3 -> /* b */ relu /* c */", "conv /* a */ 3x3 -> /* b */ relu  /* c */"],
    ["in parentheses", "unit(a, // b\n c)", "unit(\n  a,  // b\n  c\n)"],
    ["behind a shape", "relu : 4x4 // cnnc-ignore lint/x", "relu   : 4x4  // cnnc-ignore lint/x"],
  ])("%s", async (_name, text, wanted) => expect(await body(text)).toBe(wanted));

  test("documentation stands right before its declaration", async () => {
    const text = "\n\n// file\n\n\n/// doc\n\nconst a = 1 // t\nconst b = 2\n\n\n// end\n\n";
    expect(await mustFormat(text)).toBe("// file\n\n/// doc\nconst a = 1  // t\nconst b = 2\n\n// end\n");
  });

  test("comments over several lines are not touched", async () => {
    expect(await mustFormat("/* a\n     b  \n*/\nconst c = 1")).toBe("/* a\n     b\n*/\nconst c = 1\n");
  });
});

test("files of nothing", async () => {
  expect(await mustFormat("")).toBe("");
  expect(await mustFormat("\n\n  \n")).toBe("");
  expect(await mustFormat("\n// only\n\n\n// comments")).toBe("// only\n\n// comments\n");
});

test("declarations keep their order and the lines between them", async () => {
  const text = 'import a ,b from "std/x"\nconst c=1\nconst d=2\n\n\nblock e( f,g=1 ){relu}\nmodel H{}';
  expect(await mustFormat(text)).toBe(
    'import a, b from "std/x"\nconst c = 1\nconst d = 2\n\nblock e(f, g = 1) { relu }\nmodel H {}\n',
  );
});
