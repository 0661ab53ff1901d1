/** `cnnc explain`: a model, a layer, a block, or what the word may mean. */
import { describe, expect, it } from "vitest";
import { explain } from "../../src/cli/commands/explain.ts";
import { call } from "./call.ts";

const resnet = "std/resnet:ResNet18";

describe("explain", () => {
  it("of a model ends with its totals", async () => {
    const { code, stdout } = await call(explain, ["examples/lenet5.cnn"]);
    expect(code).toBe(0);
    expect(stdout.match(/^\S+: /gm)).toHaveLength(12);
    expect(stdout).toContain("LeNet5: all layers together");
    expect(stdout).toContain("156 + 2,416 + 48,120 + 10,164 + 850 = 61,706");
  });

  it("of a layer by the end of its name, and of a block with its sums", async () => {
    const layer = await call(explain, [resnet, "conv3.basic1.shortcut1.conv1"]);
    expect(layer.stdout).toMatch(/^conv3\.basic1\.shortcut1\.conv1: conv 1x1x128 s2 nobias {3}56x56x64 → 28x28x128/);
    expect((await call(explain, [resnet, "basic2"])).codes).toEqual(["cli/ambiguous-layer"]);
    const block = await call(explain, [resnet, "conv3.basic1"]);
    expect(block.stdout).toContain("in basic(128, 2) at std/resnet:");
    expect(block.stdout).toContain("conv3.basic1: all layers together");
    const end = await call(explain, [resnet, "conv3.basic1.shortcut1"]);
    expect(end.stdout).toContain("all layers together");
  });

  it("of no layer says what was meant: exit 2", async () => {
    const ambiguous = await call(explain, [resnet, "bn2"]);
    expect(ambiguous).toMatchObject({ code: 2, stdout: "", codes: ["cli/ambiguous-layer"] });
    expect(ambiguous.diagnostics[0]!.notes[0]).toContain("conv2.basic1.bn2, conv2.basic2.bn2");
    const unknown = await call(explain, [resnet, "gavgpol1"]);
    expect(unknown).toMatchObject({ code: 2, codes: ["cli/unknown-layer"] });
    expect(unknown.diagnostics[0]!.help).toBe("did you mean `gavgpool1`?");
  });

  it("takes a file of the library for a program, not for a code", async () => {
    expect((await call(explain, ["std/resnet"])).codes).toEqual(["cli/several-models"]);
    expect((await call(explain, ["shape/kernel-exceeds-input"])).stdout).toContain("shape/kernel-exceeds-input");
  });

  it.each([
    ["conv", "# conv (layer)"],
    ["crossentropy", "# crossentropy (loss)"],
    ["let", "# let (statement)"],
    ["->", "# `->` (statement)"],
    ["batch", "# batch (setting)"],
    ["in", "# in (expression)"],
    ["floor", "# floor (function)"],
    ["params", "# params (metric)"],
    ["mnist", "# mnist (data set)"],
    ["stop", "# stop (setting)"],
    ["Conv2d", "# conv (layer)"],
    ["bottleneck", "# bottleneck (block of std/resnet)"],
    ["cnnc-ignore", "# cnnc-ignore (comment)"],
  ])("of the word %s gives its page", async (word, heading) => {
    const { code, stdout } = await call(explain, [word]);
    expect(code).toBe(0);
    expect(stdout.split("\n")[0]).toBe(heading);
  });

  it("of a word with several meanings gives them all", async () => {
    const { stdout } = await call(explain, ["crop"]);
    expect(stdout).toContain("## crop (layer)");
    expect(stdout).toContain("## crop (augmentation)");
  });

  it("of a word that is the name of a folder here gives its page; of a folder, that it is no program", async () => {
    // Folders of this repository, where tests run.
    expect((await call(explain, ["src"])).codes).toEqual(["file/not-regular"]);
    for (const sign of ["/", ".", "//"]) expect((await call(explain, [sign])).stdout).toMatch(/^# /);
  });

  it("of what is no word says which was meant: exit 2", async () => {
    const near = await call(explain, ["crossentorpy"]);
    expect(near).toMatchObject({ code: 2, stdout: "", codes: ["cli/unknown-word"] });
    expect(near.diagnostics[0]!.help).toBe("did you mean `crossentropy`?");
    expect((await call(explain, ["epoch5s"])).diagnostics[0]!.help).toBe("did you mean `epochs`?");
    const missing = await call(explain, ["lstm"]);
    expect(missing.diagnostics[0]!.help).toBe("there is no `lstm` yet; `conv` is nearest");
    const needless = await call(explain, ["verbose"]);
    expect(needless.diagnostics[0]!.help).toBe("nothing is written for it: progress is always shown");
    expect((await call(explain, ["nowhere.cnn"])).codes).toEqual(["file/not-found"]);
    expect((await call(explain, ["<script>"])).codes).toEqual(["cli/unknown-word"]);
  });
});
