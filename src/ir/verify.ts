/**
 * Checks of the loop-nest vocabulary that types cannot make. Takes a nest or a program and gives the list of what is wrong
 * with it, as sentences for a compiler's author; empty when all is well. Every access must be provably inside its tensor,
 * so that code made from a verified nest needs no checks. Does not say whether every element of a tensor is written.
 */
import { type Affine, printAffine, soleAxis } from "./affine.ts";
import { type Extents, extentsOf, intervalWithin } from "./interval.ts";
import type { Nest, Within } from "./nest.ts";
import type { Program } from "./program.ts";
import { type Scalar, loadsOf, operands } from "./scalar.ts";
import { type Tensor, elementCount, rank } from "./tensor.ts";

export function verifyNest(nest: Nest): string[] {
  const problems: string[] = [];
  const report = (text: string): void => {
    problems.push(`${nest.name}: ${text}`);
  };
  const extents = extentsOf(nest.axes);
  if (extents.size !== nest.axes.length) report("an axis stands twice");
  for (const { name, extent } of nest.axes)
    if (extent !== "batch" && !(Number.isInteger(extent) && extent >= 1)) report(`axis ${name} has extent ${extent}`);

  const { reduction } = nest;
  const reduced = new Set(reduction.kind === "sum" || reduction.kind === "max" ? reduction.over : []);
  for (const axis of reduced) if (!extents.has(axis)) report(`reduces the unknown axis ${axis}`);
  const kept: Extents = new Map([...extents].filter(([axis]) => !reduced.has(axis)));
  for (const { value, extent } of nest.within) {
    checkAxes(value, extents, "within", report);
    if (!(Number.isInteger(extent) && extent >= 1)) report(`within ${printAffine(value)} has extent ${extent}`);
  }

  // `within` guards the body everywhere, and the writes only where no reduction stands between.
  const writesGuarded = reduction.kind === "none" || reduction.kind === "scatter";
  const guard = writesGuarded ? nest.within : [];
  const scan = (e: Scalar, axes: Extents, within: readonly Within[], place: Place): void =>
    checkScalar(e, axes, within, place, report);
  scan(nest.body, extents, nest.within, { name: "body" });
  if (reduction.kind === "sum" && reduction.initial) scan(reduction.initial, kept, [], { name: "initial" });
  if (reduction.kind === "max") checkAxes(reduction.position, extents, "position", report);
  if (nest.writes.length === 0) report("writes nothing");
  if (reduction.kind === "scatter" && (nest.writes.length !== 1 || nest.writes[0]!.value.kind !== "result"))
    report("a scatter has one write, of its result");
  for (const write of nest.writes) {
    const name = `write of ${write.tensor.name}`;
    scan(write.value, kept, guard, { name, result: true, position: reduction.kind === "max" });
    checkAccess(write.tensor, write.index, kept, guard, name, report);
    if (write.tensor.role === "constant" || write.tensor.role === "input" || write.tensor.role === "label")
      report(`writes ${write.tensor.name}, which is a ${write.tensor.role}`);
    if (write.when && rank(write.when.control) !== 0)
      report(`${name} depends on ${write.when.control.name}, not one number`);
  }
  return problems;
}

interface Place {
  readonly name: string;
  readonly result?: boolean;
  readonly position?: boolean;
}

type Report = (text: string) => void;

function checkScalar(e: Scalar, axes: Extents, within: readonly Within[], place: Place, report: Report): void {
  switch (e.kind) {
    case "load":
      checkAccess(e.tensor, e.index, axes, within, place.name, report);
      break;
    case "index":
      checkAxes(e.value, axes, place.name, report);
      break;
    case "random":
      checkAxes(e.major, axes, place.name, report);
      checkAxes(e.minor, axes, place.name, report);
      break;
    case "result":
      if (!place.result) report(`${place.name} uses result`);
      break;
    case "position":
      if (!place.position) report(`${place.name} uses position, which only the writes of a max nest have`);
      break;
    case "constant":
      if (Number.isNaN(e.value)) report(`${place.name} holds NaN`);
      break;
    case "unary":
    case "binary":
    case "select":
      for (const operand of operands(e)) checkScalar(operand, axes, within, place, report);
      break;
    default:
      e satisfies never;
  }
}

function checkAxes(value: Affine, axes: Extents, place: string, report: Report): boolean {
  const unknown = value.terms.filter(([axis]) => !axes.has(axis));
  for (const [axis] of unknown) report(`${place} uses the axis ${axis}, which it does not have`);
  return unknown.length === 0;
}

function checkAccess(
  tensor: Tensor,
  index: readonly Affine[],
  axes: Extents,
  within: readonly Within[],
  place: string,
  report: Report,
): void {
  if (index.length !== rank(tensor)) {
    report(`${place}: ${tensor.name} has ${rank(tensor)} dimensions, not ${index.length}`);
    return;
  }
  if (!index.every((value) => checkAxes(value, axes, place, report))) return;
  const images = tensor.batched ? index[0] : undefined;
  if (images) {
    const axis = soleAxis(images);
    if (axis === undefined || axes.get(axis) !== "batch")
      report(`${place}: ${tensor.name} is addressed by ${printAffine(images)}, not by the batch`);
  }
  const own = images ? index.slice(1) : index;
  own.forEach((value, dimension) => {
    const extent = tensor.shape[dimension]!;
    const [least, most] = intervalWithin(value, axes, within);
    if (!(least >= 0 && most < extent))
      report(`${place}: index ${printAffine(value)} of ${tensor.name} is ${least}..${most}, outside 0..${extent - 1}`);
  });
}

/** Checks each nest, and that names are unique and tensors written before they are read. */
export function verifyProgram(program: Program): string[] {
  const { predict, evaluation, training } = program;
  const forward = training ? [...training.perStep, ...training.forward] : [];
  const perEpoch = training?.perEpoch ?? [];
  const step = [training?.backward ?? [], training?.updates ?? []];
  const stages = [predict, evaluation?.nests ?? [], perEpoch, forward, ...step];
  const nests = [...new Set(stages.flat())];
  const given = new Set<Tensor>([program.input, ...Object.values(program.controls)]);
  for (const { tensor } of program.parameters) given.add(tensor);
  for (const state of program.states) given.add(state);
  if (evaluation) given.add(evaluation.label);

  const problems = nests.flatMap(verifyNest);
  problems.push(...duplicates(nests, "nest"));
  problems.push(...duplicates(new Set([...given, ...nests.flatMap(tensorsOf)]), "tensor"));
  problems.push(...checkOrder([...predict, ...(evaluation?.nests ?? [])], given));
  problems.push(...checkOrder(perEpoch, given));
  problems.push(...checkOrder(training ? [...forward, ...training.backward, ...training.updates] : [], given));

  const written = (list: readonly Nest[]): Set<Tensor> =>
    new Set(list.flatMap((nest) => nest.writes.map((w) => w.tensor)));
  if (!written(predict).has(program.output) && program.output !== program.input)
    problems.push(`predict does not write ${program.output.name}`);
  for (const { tensor, gradient } of program.parameters)
    if (training && gradient && !written(training.backward).has(gradient))
      problems.push(`the backward pass does not write the gradient of ${tensor.name}`);
  for (const tensor of new Set([...given, ...nests.flatMap(tensorsOf)]))
    if (tensor.data && tensor.data.length !== elementCount(tensor))
      problems.push(`${tensor.name} has ${elementCount(tensor)} elements and ${tensor.data.length} values`);
  return [...new Set(problems)];
}

/** Problems of a list of nests that runs in order, `given` being what is there before it. */
export function checkOrder(nests: readonly Nest[], given: ReadonlySet<Tensor>): string[] {
  const problems: string[] = [];
  const there = new Set(given);
  for (const nest of nests) {
    const initial = nest.reduction.kind === "sum" && nest.reduction.initial ? [nest.reduction.initial] : [];
    for (const { tensor } of [nest.body, ...initial, ...nest.writes.map((w) => w.value)].flatMap(loadsOf))
      if (!there.has(tensor) && tensor.role !== "constant")
        problems.push(`${nest.name}: reads ${tensor.name}, written by none before`);
    for (const { tensor, accumulate } of nest.writes)
      if (accumulate && !there.has(tensor))
        problems.push(`${nest.name}: adds to ${tensor.name}, written by none before`);
    for (const { tensor } of nest.writes) there.add(tensor);
  }
  return problems;
}

function duplicates(named: Iterable<{ readonly name: string }>, what: string): string[] {
  const seen = new Set<string>();
  const problems: string[] = [];
  for (const { name } of named) {
    if (seen.has(name)) problems.push(`the name ${name} is given to more than one ${what}`);
    seen.add(name);
  }
  return problems;
}

/** Every tensor a nest touches, each once. */
export function tensorsOf(nest: Nest): Tensor[] {
  const initial = nest.reduction.kind === "sum" && nest.reduction.initial ? [nest.reduction.initial] : [];
  const loads = [nest.body, ...initial, ...nest.writes.map((write) => write.value)].flatMap(loadsOf);
  return [
    ...new Set(
      [...loads, ...nest.writes, ...nest.writes.flatMap((w) => (w.when ? [{ tensor: w.when.control }] : []))].map(
        (x) => x.tensor,
      ),
    ),
  ];
}
