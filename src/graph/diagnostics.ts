/** Diagnostics between a checked model and its graph. Takes and gives nothing but definitions. */
import { defineDiagnostic } from "../diagnostics/diagnostic.ts";

export const noKernel = defineDiagnostic({
  code: "build/no-kernel",
  severity: "error",
  title: "a layer that this version checks and does not compile",
  explanation:
    "The language is larger than what this version has code for: `check`, `summary`, `explain` and `diff` know every layer, `build` and " +
    "`train` those with a kernel. Until a later version brings the missing ones, build the model without them.",
});

export const badEdge = defineDiagnostic({
  code: "build/bad-edge",
  severity: "error",
  title: "a line of the file of edges that is no edge",
  explanation:
    'The file that `input 34x16 graph="edges.csv"` names holds an edge a line: two numbers of nodes, from 0, with a comma or a ' +
    "semicolon between, as in `0,1`. An edge stands for both directions; given twice it counts once, and from a node to itself it " +
    "adds nothing, as every node is its own neighbor. `#` begins a comment, and the first line may be a heading.",
});

export const tooManyEdges = defineDiagnostic({
  code: "build/too-many-edges",
  severity: "error",
  title: "a file of more edges than are read",
  explanation: "A graph has at most as many edges as pairs of nodes, so a longer file says things twice.",
});

export const noEdges = defineDiagnostic({
  code: "build/no-edges",
  severity: "error",
  title: "a graph whose edges are not known",
  explanation:
    "Graph convolutions compute with the edges that the input names, so these are part of the module. `cnnc` reads the file from the " +
    'folder of the program; the library is given its text: `compile(source, { edges: "0,1\\n1,2\\n" })`.',
});

export const graphTooLarge = defineDiagnostic({
  code: "build/graph-too-large",
  severity: "error",
  title: "a graph of more nodes than are compiled",
  explanation:
    "The neighbors of all nodes are one table in the module, nodes times nodes numbers, until a later version has sparse ones.",
});

export const edgesUnreadable = defineDiagnostic({
  code: "build/edges-unreadable",
  severity: "error",
  title: "the file of edges cannot be read",
  explanation:
    '`graph="edges.csv"` is a path from the file that holds the model. The file is text and lies in the project of the program: the ' +
    "nearest folder above it with a `package.json` or a `.git`, or else its own.",
});
