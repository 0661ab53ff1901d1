import { describe, expect, test } from "vitest";
import { dropFinalProbabilities } from "../../src/graph/drop-final-probabilities.ts";
import { dropHeads } from "../../src/graph/drop-heads.ts";
import { dropReshapes } from "../../src/graph/drop-reshapes.ts";
import { dropTrainingOnly } from "../../src/graph/drop-training-only.ts";
import type { Graph } from "../../src/graph/graph.ts";
import { moveMonotoneAfterSelecting } from "../../src/graph/move-monotone-after-selecting.ts";
import { printGraph } from "../../src/graph/print-graph.ts";
import { verifyGraph } from "../../src/graph/verify-graph.ts";
import { average, bend, chain, chances, choose, drop, join, mix, sketch, unroll, wave } from "./graphs.ts";

function expectRewrite(pass: (graph: Graph) => Graph, before: Graph, after: string): Graph {
  expect(verifyGraph(before)).toEqual([]);
  const result = pass(before);
  expect(sketch(result)).toBe(after);
  expect(verifyGraph(result)).toEqual([]);
  return result;
}

/** A graph in which one more node reads the named one. */
function alsoRead(graph: Graph, name: string): Graph {
  const read = graph.nodes.find((node) => node.name === name)!;
  const other = { ...read, name: "other", operator: wave, inputs: [name] };
  return { ...graph, nodes: [...graph.nodes, other] };
}

describe("a monotone function after a choice", () => {
  const pass = moveMonotoneAfterSelecting;
  test("trades places, and works on the smaller map", () => {
    const after = expectRewrite(pass, chain(mix, bend, choose, join), "mix0 -> choose2 -> bend1 -> join3 => join3");
    expect(after.nodes.map(({ output }) => output.join("x"))).toEqual(["4x8x8", "4x4x4", "4x4x4", "10"]);
  });
  test("at the end of the graph, and several in a row", () => {
    expectRewrite(pass, chain(bend, choose), "choose1 -> bend0 => bend0");
    expectRewrite(pass, chain(bend, bend, choose, choose), "choose2 -> choose3 -> bend0 -> bend1 => bend1");
  });
  test("stays before anything else", () => {
    for (const graph of [
      chain(bend, average),
      chain(wave, choose),
      alsoRead(chain(bend, choose), "bend0"),
      { ...chain(bend, choose), output: "bend0" },
    ])
      expectRewrite(pass, graph, sketch(graph));
  });
});

describe("reshapes", () => {
  test("go where everyone numbers elements so anyway", () => {
    expectRewrite(dropReshapes, chain(mix, unroll, join), "mix0 -> join2 => join2");
    expectRewrite(dropReshapes, chain(unroll, unroll, join), "join2 => join2");
  });
  test("stay where their shape is seen", () => {
    for (const graph of [chain(unroll), chain(unroll, wave), { ...chain(unroll, join), output: "unroll0" }])
      expectRewrite(dropReshapes, graph, sketch(graph));
    expectRewrite(
      dropReshapes,
      alsoRead(chain(unroll, join), "unroll0"),
      "unroll0 -> join1 -> other(unroll0) => join1",
    );
  });
});

test("what only trains is gone in prediction, wherever it stands", () => {
  expectRewrite(dropTrainingOnly, chain(drop, mix, drop, drop, join, drop), "mix1 -> join4 => join4");
  expectRewrite(dropTrainingOnly, chain(drop), " => input");
});

test("probabilities at the end are for prediction only", () => {
  const pass = (graph: Graph): Graph => dropFinalProbabilities(graph, "probabilities");
  expectRewrite(pass, chain(join, chances), "join0 => join0");
  expectRewrite(pass, chain(chances, join), "chances0 -> join1 => join1");
  expectRewrite(
    (graph) => dropFinalProbabilities(graph, "logistic"),
    chain(join, chances),
    "join0 -> chances1 => chances1",
  );
});

test("the printed form", () => {
  const graph = chain(mix, choose);
  const [first] = graph.nodes;
  const values = { stride: [2, 2], nobias: false, rate: undefined };
  expect(printGraph({ ...graph, nodes: [{ ...first!, values }, ...graph.nodes.slice(1)] })).toBe(
    [
      "graph Net",
      "%input : f32[batch, 4, 8, 8]",
      "%mix0 = mix(%input) {stride: [2,2]} : f32[batch, 4, 8, 8]  // net.cnn:2:3",
      "%choose1 = choose(%mix0) : f32[batch, 4, 4, 4]  // net.cnn:2:3",
      "gives %choose1",
      "",
    ].join("\n"),
  );
});

test("the verifier sees planted faults", () => {
  const graph = chain(mix, choose);
  const [first, second] = graph.nodes as [Graph["nodes"][number], Graph["nodes"][number]];
  const faults: [Graph, RegExp][] = [
    [{ ...graph, nodes: [second, first] }, /choose1 reads mix0, which is not before it/],
    [{ ...graph, nodes: [first, { ...second, name: "mix0" }] }, /two nodes have the name mix0/],
    [{ ...graph, nodes: [first, { ...second, output: [4, 8, 8] }] }, /its operator says \[4, 4, 4\]/],
    [{ ...graph, nodes: [{ ...first, inputs: [] }, second] }, /mix0 reads nothing/],
    [{ ...graph, output: "nothing" }, /output nothing/],
  ];
  for (const [faulty, message] of faults) expect(verifyGraph(faulty).join("\n")).toMatch(message);
});

describe("heads", () => {
  const withHead = (graph: Graph, output: string): Graph => ({
    ...graph,
    heads: [{ name: "side", output, weight: 0.3 }],
  });
  const ends = ({ output, heads }: Graph): string[] => [output, ...heads.map((head) => head.output)];

  test("keep what they look at where it is", () => {
    for (const graph of [withHead(chain(bend, choose), "bend0"), withHead(chain(unroll, join), "unroll0")])
      for (const pass of [moveMonotoneAfterSelecting, dropReshapes]) expectRewrite(pass, graph, sketch(graph));
  });
  test("go along when what they look at takes another place", () => {
    const moved = expectRewrite(
      moveMonotoneAfterSelecting,
      withHead(chain(mix, bend, choose, join), "choose2"),
      "mix0 -> choose2 -> bend1 -> join3 => join3",
    );
    expect(ends(moved)).toEqual(["join3", "bend1"]);
    const dropped = expectRewrite(
      dropTrainingOnly,
      withHead(chain(mix, drop, join), "drop1"),
      "mix0 -> join2 => join2",
    );
    expect(ends(dropped)).toEqual(["join2", "mix0"]);
  });
  test("end before probabilities as the model does, and let them stand where they are read", () => {
    const fused = (graph: Graph): Graph => dropFinalProbabilities(graph, "probabilities");
    const both = expectRewrite(fused, withHead(chain(mix, chances, mix, chances), "chances1"), "mix0 -> chances1 -> mix2 => mix2"); // prettier-ignore
    expect(ends(both)).toEqual(["mix2", "mix0"]);
    const last = expectRewrite(fused, withHead(chain(mix, chances), "chances1"), "mix0 => mix0");
    expect(ends(last)).toEqual(["mix0", "mix0"]);
  });
  test("go, with all that only they read", () => {
    const graph = alsoRead(chain(mix, bend), "mix0");
    expectRewrite(dropHeads, withHead(graph, "other"), "mix0 -> bend1 => bend1");
    expect(verifyGraph(withHead(graph, "nowhere"))).toEqual(["the output nowhere of head side is no node"]);
  });
});
