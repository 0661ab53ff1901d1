/**
 * What stands above a model and a recipe: totals, the memory of training, and commands. Takes a snapshot; gives for each model that is
 * understood what to show and which command it runs on which model. The size of the module is not among it: only compiling tells.
 */
import { estimateMemory } from "../check/estimate-memory.ts";
import { printBytes, printCount } from "../report/numbers.ts";
import type { Span } from "../source/source.ts";
import type { Snapshot } from "./snapshot.ts";

export interface LensCommand {
  readonly name: "explain" | "summary" | "picture" | "train";
  readonly model: string;
}

export interface CodeLens {
  /** Of the name that it stands above. */
  readonly span: Span;
  readonly title: string;
  readonly command: LensCommand;
}

/** In the order of the text. */
export function codeLenses({ source, file, checked }: Snapshot): CodeLens[] {
  return file.declarations.flatMap((declaration): CodeLens[] => {
    if (declaration.kind === "model") {
      const { text, span } = declaration.name;
      const model = checked.models.find((each) => each.name === text && each.source === source);
      // Of two models with one name the first is meant.
      if (!model || firstOf(file.declarations, text) !== declaration) return [];
      const { params, macs } = model.totals;
      const lens = (title: string, name: LensCommand["name"]): CodeLens => ({
        span,
        title,
        command: { name, model: text },
      });
      return [
        lens(`${printCount(params)} parameters · ${printCount(macs)} MACs`, "explain"),
        lens("summary", "summary"),
        lens("picture", "picture"),
      ];
    }
    if (declaration.kind === "train") {
      const model = checked.models.find(({ recipe }) => recipe?.source === source && recipe.span === declaration.span);
      const { recipe } = model ?? {};
      if (!model || !recipe) return [];
      const { batch, total } = estimateMemory(model, recipe.batch);
      const { span } = declaration.model;
      const command = { name: "train", model: model.name } as const;
      return [
        { span, title: `about ${printBytes(total)} at batch ${printCount(batch)}`, command },
        { span, title: "train", command },
      ];
    }
    return [];
  });
}

function firstOf(declarations: Snapshot["file"]["declarations"], name: string) {
  return declarations.find((each) => each.kind === "model" && each.name.text === name);
}
