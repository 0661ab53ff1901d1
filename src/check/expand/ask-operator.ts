/**
 * What an operator says of one use: shape, parameters, state, multiply-adds, window. Takes the operator, its input and its values;
 * returns facts. Networks repeat themselves, so a use with equal input and values is asked once for each model.
 */
import type { Layer, ParameterSpec, Shape, ShapeResult, StateSpec, WindowSpec } from "../../ops/operator.ts";
import { add, product } from "../../ops/size-arithmetic.ts";
import type { Values } from "../model.ts";

export interface Answer {
  readonly result: ShapeResult;
  /** What follows is there when the result has an output and no problem. */
  readonly parameters: readonly ParameterSpec[];
  readonly state: readonly StateSpec[];
  /** Numbers in the parameters, and in those of them that are weights. */
  readonly params: number;
  readonly weights: number;
  readonly macs: number;
  readonly window: readonly WindowSpec[] | "all" | undefined;
}

/** What was answered so far, by operator, input and values. */
export type Answers = Map<string, Answer>;

export function askOperator(operator: Layer, input: Shape, values: Values, answers: Answers): Answer {
  const key = `${operator.name} ${input.join("x")} ${JSON.stringify(values)}`;
  const known = answers.get(key);
  if (known) return known;
  const result = operator.shape(input, values);
  const { output } = result;
  const right = output !== undefined && result.problems.length === 0;
  const parameters = right ? operator.parameters(input, values) : [];
  const answer: Answer = {
    result,
    parameters,
    params: elements(parameters),
    weights: elements(parameters.filter(({ kind }) => kind === "weight")),
    state: right ? (operator.state?.(input, values) ?? []) : [],
    macs: right ? operator.macs(input, output, values) : 0,
    window: right ? operator.window(input, values) : undefined,
  };
  answers.set(key, answer);
  return answer;
}

const elements = (specs: readonly ParameterSpec[]): number =>
  specs.reduce((sum, { shape }) => add(sum, product(shape)), 0);
