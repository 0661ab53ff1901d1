/**
 * Which input channels each filter of a convolution reads, where it does not read them all: the tables of LeNet-5. Takes a
 * table as written; gives its rows, one list of channels per filter, the problems of a table that does not fit, and the
 * loop nests of such a convolution. Each connection has a kernel of its own: weights `[connections][K][K]`.
 */
import { affine, axisIndex } from "../../ir/affine.ts";
import { type Scalar, load, plus, result, times } from "../../ir/scalar.ts";
import type { Tensor } from "../../ir/tensor.ts";
import { batchAxis } from "../axes.ts";
import type { Lowering, ParameterSpec, Problem, Shape } from "../operator.ts";
import type { Table } from "../schema.ts";
import { channelsOf } from "../shape.ts";
import { product } from "../size-arithmetic.ts";
import { type Filters, weightAndBias } from "./convolution.ts";
import type { WindowAxis } from "./window-geometry.ts";
import { walkWindows } from "./windowed.ts";

export type Connections = readonly (readonly number[])[];

/** LeCun et al. 1998, table I: 6 maps, 16 filters, 60 connections. */
const c3: Connections = [
  [0, 1, 2],
  [1, 2, 3],
  [2, 3, 4],
  [3, 4, 5],
  [0, 4, 5],
  [0, 1, 5],
  [0, 1, 2, 3],
  [1, 2, 3, 4],
  [2, 3, 4, 5],
  [0, 3, 4, 5],
  [0, 1, 4, 5],
  [0, 1, 2, 5],
  [0, 1, 3, 4],
  [1, 2, 4, 5],
  [0, 2, 3, 5],
  [0, 1, 2, 3, 4, 5],
];

const tables: ReadonlyMap<string, Connections> = new Map([["c3", c3]]);

export const tableNames: readonly string[] = [...tables.keys()];

export function connectionsOf(table: Table): Connections {
  return typeof table === "string" ? tables.get(table)! : table;
}

export const countConnections = (rows: Connections): number => rows.reduce((sum, row) => sum + row.length, 0);

export function tableMustFit(input: Shape, filters: number, table: Table): Problem[] {
  const channels = channelsOf(input);
  const rows = connectionsOf(table);
  const argument = "table";
  const problem = (message: string, help: string): Problem[] => [
    { code: "shape/table-does-not-fit", message, help, argument },
  ];
  if (rows.length !== filters)
    return problem(
      `the table has ${rows.length} ${rows.length === 1 ? "row" : "rows"}, and there are ${filters} filters`,
      `write one list of channels for each filter, or use ${rows.length} filters`,
    );
  for (const [filter, row] of rows.entries()) {
    const where = `row ${filter} of the table`;
    if (row.length === 0) return problem(`${where} is empty`, `name the channels that filter ${filter} reads`);
    const outside = row.find((channel) => channel < 0 || channel >= channels);
    if (outside !== undefined)
      return problem(
        `${where} names channel ${outside}, and its input has ${channels}`,
        channels === 1 ? "the only channel is 0" : `channels are numbered from 0 to ${channels - 1}`,
      );
    const twice = row.find((channel, i) => row.indexOf(channel) !== i);
    if (twice !== undefined) return problem(`${where} names channel ${twice} twice`, "name it once");
  }
  return [];
}

/** A filter's fan is that of the average one. */
export function tableParameters(
  channels: number,
  kernel: readonly number[],
  rows: Connections,
  nobias: boolean,
): readonly ParameterSpec[] {
  const connections = countConnections(rows);
  const places = product(kernel);
  const fans = { fanIn: (places * connections) / rows.length, fanOut: (places * connections) / channels };
  return weightAndBias([connections, ...kernel], fans, rows.length, nobias);
}

/** One nest per filter: the channels it reads follow no rule. */
export function lowerTable(
  lowering: Lowering,
  input: Tensor,
  parameters: ReadonlyMap<string, Tensor>,
  windows: readonly WindowAxis[],
  rows: Connections,
  { kernel }: Pick<Filters, "kernel">,
): Tensor {
  const { positions, places, input: at, within } = walkWindows(windows);
  const output = lowering.activation([rows.length, ...windows.map((axis) => axis.output)]);
  const weight = parameters.get("weight")!;
  const bias = parameters.get("bias");
  const tap = places.map(({ name }) => axisIndex(name));
  const area = product(positions.map(({ extent }) => Number(extent)));
  let connection = 0;
  rows.forEach((row, filter) => {
    const products = row.map((channel): Scalar =>
      times(load(input, [axisIndex("n"), affine(channel), ...at]), load(weight, [affine(connection++), ...tap])),
    );
    lowering.emit({
      name: `${lowering.name}.forward-${filter}`,
      axes: [batchAxis, ...positions, ...places],
      within,
      reduction: {
        kind: "sum",
        over: places.map(({ name }) => name),
        ...(bias ? { initial: load(bias, [affine(filter)]) } : {}),
      },
      body: products.reduce(plus),
      writes: [
        {
          tensor: output,
          index: [axisIndex("n"), affine(filter), ...positions.map(({ name }) => axisIndex(name))],
          value: result,
        },
      ],
      macs: product([area, ...kernel, row.length]),
    });
  });
  return output;
}
