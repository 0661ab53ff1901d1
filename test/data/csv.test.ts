import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createCsvParser, type CsvTable } from "../../src/data/csv.ts";
import { settleCsv } from "../../src/data/csv-parts.ts";
import type { TableRequest } from "../../src/data/table-columns.ts";
import { caught, codeOf } from "./caught.ts";

/** The bytes handed over in pieces of the size. */
function parse(text: string | Uint8Array, request: TableRequest, training?: CsvTable, size = 7) {
  const bytes = typeof text === "string" ? new TextEncoder().encode(text) : text;
  const parser = createCsvParser(training === undefined ? "x.csv" : "t.csv", request, training?.columns);
  const piece = new Uint8Array(size);
  for (let at = 0; at < bytes.length; at += size) {
    // The same memory for every piece, as a file is read.
    piece.set(bytes.subarray(at, at + size));
    parser.push(piece.subarray(0, Math.min(size, bytes.length - at)));
  }
  return parser.end();
}

const first = { label: { position: "first" } } as const;
const table = (text: string | Uint8Array, size = 7, request: TableRequest = first) =>
  parse(text, request, undefined, size) as CsvTable;

const settle = (text: string, input?: readonly number[], test?: string) => {
  const train = table(text);
  const { parts, classNames } = settleCsv(
    test === undefined ? { train } : { train, test: parse(test, first, train) as CsvTable },
    input,
  );
  return { ...parts, classNames };
};
const read = (text: string, request: TableRequest = first) => {
  const { parts, classNames } = settleCsv({ train: table(text, 7, request) }, undefined);
  return { labels: [...parts.train.labels], images: [...parts.train.images], classNames };
};
const problem = (text: string | Uint8Array, request?: TableRequest) => caught(() => table(text, 7, request)).diagnostic;

describe("a table", () => {
  it("is a label and numbers in each row, first or where the header says", () => {
    const wanted = { labels: [1, 0], images: [10, 20, 30, 40], classNames: undefined };
    for (const text of [
      "1,10,20\n0,30,40\n",
      "1,10,20\n0,30,40",
      "label,a,b\n1,10,20\n0,30,40\n",
      "a,b\n1,10,20\n0,30,40\n".replace("a,b", "id,a,b"),
      "label,0,1\n1,10,20\n0,30,40\n",
      '"label","a","b"\n"1","10","20"\n0, 30 ,"40"\n',
      "\ufefflabel,a,b\n1,10,20\n0,30,40\n",
      "label;a;b\n1;10;20\n0;30;40\n",
      "label\ta\tb\n1\t10\t20\n0\t30\t40\n",
      "1,1e1,+20.0\n0,30.,.4e2\n",
    ])
      expect(read(text), JSON.stringify(text)).toEqual(wanted);
    for (const text of [
      "a,Label,b\n10,1,20\n30,0,40\n",
      "a,b,class\r\n10,20,1\r\n\r\n30,40,0\r\n",
      "a,b,TARGET\r10,20,1\r\r30,40,0\r",
      "a,b,y\r10,20,1\r30,40,0",
    ])
      expect(read(text, {}), JSON.stringify(text)).toEqual(wanted);
  });

  it("has words for labels, sorted, which may be quoted and hold anything that can be shown", () => {
    expect(read('dog,1,2\n"cat, ""big""\nand old",3,4\ndog,5,6\n'.replace("\nand", " and"))).toEqual({
      labels: [1, 0, 1],
      images: [1, 2, 3, 4, 5, 6],
      classNames: ['cat, "big" and old', "dog"],
    });
    // A label that is called like a header, above numbers.
    expect(read("y,5,7\nn,3,4\n").classNames).toEqual(["n", "y"]);
    expect(read("1,5,7\nn,3,4\n").classNames).toEqual(["1", "n"]);
    expect(read("__proto__,5,7\nconstructor,3,4\n").classNames).toEqual(["__proto__", "constructor"]);
  });

  it("is bytes when all numbers are, and one is above 1; else floats, in both parts alike", () => {
    expect(settle("0,0,255\n").train.images).toBeInstanceOf(Uint8Array);
    for (const text of ["0,0,1\n", "0,0,256\n", "0,0,-1\n", "0,0,2.5\n"])
      expect(settle(text).train.images).toBeInstanceOf(Float32Array);
    const { train, test } = settle("0,0,255\n", undefined, "0,0.5,3\n");
    expect([[...train.images], [...test!.images]]).toEqual([
      [0, 255],
      [0.5, 3],
    ]);
    expect(train.images).toBeInstanceOf(Float32Array);
    const both = settle("0,0,1\n", undefined, "0,2,1\n");
    expect([both.train.images, both.test!.images].every((part) => part instanceof Uint8Array)).toBe(true);
  });

  it("takes the shape of the input where the rows have its size", () => {
    const row = `0${",7".repeat(12)}\n`;
    expect(settle(row, [2, 2, 3]).train.shape).toEqual([2, 2, 3]);
    expect(settle(row, [2, 2, 1]).train.shape).toEqual([12]);
    expect(settle(row).train.shape).toEqual([12]);
    expect(settle(`0${",7".repeat(9)}\n`).train.shape).toEqual([3, 3, 1]);
  });

  it("is the same in pieces of any size", () => {
    const text = '\ufeffname,"a ""1""",b\n"x, y",1,2.5\r\n\n"z",3,4\n';
    const whole = table(text, 1000);
    expect(whole).toMatchObject({ names: ["x, y", "z"], lines: [2, 4], width: 2, count: 2 });
    for (let size = 1; size < 60; size++) expect(table(text, size), `${size}`).toEqual(whole);
    for (const size of [1, 2, 3]) expect(codeOf(() => table("\ufeff", size))).toBe("data/csv-empty");
    expect([...table("1,2", 1).values]).toEqual([2]);
  });

  it("gives back the numbers that were written", () => {
    const values = fc.array(fc.oneof(fc.nat(255), fc.float({ noNaN: true, noDefaultInfinity: true })), {
      minLength: 4,
      maxLength: 4,
    });
    fc.assert(
      fc.property(fc.array(values, { minLength: 1, maxLength: 20 }), (rows) => {
        const { values: found } = table(rows.map((row, i) => `${i % 3},${row.join(",")}\n`).join(""));
        expect([...found].map((v) => v + 0)).toEqual(rows.flat().map((v) => v + 0));
      }),
    );
  });
});

describe("a table that is wrong", () => {
  it("is refused by the line", () => {
    const cases: readonly (readonly [string, string, string?])[] = [
      ["1,2,3\n0,4\n", "line 2: 2 fields", "3 expected, as in line 1"],
      ["label,a,b\n\n1,2,3\n0,4,5,6\n", "line 4: 4 fields", "3 expected, as in line 1"],
      ["1,2,3\n0,,5\n", "line 2: a number is missing", "field 2"],
      ["1,2,3\n,4,5\n", "line 2: the label is empty", "field 1"],
      ["1,2,3\n0,x,5\n", 'line 2: "x" is not a number', "field 2"],
      ["1,2,3\n0,0x10,5\n", 'line 2: "0x10" is not a number'],
      ["1,2,3\n0,nan,5\n", 'line 2: "nan" is not a number'],
      ["1,2,3\n0,Infinity,5\n", 'line 2: "Infinity" is not a number'],
      ["1,2,3\n0,1e400,5\n", 'line 2: "1e400" is larger than a float32 holds'],
      ["1,2,3\n0,1e39,5\n", 'line 2: "1e39" is larger than a float32 holds'],
      ["1,2,3\n0,4,5\n0,'4',5\n", "line 3: \"'4'\" is not a number"],
      ['1,2,3\n"a\nb",4,5\n0,4\n', "line 4: 2 fields"],
      ['1,2,3\n0,"4,5\n0,4,5\n', "line 2: a quote is left open"],
      ["1,2,3\n0,\u00004,5\n", 'line 2: "\\u00004" is not a number'],
    ];
    for (const [text, message, note] of cases) {
      const found = problem(text);
      expect([found.code, found.message, found.file]).toEqual(["data/csv-row", message, "x.csv"]);
      if (note !== undefined) expect(found.notes).toEqual([note]);
    }
  });

  it("is refused when a row never ends", () => {
    const parser = createCsvParser("x.csv");
    const piece = new TextEncoder().encode(`1,"${"2".repeat(2 ** 20)}`);
    const push = () => {
      for (let i = 0; i < 20; i++) parser.push(i === 0 ? piece : piece.subarray(3));
    };
    expect(caught(push).diagnostic.message).toBe("line 1: the row is too long");
  });

  it("is refused without rows, without numbers, and with two labels", () => {
    for (const text of ["", "\n\n", "label,a\n", "\ufeff"]) expect(problem(text).code).toBe("data/csv-empty");
    for (const text of ["label\n1\n", "1\n2\n"]) expect(problem(text).code).toBe("data/csv-header");
    expect(problem("label,a,class\n1,2,3\n", {})).toMatchObject({
      code: "data/csv-label",
      message: "more than one column could be the label",
      notes: ["column 1 is label", "column 3 is class"],
      help: 'say which column is the label, behind the path of the data: `label="label"`',
    });
  });

  it("is refused when labels are no classes, cannot be shown, are too many, or new in the test", () => {
    for (const label of ["-1", "0.5", "1e-3", "99999999999"])
      expect(caught(() => settle(`0,1\n${label},2\n`)).diagnostic).toMatchObject({
        code: "data/label-out-of-range",
        notes: [`line 2: the label is ${label}, in column 1`, "whole numbers from 0, or words, expected"],
      });
    for (const label of ["a\u001b[31m", "a\u202eb", "x".repeat(129)])
      expect(codeOf(() => settle(`cat,1\n${label},2\n`))).toBe("data/class-name");
    expect(codeOf(() => settle(new TextDecoder().decode(Uint8Array.of(0x61, 0xff)).concat(",1\nb,2\n")))).toBe(
      "data/class-name",
    );
    const many = Array.from({ length: 10_001 }, (_, i) => `c${i},1\n`).join("");
    expect(problem(many).code).toBe("data/too-many-class-names");
    expect(codeOf(() => settle("cat,1\ndog,2\n", undefined, "cow,3\n"))).toBe("data/classes-disagree");
    expect([...settle("cat,1\ndog,2\n", undefined, "dog,3\n").test!.labels]).toEqual([1]);
  });
});
