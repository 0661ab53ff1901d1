/**
 * Heads, frozen parts and graphs in the float64 interpreter: whole trainings against PyTorch's, the gradient of the whole loss
 * against finite differences, and what is not in the program.
 */
import { describe, expect, test } from "vitest";
import { interpret } from "../../src/ir/interpret.ts";
import type { Program } from "../../src/ir/program.ts";
import { tensorsOf, verifyProgram } from "../../src/ir/verify.ts";
import { runStages } from "../../src/pipeline.ts";
import { edgesOfText, type PartsCase, partsTensors, readPartsCases } from "../oracle/training-parts.ts";
import { expectClose } from "../ops/run-chain.ts";
import { modelOfText } from "../wasm/compile-text.ts";
import { memoryOfParts, trainParts } from "./train-parts.ts";

const cases = readPartsCases();
const named = (name: string): PartsCase => cases.find((each) => each.name === name)!;

function programOf(each: PartsCase, training = true): Program {
  const model = modelOfText(each.program);
  const edges = each.edges === undefined ? {} : { edges: edgesOfText(each.edges, model) };
  return runStages(model, { training, ...edges }).program;
}

const rateOf = ({ program }: PartsCase): number => Number(/lr=([\d.]+)/.exec(program)![1]);
const nestNames = ({ training, predict, evaluation }: Program) => ({
  step: [...training!.forward, ...training!.backward, ...training!.updates].map(({ name }) => name),
  rest: [...predict, ...evaluation!.nests].map(({ name }) => name),
});

describe.each(cases.map((each) => [each.name, each] as const))("%s", (_, each) => {
  test("learns, keeps and answers what PyTorch does", () => {
    const program = programOf(each);
    expect(verifyProgram(program)).toEqual([]);
    expect(program.parameters.map(({ tensor }) => tensor.name).sort()).toEqual(Object.keys(each.tensors).sort());
    const { losses, after, scores, testLoss } = trainParts(program, each, rateOf(each));
    expectClose(losses, each.losses, 1e-7);
    for (const [name, values] of after) expectClose(values, each.after[name]!, 1e-7);
    expectClose(scores, each.scores, 1e-7);
    expectClose([testLoss], [each.testLoss], 1e-7);
    expect(Math.abs(losses[0]! - losses.at(-1)!)).toBeGreaterThan(0.01);
  });

  test("leaves what is frozen as it was, to the bit", () => {
    const before = partsTensors(each);
    const { after } = trainParts(programOf(each), each, rateOf(each));
    const same = [...after].flatMap(([name, values]) =>
      values.every((value, i) => Object.is(value, before.get(name)![i])) ? [name] : [],
    );
    expect(same.sort()).toEqual([...each.frozen].sort());
  });

  test("has the gradients of finite differences", () => {
    const program = programOf(each);
    const { batch } = each;
    const { forward, backward } = program.training!;
    const memory = memoryOfParts(program, each, 0);
    interpret([...forward, ...backward], memory, { count: batch });
    const found = new Map(
      program.parameters.flatMap(({ tensor, gradient }) =>
        gradient ? [[tensor, Float64Array.from(memory.get(gradient)!)] as const] : [],
      ),
    );
    const learned = program.parameters.filter(
      ({ tensor }) => tensor.role === "parameter" && !each.frozen.includes(tensor.name),
    );
    expect([...found.keys()]).toEqual(learned.map(({ tensor }) => tensor));
    const loss = (): number => {
      interpret(forward, memory, { count: batch });
      return memory.get(program.evaluation!.lossSum)![0]! / batch;
    };
    for (const [tensor, gradient] of found) {
      const values = memory.get(tensor)!;
      const stride = Math.max(1, Math.floor(values.length / 4));
      for (let i = 0; i < values.length; i += stride) {
        const value = values[i]!;
        const h = 1e-6;
        values[i] = value + h;
        const above = loss();
        values[i] = value - h;
        const below = loss();
        values[i] = value;
        const difference = (above - below) / (2 * h);
        const error = Math.abs(gradient[i]! - difference);
        expect(error, `${tensor.name}[${i}]`).toBeLessThanOrEqual(1e-6 * Math.max(1, Math.abs(difference)));
      }
    }
  });
});

describe("heads", () => {
  test("are in the step alone, and only where the recipe weighs them", () => {
    const two = nestNames(programOf(named("two heads")));
    const one = nestNames(programOf(named("one of two heads")));
    const ofHead = (names: readonly string[], head: string): boolean => names.some((name) => name.includes(head));
    expect([ofHead(two.step, "aux1"), ofHead(two.step, "aux2")]).toEqual([true, true]);
    expect([ofHead(one.step, "aux1"), ofHead(one.step, "aux2")]).toEqual([false, true]);
    expect([...two.rest, ...one.rest].filter((name) => name.includes("aux"))).toEqual([]);
  });

  test("are not in a module that only predicts", () => {
    const { parameters, training } = programOf(named("two heads"), false);
    expect(training).toBe(undefined);
    expect(parameters.filter(({ tensor }) => tensor.name.startsWith("aux"))).toEqual([]);
  });

  test("come behind the model's own parameters, which begin as they do without them", () => {
    const learned = (each: PartsCase): string[] =>
      programOf(each).parameters.flatMap(({ tensor }) => (tensor.role === "parameter" ? [tensor.name] : []));
    const without = learned({
      ...named("two heads"),
      program: named("two heads").program.replace(/ {2}aux .*\n/g, ""),
    });
    expect(without.length).toBeGreaterThan(20);
    expect(learned(named("two heads")).slice(0, without.length)).toEqual(without);
  });
});

describe("freezing", () => {
  const frozen = programOf(named("frozen below"));
  const free = programOf({
    ...named("frozen below"),
    program: named("frozen below").program.replace(/ {2}freeze .*\n/, ""),
  });
  test("leaves no gradient, no backward code, no optimizer state and no update", () => {
    const names = nestNames(frozen).step.filter((name) => /^(stem|low)\./.test(name));
    expect(names.length).toBeGreaterThan(5);
    expect(names.filter((name) => /backward|gradient|update|running/.test(name))).toEqual([]);
    expect(nestNames(free).step.filter((name) => /^(stem|low)\..*(backward|update)/.test(name)).length).toBeGreaterThan(
      9,
    );
    expect(frozen.states.filter(({ name }) => /^(stem|low)\./.test(name))).toEqual([]);
    expect(frozen.states.some(({ name }) => name.startsWith("fc1."))).toBe(true);
    const tensors = [...frozen.training!.forward, ...frozen.training!.backward].flatMap(tensorsOf);
    expect(tensors.filter(({ role, name }) => role === "gradient" && /^(stem|low)\./.test(name))).toEqual([]);
    // Nothing keeps where a maximum was.
    expect(tensors.some(({ name }) => name.endsWith(".position"))).toBe(false);
  });

  test("lets gradients through to what learns below", () => {
    const between = programOf(named("frozen between"));
    const withGradient = between.parameters.flatMap(({ tensor, gradient }) => (gradient ? [tensor.name] : []));
    expect(withGradient).toContain("stem.conv1.weight");
    expect(withGradient.some((name) => name.startsWith("high."))).toBe(false);
  });

  test("makes training and prediction one code where the frozen layers keep statistics", () => {
    const shared = frozen.predict.filter((nest) => frozen.training!.forward.includes(nest)).map(({ name }) => name);
    expect(shared).toContain("low.bn1.forward");
    expect(free.predict.filter((nest) => free.training!.forward.includes(nest)).map(({ name }) => name)).not.toContain("low.bn1.forward"); // prettier-ignore
  });
});
