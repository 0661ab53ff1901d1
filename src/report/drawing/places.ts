/**
 * Where the parts of a drawing are written. Takes a model and, for its own statement and its input, the syntax tree of its
 * file; gives for each subject the file and the span.
 */
import type { CheckedModel } from "../../check/model.ts";
import type { Span } from "../../source/source.ts";
import type { File } from "../../syntax/ast.ts";
import type { Subject } from "./marks.ts";

export interface Place {
  /** Names the layer, the block's use, the head; absent: the model. */
  readonly layer?: string;
  readonly file: string;
  readonly span?: Span;
}

export function placesOf(model: CheckedModel, file: File | undefined): (subject: Subject | undefined) => Place {
  const layers = new Map(model.layers.map((layer) => [layer.name, layer]));
  const own = file?.declarations.find((each) => each.kind === "model" && each.name.text === model.name);
  const body = own?.kind === "model" ? own.body : undefined;
  const chain = body?.statements.find((statement) => statement.kind === "chain");
  const input = chain?.kind === "chain" ? chain.stages[0] : undefined;
  const home = { file: model.source.path };
  return (subject) => {
    switch (subject?.kind) {
      case undefined:
        return own?.kind === "model" ? { ...home, span: own.name.span } : home;
      case "input":
        return { layer: "input", ...home, ...(input ? { span: input.span } : {}) };
      case "layer": {
        const { source, span } = layers.get(subject.layer)!;
        return { layer: subject.layer, file: source.path, span };
      }
      case "step": {
        const { source, span } = layers.get(subject.layer)!.trail[subject.depth]!;
        return { layer: subject.name, file: source.path, span };
      }
      case "head": {
        const { source, span } = model.heads.find(({ name }) => name === subject.head)!;
        return { layer: subject.head, file: source.path, span };
      }
      default:
        return subject satisfies never;
    }
  };
}
