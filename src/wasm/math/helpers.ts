/**
 * Functions on four lanes that wasm does not have, made on first use. Takes a context and a name; gives the name of a function
 * that is then in the module. Built from add, multiply and bit operations alone, so every engine gives the same bits; how,
 * say the files beside this one.
 */
import type { Context } from "../context.ts";
import { makeErf } from "./error-function.ts";
import { makeExp, makeLog, makeSigmoid, makeTanh } from "./exponential.ts";
import { makeHorizontal } from "./lanes.ts";
import { makeNormal, makePhilox, makeUniform } from "./random.ts";
import { makeCos } from "./trigonometry.ts";

export type Helper =
  "exp" | "log" | "cos" | "tanh" | "sigmoid" | "erf" | "normal" | "philox" | "uniform" | "horizontal";

interface Maker {
  /** Those it calls. */
  readonly calls?: readonly Helper[];
  make(context: Context): void;
}

const makers: Readonly<Record<Helper, Maker>> = {
  exp: { make: makeExp },
  log: { make: makeLog },
  cos: { make: makeCos },
  tanh: { calls: ["exp"], make: makeTanh },
  sigmoid: { calls: ["exp"], make: makeSigmoid },
  erf: { calls: ["exp"], make: makeErf },
  normal: { calls: ["log"], make: makeNormal },
  philox: { make: makePhilox },
  uniform: { calls: ["philox"], make: makeUniform },
  horizontal: { make: makeHorizontal },
};

export function helper(context: Context, name: Helper): string {
  if (context.helpers.has(name)) return name;
  context.helpers.add(name);
  const { calls = [], make } = makers[name];
  for (const called of calls) helper(context, called);
  make(context);
  return name;
}
