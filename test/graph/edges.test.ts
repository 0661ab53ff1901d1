/** Files of edges: what a line may be, what is said of others, and the matrix that comes of them. */
import { describe, expect, test } from "vitest";
import { createReport } from "../../src/diagnostics/diagnostic.ts";
import { normalizedAdjacency, readEdges } from "../../src/graph/edges.ts";
import { createSource, positionAt } from "../../src/source/source.ts";

function read(text: string, nodes = 5) {
  const report = createReport();
  const source = createSource("edges.csv", text);
  const edges = readEdges(source, nodes, report);
  const told = report.diagnostics.map(({ code, message, span }) => {
    expect(source.text.slice(span!.start, span!.end)).not.toMatch(/\n/);
    return `${positionAt(source, span!.start).line} ${code} ${message}`;
  });
  return { pairs: edges?.pairs, told };
}

describe("a file of edges", () => {
  test.each([
    ["0,1\n1,2\n", "[[0,1],[1,2]]"],
    ["0,1\r\n1,2", "[[0,1],[1,2]]"],
    ["from,to\n3;1", "[[1,3]]"],
    ["# members\n\nsource, target\n 4 , 0 # friends\n", "[[0,4]]"],
    ["1,0\n0,1\n0,1\n2,2", "[[0,1]]"],
    ["", "[]"],
    ["\uFEFF0,1", "[[0,1]]"],
  ])("%j", (text, pairs) => {
    expect(read(text)).toEqual({ pairs: JSON.parse(pairs), told: [] });
  });

  test("is told line by line what is wrong", () => {
    expect(read("0,1\n2\n\n0,5\n1,2,0.5\n-1,2\n0,x\n1.5,2\n0,1e1\n,2\nfrom,to\n4,4\n")).toEqual({
      pairs: undefined,
      told: [
        "2 build/bad-edge an edge is two numbers of nodes, such as `0,1`, not 1",
        "4 build/bad-edge there is no node 5: the input has 5, numbered from 0",
        "5 build/bad-edge an edge is two numbers of nodes, such as `0,1`, not 3",
        '6 build/bad-edge "-1" is no number of a node',
        '7 build/bad-edge "x" is no number of a node',
        '8 build/bad-edge "1.5" is no number of a node',
        '9 build/bad-edge "1e1" is no number of a node',
        '10 build/bad-edge "" is no number of a node',
        '11 build/bad-edge "from" is no number of a node',
      ],
    });
  });

  test("of nothing but nonsense is told of in a few lines", () => {
    expect(read("?\n".repeat(5000)).told).toHaveLength(20);
  });

  test("has a limit", () => {
    expect(read("0,1\n".repeat(1_048_577)).told).toEqual(["1048577 build/too-many-edges more than 1,048,576 edges"]);
    expect(read("0,1\n".repeat(1_048_576)).pairs).toEqual([[0, 1]]);
  });
});

test("the matrix is D^-½·(A + I)·D^-½, written out", () => {
  const nodes = 4;
  const { pairs } = read("0,1\n1,2\n1,1", nodes);
  const a = [
    [1, 1, 0, 0],
    [1, 1, 1, 0],
    [0, 1, 1, 0],
    [0, 0, 0, 1],
  ];
  const degrees = a.map((row) => row.reduce((sum, value) => sum + value, 0));
  const wanted = a.flatMap((row, i) => row.map((value, j) => value / Math.sqrt(degrees[i]! * degrees[j]!)));
  const found = normalizedAdjacency({ nodes, pairs: pairs! });
  expect(found).toHaveLength(16);
  found.forEach((value, i) => void expect(value).toBeCloseTo(wanted[i]!, 15));
});
