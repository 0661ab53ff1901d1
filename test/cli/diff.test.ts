/** `cnnc diff`: two programs by their addresses. */
import { expect, it } from "vitest";
import { diff } from "../../src/cli/commands/diff.ts";
import { COMMANDS } from "../../src/cli/commands.ts";
import { call } from "./call.ts";

it("compares models of the library: exit 0, data on standard output", async () => {
  const { code, stdout, codes } = await call(diff, ["std/resnet:ResNet18", "std/resnet:ResNet34"], { format: "human" });
  expect({ code, codes }).toEqual({ code: 0, codes: [] });
  expect(stdout).toMatch(/^\+ {2}conv4\.basic6 +basic\(256\) +14x14x256 +1,180,672 +231,211,008$/m);
  expect(stdout).toMatch(/^parameters +11,689,512 +21,797,672 +\+10,108,160 +\+86\.5%$/m);
  const json = JSON.parse(
    (await call(diff, ["std/resnet:ResNet18", "std/resnet:ResNet34"], { format: "json" })).stdout,
  );
  expect(json).toMatchObject({ schema: "cnnc.diff/1", totals: { macs: { difference: 1_849_688_064 } } });
});

it("that cannot be read are an error of the address, with its exit code", async () => {
  expect(await call(diff, ["examples/lenet5.cnn", "nothing.cnn"])).toMatchObject({
    code: 3,
    codes: ["file/not-found"],
  });
  expect(await call(diff, ["std/resnet", "examples/lenet5.cnn"])).toMatchObject({
    code: 2,
    codes: ["cli/several-models"],
  });
});

it("is a command", async () => {
  expect(await COMMANDS.find(({ name }) => name === "diff")?.load()).toBe(diff);
});
