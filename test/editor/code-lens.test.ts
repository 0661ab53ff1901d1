/** What stands above models and recipes. */
import { expect, it } from "vitest";
import { codeLenses } from "../../src/editor/code-lens.ts";
import { markSpan, snapshotOf } from "./marks.ts";

const net = `import LeNet5 from "std/lenet"

model Net {
  input 8x8x1
  conv 3x3x4 -> relu
  fc 10
}

model Open(n) {
  input 4
  fc {n}
}

model Broken {
  input 4
  conv 3x3x4
}

train Net {
  batch 32
}

train LeNet5 {
  epochs 2
}

train Broken {
}
`;

it("tells totals and memory, and names commands", () => {
  const snapshot = snapshotOf(net);
  const shown = codeLenses(snapshot).map(({ span, title, command }) => {
    const line = markSpan(net, span)
      .split("\n")
      .find((each) => each.includes("«"));
    return `${line}: ${title} [${command.name} ${command.model}]`;
  });
  expect(shown).toMatchInlineSnapshot(`
    [
      "model «Net» {: 1,490 parameters · 2,736 MACs [explain Net]",
      "model «Net» {: summary [summary Net]",
      "model «Net» {: picture [picture Net]",
      "train «Net» {: about 94.1 KiB at batch 32 [train Net]",
      "train «Net» {: train [train Net]",
      "train «LeNet5» {: about 7.8 MiB at batch 64 [train LeNet5]",
      "train «LeNet5» {: train [train LeNet5]",
    ]
  `);
});

it("is nothing where nothing is understood", () => {
  expect(codeLenses(snapshotOf("model {\n conv 3\n"))).toEqual([]);
  expect(codeLenses(snapshotOf(""))).toEqual([]);
});
