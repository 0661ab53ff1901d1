/** What a file holds at its top: declarations, each as it begins. */
import { defaults } from "../../ops/registry.ts";
import { aboutWord, type Offer } from "./offer.ts";

export function offerDeclarations(): readonly Offer[] {
  const offers: readonly (readonly [string, string, Offer["text"]])[] = [
    [
      "model",
      "a network, from its input on",
      ["model ", { example: "Net" }, " {\n  input ", { example: "28x28x1" }, "\n  ", { example: "fc 10" }, "\n}"],
    ],
    [
      "block",
      "stages under a name, to be used again",
      ["block ", { example: "unit" }, "(", { example: "c" }, ") {\n  ", { example: defaults.activation.name }, "\n}"],
    ],
    ["train", "how a model is trained", ["train ", { example: "Net" }, " {\n  data ", { example: "mnist" }, "\n}"]],
    ["const", "a name for a value", ["const ", { example: "name" }, " = ", { example: "1" }]],
    [
      "import",
      "names of another file or of the library",
      ["import ", { example: "basic" }, ' from "', { example: "std/resnet" }, '"'],
    ],
  ];
  return offers.map(([label, detail, text], rank) => ({
    label,
    kind: "keyword",
    detail,
    text,
    bare: label,
    rank,
    about: aboutWord(label),
  }));
}
