/**
 * `cnnc train FILE`: trains a model by its recipe, in a run folder. Takes a program; says at once what it does, and loads what does it
 * (`train-model.ts`), which takes longer than a person waits for a sign of life.
 */
import type { Command } from "../context.ts";

export const train: Command = async (args, options, context) => {
  const [address = ""] = args;
  context.terminal.talk(`checking ${address === "-" ? "standard input" : address}\n`);
  const { trainModel } = await import("../train-model.ts");
  return trainModel(args, options, context);
};
