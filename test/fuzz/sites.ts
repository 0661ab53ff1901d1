/**
 * Where a program can be spoiled: names by what they stand for, words, sizes, values. Takes a syntax tree; returns places. It
 * walks every node, so a new kind of node is seen without a line here.
 */
import type { Expression, File, Layer, Name, SizeList, Stage } from "../../src/syntax/ast.ts";
import type { Span } from "../../src/source/source.ts";

export interface Sites {
  /** Uses of names, by what they stand for. */
  readonly names: ReadonlyMap<string, readonly Name[]>;
  /** Names where they are declared, by what they stand for. */
  readonly declared: ReadonlyMap<string, readonly Name[]>;
  readonly layers: readonly Layer[];
  readonly stages: readonly Stage[];
  readonly calls: readonly { readonly span: Span; readonly arguments: readonly { readonly span: Span }[] }[];
  readonly arms: readonly { readonly span: Span; readonly last: Span }[];
  readonly ascriptions: readonly SizeList[];
  readonly expectations: readonly Expression[];
  readonly numbers: readonly Span[];
  /** Of inputs, of layers, and of their strides, dilations and groups. */
  readonly sizes: readonly Span[];
  readonly settings: readonly Span[];
  readonly strings: readonly Span[];
  readonly paths: readonly Span[];
}

interface Any {
  readonly kind?: string;
  readonly span?: Span;
  readonly [key: string]: unknown;
}

export function findSites(file: File): Sites {
  const names = new Map<string, Name[]>();
  const declared = new Map<string, Name[]>();
  const sites = {
    ...{ layers: [] as Layer[], stages: [] as Stage[], calls: [] as Sites["calls"][number][], settings: [] as Span[] },
    ...{ arms: [] as Sites["arms"][number][], ascriptions: [] as SizeList[], expectations: [] as Expression[] },
    ...{ numbers: [] as Span[], sizes: [] as Span[], strings: [] as Span[], paths: [] as Span[] },
  };
  const put = (into: Map<string, Name[]>, what: string, name: unknown): void => {
    into.set(what, [...(into.get(what) ?? []), name as Name]);
  };
  const seen = (node: Any, parent: Any | undefined): void => {
    switch (node.kind) {
      case "layer":
        put(names, "layer", node.name);
        sites.layers.push(node as unknown as Layer);
        for (const argument of (node as unknown as Layer).arguments) {
          if (argument.kind === "sizes") sites.sizes.push(...argument.sizes.sizes.map(({ span }) => span));
          if (argument.kind === "attribute" && argument.letter.text !== "p")
            sites.sizes.push(...argument.values.map(({ span }) => span));
        }
        break;
      case "call":
        if (node.callee) {
          put(names, "function", (node.callee as Any).name);
          break;
        }
        put(names, "block", node.name);
        sites.calls.push(node as unknown as Sites["calls"][number]);
        break;
      case "reference":
        put(names, "label", node.name);
        break;
      case "name":
        if (parent?.kind !== "field" && parent?.kind !== "call") put(names, "value", node.name);
        break;
      case "field":
        put(names, "field", node.field);
        break;
      case "flag":
      case "named":
        put(names, parent?.kind === "layer" ? "argument" : node.kind === "flag" ? "choice" : "argument", node.name);
        break;
      case "import":
        for (const name of node.names as Name[]) put(names, "import", name);
        sites.paths.push((node.from as Any).span!);
        break;
      case "train":
        put(names, "model", node.model);
        for (const setting of node.settings as Any[]) {
          put(names, "setting", setting.name);
          sites.settings.push(setting.span!);
        }
        break;
      case "expect":
        put(names, "metric", node.metric);
        if (!node.comparison) sites.expectations.push(node.value as Expression);
        break;
      case "const":
      case "block":
      case "model":
      case "let":
      case "head":
        put(declared, node.kind, node.name);
        for (const { name } of (node.parameters ?? []) as { name: Name }[]) put(declared, "parameter", name);
        break;
      case "number":
        sites.numbers.push(node.span!);
        break;
      case "string":
        if (node.span && typeof node.value === "string") sites.strings.push(node.span);
        break;
      case "branch":
        for (const { chain } of node.arms as { chain?: { stages: Stage[]; span: Span } }[])
          if (chain) sites.arms.push({ span: chain.span, last: chain.stages.at(-1)!.span });
        break;
    }
    if (node.primary) {
      const stage = node as unknown as Stage;
      sites.stages.push(stage);
      if (stage.label) put(declared, "label", stage.label);
      if (stage.shape) sites.ascriptions.push(stage.shape);
    }
    if (parent?.kind === "call" && node.name && node.value && !node.kind) put(names, "parameter", node.name);
  };
  const walk = (value: unknown, parent: Any | undefined): void => {
    if (Array.isArray(value)) for (const item of value) walk(item, parent);
    else if (value !== null && typeof value === "object") {
      const node = value as Any;
      if (node.span) seen(node, parent);
      for (const [key, child] of Object.entries(node))
        if (key !== "span" && key !== "source") walk(child, node.span ? node : parent);
    }
  };
  walk(file.declarations, undefined);
  return { names, declared, ...sites };
}
