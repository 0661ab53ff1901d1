/**
 * Which column of a table is the label, which are left out, and what is said where that is not known: tables as people have
 * them, each read as asked, found, or refused with what to write.
 */
import { describe, expect, it, test } from "vitest";
import { createCsvParser, type CsvTable } from "../../src/data/csv.ts";
import { settleCsv } from "../../src/data/csv-parts.ts";
import type { TableRequest } from "../../src/data/table-columns.ts";
import { caught } from "./caught.ts";

function parse(text: string | Uint8Array, request: TableRequest = {}, training?: CsvTable) {
  const parser = createCsvParser(training === undefined ? "x.csv" : "t.csv", request, training?.columns);
  parser.push(typeof text === "string" ? new TextEncoder().encode(text) : text);
  return parser.end();
}
const table = (text: string | Uint8Array, request: TableRequest = {}) => parse(text, request) as CsvTable;
const problem = (text: string | Uint8Array, request: TableRequest = {}, training?: CsvTable) =>
  caught(() => parse(text, request, training)).diagnostic;

/** The labels as they are written, and the numbers of each row. */
function rowsOf({ labels, names, values, width, count }: CsvTable): readonly (readonly (string | number)[])[] {
  return Array.from({ length: count }, (_, row) => [
    names[labels[row]!]!,
    ...values.subarray(row * width, (row + 1) * width),
  ]);
}

const first = { label: { position: "first" } } as const;
const last = { label: { position: "last" } } as const;
const named = (label: string, ...skip: string[]): TableRequest => ({ label, ...(skip.length > 0 ? { skip } : {}) });
const lines = (...rows: (readonly (string | number)[] | string)[]) =>
  rows.map((row) => `${typeof row === "string" ? row : row.join(",")}\n`).join("");

/** R5: 64 pixels 0 to 16, the first always 0, the label last. */
const optdigits = lines(
  ...Array.from({ length: 120 }, (_, i) => {
    const pixels = Array.from({ length: 64 }, (_, p) => (p === 0 ? 0 : (i * 7 + p * p) % 5));
    pixels[5 + 5 * (i % 10)] = 16;
    return [...pixels, i % 10];
  }),
);
/** A label, then 784 pixels, without a header. */
const mnist = lines(...Array.from({ length: 60 }, (_, i) => [(i * 3) % 10, ...Array.from({ length: 784 }, (_, p) => (p > 780 ? 0 : (i * p) % 256))])); // prettier-ignore

describe("a header", () => {
  const heart = "sex,age,chol,outcome\n0,31.5,0.5,1\n1,40,0.25,0\n";
  it("names the label in letters of any case, or the recipe does", () => {
    for (const name of ["label", "CLASS", "Target", "y"])
      expect(rowsOf(table(heart.replace("outcome", name)))).toEqual([
        ["1", 0, 31.5, 0.5],
        ["0", 1, 40, 0.25],
      ]);
    expect(rowsOf(table(heart, named("outcome")))[0]).toEqual(["1", 0, 31.5, 0.5]);
    expect(rowsOf(table(heart, named("sex")))[1]).toEqual(["1", 40, 0.25, 0]);
    expect(rowsOf(table(heart, last))[0]).toEqual(["1", 0, 31.5, 0.5]);
    expect(rowsOf(table(heart, first))[0]).toEqual(["0", 31.5, 0.5, 1]);
    // A text is always a name, a word always a position.
    expect(rowsOf(table("last,a\n1,2\n", named("last")))).toEqual([["1", 2]]);
    expect(rowsOf(table("last,a\n1,2\n", last))).toEqual([["2", 1]]);
    expect(rowsOf(table('"the outcome",a\n1,2\n', named("the outcome")))).toEqual([["1", 2]]);
    expect(rowsOf(table("e\u0301tat,a\n1,2\n", named("\u00e9tat")))).toEqual([["1", 2]]);
  });

  test.each<[string, string, string]>([
    ["sex,age,chol,outcome\n0,1,2,1\n", "columns: sex, age, chol, outcome", "outcome"],
    ["species,length,width\nsetosa,1,2\n", "columns: species, length, width", "species"],
    ["a,diagnosis,b\n1,M,2\n", "columns: a, diagnosis, b", "diagnosis"],
    ["fixed,sugar,quality\n1,2,5\n", "columns: fixed, sugar, quality", "quality"],
    ["p,q\n1,2\n", "columns: p, q", "q"],
    [",u,v\n0,1,2\n", "columns: (no name), u, v", "v"],
    // What counts in the header is names, not data.
    ["digit,0,1,2,3,4\n5,1,2,3,4,5\n", "columns: digit, 0, 1, 2, 3, 4", "digit"],
    ["0,1,2,3,4\n5,1,2,3,4\n", "columns: 0, 1, 2, 3, 4", "4"],
  ])("without a known name is refused: %s", (text, note, guess) => {
    expect(problem(text)).toMatchObject({
      code: "data/csv-label",
      file: "x.csv",
      message: "no column is called label, class, target or y",
      notes: [note],
      help: `say which column is the label, behind the path of the data: \`label="${guess}"\``,
    });
  });

  it("is refused with its columns where a name is not among them, twice there, or means two things", () => {
    expect(problem(heart, named("outcom"))).toMatchObject({
      code: "data/csv-column",
      message: 'the table has no column "outcom"',
      notes: ["columns: sex, age, chol, outcome"],
      help: 'did you mean "outcome"?',
    });
    expect(problem(heart, named("outcome", "agee")).help).toBe('did you mean "age"?');
    expect(problem(heart, named("Outcome")).help).toBe('did you mean "outcome"?');
    expect(problem("a,a,b\n1,2,3\n", named("a")).message).toBe('more than one column is called "a"');
    expect(problem(heart, named("sex", "sex")).message).toBe("column sex is the label and is left out");
    expect(problem(heart, named("outcome", "sex", "age", "chol")).message).toBe("no column is left but the label");
    const wide = problem(
      lines(
        Array.from({ length: 900 }, (_, i) => `p${i}`),
        Array(900).fill(1),
      ),
    );
    expect(wide.notes[0]).toBe("columns: p0, p1, p2, p3, p4, p5, p6, p7, p8, p9, …, p899");
  });

  it("is not there where a name is asked for", () => {
    for (const request of [named("outcome"), { skip: ["id"] }])
      expect(problem("1,2,3\n0,4,5\n", request)).toMatchObject({
        code: "data/csv-header",
        message: "the table has no header, so that its columns have no names",
        help: "give the table a line of names, or write `label=first` or `label=last`",
      });
  });
});

describe("columns that are left out", () => {
  it("are those that are named, that have no name in front, and those without name and content", () => {
    const skipped = table("id,label,name,a\n7,1,bob,2\n8,0,eve,3\n", { skip: ["id", "name"] });
    expect(rowsOf(skipped)).toEqual([
      ["1", 2],
      ["0", 3],
    ]);
    expect(skipped.columns.leftOut).toEqual([
      { field: 0, reason: "skipped" },
      { field: 2, reason: "skipped" },
    ]);
    for (const name of ["", "Unnamed: 0"]) {
      const pandas = table(`${name},label,u,v\n0,1,5,6\n1,0,7,8\n`);
      expect(rowsOf(pandas)).toEqual([
        ["1", 5, 6],
        ["0", 7, 8],
      ]);
      expect(pandas.columns.leftOut).toEqual([{ field: 0, reason: "no name in the header" }]);
    }
    const trailing = table("label,u,\n1,5,\n0,7,\n");
    expect(rowsOf(trailing)).toEqual([
      ["1", 5],
      ["0", 7],
    ]);
    expect(trailing.columns.leftOut).toEqual([{ field: 2, reason: "no name in the header, and empty" }]);
    expect(problem("label,u,\n1,5,\n0,7,3\n").message).toBe(
      "line 3: column 3 has no name in the header, and is not empty",
    );
    // The first and the last of those that are used.
    expect(rowsOf(table(",u,v\n0,5,6\n", first))).toEqual([["5", 6]]);
    expect(rowsOf(table("u,v,id\n5,6,a\n", { ...last, skip: ["id"] }))).toEqual([["6", 5]]);
  });

  it("are proposed where they hold words, by name", () => {
    expect(problem("label,sex,age,city\n1,male,30,Rome\n0,female,31,Bonn\n")).toMatchObject({
      code: "data/csv-row",
      message: 'line 2: "male" is not a number',
      notes: ["field 2, column sex"],
      help: 'leave columns of words out: `skip=["sex", "city"]`, or write them as numbers',
    });
    for (const missing of ["", "NA", "NaN", "?", "null"])
      expect(problem(`label,age\n1,30\n0,${missing}\n`)).toMatchObject({
        notes: ["field 2, column age"],
        help: "fill in what is missing, or leave out these rows: in pandas `dropna()`",
      });
    expect(problem("1,2,3\n0,x,5\n", first).help).toMatch(/give the table a line of names/);
  });

  it("are warned of where they count the rows", () => {
    const text = lines("id,label,u", ...Array.from({ length: 12 }, (_, i) => [i + 1, i % 2, i * i]));
    const { warnings } = settleCsv({ train: table(text) }, undefined);
    expect(warnings).toMatchObject([
      {
        code: "data/row-numbers",
        severity: "warning",
        message: "id counts the rows from 1 to 12, and is read as one of 2 numbers",
        help: 'leave it out: `skip=["id"]`',
      },
    ]);
    expect(settleCsv({ train: table(text, { skip: ["id"] }) }, undefined).warnings).toEqual([]);
    const bare = lines(...Array.from({ length: 12 }, (_, i) => [i, (i * 5) % 7, i % 2]));
    expect(settleCsv({ train: table(bare, last) }, undefined).warnings).toMatchObject([
      { help: "leave column 1 out of the file" },
    ]);
  });
});

describe("a table without a header", () => {
  it("has its label first where that looks like classes and the last column does not", () => {
    const found = table(mnist);
    expect(found.columns).toMatchObject({ label: 0, count: 785 });
    expect(rowsOf(found)[3]!.slice(0, 4)).toEqual(["9", 0, 3, 6]);
    expect(found.values).toBeInstanceOf(Uint8Array);
    // The same as when it is asked for.
    expect(table(mnist, first).values).toEqual(found.values);
    expect(rowsOf(table(lines([1, 0.5, 0.25], [2, 3, -1], [1, 4, 0.5])))[1]).toEqual(["2", 3, -1]);
  });

  it("has the one column of words as its label, wherever that is", () => {
    expect(rowsOf(table("5.5,3.5,setosa\n7,3.25,virginica\n5,3,setosa\n"))[1]).toEqual(["virginica", 7, 3.25]);
    expect(rowsOf(table("T,2,8\nI,5,12\nT,4,11\n"))[2]).toEqual(["T", 4, 11]);
    expect(rowsOf(table("842302,M,17.5\n842517,B,20.5\n843009,M,19\n"))[1]).toEqual(["B", 842517, 20.5]);
  });

  const both = "say which column is the label, behind the path of the data: ";
  test.each<[string, string, string, readonly string[], string]>([
    [
      "R5",
      optdigits,
      "the table has no header: the first column does not look like labels, the last one does",
      ["column 1: 0 in every row", "column 65: 10 classes, 0 to 9"],
      `${both}\`label=first\` (column 1) or \`label=last\` (column 65)`,
    ],
    [
      "ECG",
      lines(...Array.from({ length: 20 }, (_, i) => [((i * 37) % 100) / 100, 0.5, `${i % 5}.000e+00`])),
      "the table has no header: the first column does not look like labels, the last one does",
      ["column 1: 20 different numbers, 0 to 0.96", "column 3: 5 classes, 0 to 4"],
      `${both}\`label=first\` (column 1) or \`label=last\` (column 3)`,
    ],
    [
      "bits",
      lines(...Array.from({ length: 20 }, (_, i) => [i % 2, 7, (i >> 1) % 2])),
      "the table has no header: both the first and the last column could be the label",
      ["column 1: 2 classes, 0 to 1", "column 3: 2 classes, 0 to 1"],
      `${both}\`label=first\` (column 1) or \`label=last\` (column 3)`,
    ],
    [
      "an index",
      lines(...Array.from({ length: 20 }, (_, i) => [i, 7, i * i])),
      "the table has no header: neither the first nor the last column looks like labels",
      ["column 1: counts the rows from 0", "column 3: 20 different whole numbers, 0 to 361"],
      `${both}\`label=first\` (column 1) or \`label=last\` (column 3)`,
    ],
    [
      "two columns of words",
      "bob,1,setosa\neve,2,virginica\nbob,3,setosa\n",
      "more than one column holds words",
      [
        'column 1: 2 different words in 3 rows: "bob", "eve"',
        'column 3: 2 different words in 3 rows: "setosa", "virginica"',
      ],
      'give the table a line of names, then name the label with `label="…"` and leave columns out with `skip=["…"]`',
    ],
    [
      "names of things",
      "ada,1.5,0\nbob,2,1\neve,3,0\n",
      "a column of words has another one in each row",
      ['column 1: 3 different words in 3 rows: "ada", "bob", "eve"', "column 3: 2 classes, 0 to 1"],
      `${both}\`label=first\` (column 1) or \`label=last\` (column 3)`,
    ],
    [
      "words and numbers",
      "1,5,7\nn,3,4\n1,2,2\n",
      "a column holds words and numbers",
      ['column 1: "n" in line 2, "1" in line 1'],
      `${both}\`label=first\` (column 1) or \`label=last\` (column 3)`,
    ],
  ])("is refused where it cannot be said: %s", (_, text, message, notes, help) => {
    expect(problem(text)).toMatchObject({ code: "data/csv-label", message, notes, help, file: "x.csv" });
  });

  it("is read as it is asked for", () => {
    const found = table(optdigits, last);
    expect([found.width, found.names.length, found.columns.label]).toEqual([64, 10, 64]);
    expect(rowsOf(table("1,5,7\nn,3,4\n", first)).map(([label]) => label)).toEqual(["1", "n"]);
    const ecg = settleCsv({ train: table("0.5,0.25,3.000e+00\n1,0,0.000e+00\n", last) }, undefined);
    expect([...ecg.parts.train.labels]).toEqual([3, 0]);
  });

  it("holds numbers where another column turns out to be the label", () => {
    expect(problem("1e400,1.5,a\n2,2.5,b\n3,3.5,a\n")).toMatchObject({
      message: "line 1: 1e400 is larger than a float32 holds",
      notes: ["field 1"],
    });
  });
});

describe("further parts", () => {
  const train = table("id,label,u,v\n1,0,5,6\n2,1,7,8\n", { skip: ["id"] });
  it("are read in the order of training, by their names", () => {
    expect(rowsOf(parse("v,u,label\n60,50,1\n", {}, train) as CsvTable)).toEqual([["1", 50, 60]]);
    expect(rowsOf(parse("id,label,u,v\n9,1,50,60\n", {}, train) as CsvTable)).toEqual([["1", 50, 60]]);
    const bare = table(mnist);
    expect(rowsOf(parse(mnist, {}, bare) as CsvTable)).toEqual(rowsOf(bare));
    // A test part of two rows, from which nobody could tell the label.
    const small = lines([3, ...Array(784).fill(1)]);
    expect(rowsOf(parse(small, {}, bare) as CsvTable)[0]!.slice(0, 2)).toEqual(["3", 1]);
  });

  it("without the label are no parts", () => {
    expect(parse("id,u,v\n1,50,60\n", {}, train)).toEqual({ path: "t.csv", unlabeled: "no column `label`" });
    expect(parse(lines(Array(784).fill(1)), {}, table(mnist))).toEqual({
      path: "t.csv",
      unlabeled: "784 columns and no label, 785 columns in training",
    });
  });

  test.each<[string, readonly string[]]>([
    ["label,u\n1,5\n", ["missing: v", "x.csv has columns: id, label, u, v", "training: x.csv"]],
    ["label,u,v,w\n1,5,6,7\n", ["not in training: w", "x.csv has columns: id, label, u, v", "training: x.csv"]],
    ["1,5,6,7,8\n", ["5 columns found", "4 expected, as in x.csv", "training: x.csv"]],
  ])("with other columns are refused, both files named: %s", (text, notes) => {
    expect(problem(text, {}, train)).toMatchObject({ code: "data/columns-disagree", file: "t.csv", notes });
  });
});

describe("the text of a table", () => {
  const text = "caf\u00e9;\u00fcber;label\n1,5;-2,25e1;rot\n3;4;gr\u00fcn\n";
  const wanted = [
    ["rot", 1.5, -22.5],
    ["gr\u00fcn", 3, 4],
  ];
  it("is UTF-8, or UTF-16 with a byte order mark, in pieces of any size", () => {
    const little = Buffer.from(`\ufeff${text}`, "utf16le");
    const big = Buffer.from(little).swap16();
    for (const bytes of [Buffer.from(text), Buffer.from(`\ufeff${text}`), little, big])
      for (const size of [1, 2, 3, 5, 1000]) {
        const parser = createCsvParser("x.csv");
        for (let at = 0; at < bytes.length; at += size) parser.push(Uint8Array.from(bytes.subarray(at, at + size)));
        expect(rowsOf(parser.end() as CsvTable)).toEqual(wanted);
      }
  });

  test.each<[string, Buffer, RegExp]>([
    ["Windows-1252", Buffer.from("label,a\ncaf\u00e9,1\n", "latin1"), /line 2: byte 0xe9 in "caf\ufffd" is no UTF-8/],
    ["a header of it", Buffer.from("\u00fcber,label\n1,1\n", "latin1"), /line 1: byte 0xfc/],
    ["UTF-16 without a mark", Buffer.from("label,a\n1,1\n", "utf16le"), /bytes of 0/],
    ["UTF-32", Buffer.from([0xff, 0xfe, 0, 0, 49, 0, 0, 0]), /UTF-32/],
    ["half of UTF-16", Buffer.from([0xff, 0xfe, 0, 0xd8, 49, 0]), /no UTF-16/],
  ])("is refused in %s", (_, bytes, note) => {
    const found = problem(Uint8Array.from(bytes));
    expect(found).toMatchObject({ code: "data/csv-encoding", message: "the table is not in UTF-8", file: "x.csv" });
    expect(found.notes[0]).toMatch(note);
    expect(found.help).toMatch(/CSV UTF-8/);
  });

  it("has one decimal sign, and no commas between thousands", () => {
    expect(rowsOf(table("1;0,5;,25\n2;1,5e1;+3\n1;2;2\n", first))).toEqual([
      ["1", 0.5, 0.25],
      ["2", 15, 3],
      ["1", 2, 2],
    ]);
    expect(rowsOf(table("1\t0,5\n2\t3\n", first))[0]).toEqual(["1", 0.5]);
    expect(rowsOf(table("label;a\n1,0;2\n")).map(([label]) => label)).toEqual(["1.0"]);
    expect(problem("label;a;b\n1;0,5;2\n1;0.5;2\n")).toMatchObject({
      message: 'line 3: "0.5" has a decimal point',
      notes: ['field 2; line 2 has a decimal comma: "0,5"'],
    });
    expect(problem('label,a\n1,"1,234"\n')).toMatchObject({
      message: 'line 2: "1,234" may have a decimal comma or a comma between thousands',
      help: "write 1.234 or 1234; a table with decimal commas has semicolons between its fields",
    });
    // Semicolons in words do not separate.
    expect(rowsOf(table('label,a,b\n"x; y",1,2\nx; y,3,4\n'))).toEqual([
      ["x; y", 1, 2],
      ["x; y", 3, 4],
    ]);
  });
});
