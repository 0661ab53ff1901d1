import { readFileSync } from "node:fs";
import { test } from "vitest";
import { formatText } from "../../src/format/format.ts";
test("try", async () => {
  for (const f of (process.env.F ?? "").split(",")) {
    const one = await formatText(readFileSync(f, "utf8"));
    console.log(one);
    const two = await formatText(one);
    if (two !== one) console.log("DIFFERENT\n" + two);
  }
});
