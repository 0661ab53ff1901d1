/** Words that people try on the command line, and the exact command they are told. */
import { beforeAll, describe, expect, test } from "vitest";
import { buildOnce, cnnc } from "./command.ts";

beforeAll(buildOnce, 120_000);

describe("words of others", () => {
  test.each([
    [["train", "examples/lenet5.cnn", "--lr", "0.1"], "--set optimizer.lr=…"],
    [["train", "examples/lenet5.cnn", "--learning-rate", "0.1"], "--set optimizer.lr=…"],
    [["train", "examples/lenet5.cnn", "--batch-size", "8"], "`--batch`"],
    [["version"], "`cnnc --version`"],
    [["-v"], "did you mean `-V`?"],
    [["summary", "resnet18"], "did you mean `ResNet18`?"],
    [["explain", "resnet18"], "did you mean `ResNet18`?"],
    [["summary", "examples/lenet5.cnn", "--set", "lr=0.1"], "--set optimizer.lr=0.1"],
    [["summary", "examples/lenet5.cnn", "--set", "batch_size=8"], "--set batch=8"],
  ])("%j", async (words, help) => {
    const { code, stderr } = await cnnc(words);
    expect(code).not.toBe(0);
    expect(stderr).toContain(help);
  });

  test.each([
    ["conv", "MACs"],
    ["relu", "ax(x, 0)."],
    ["dense", "very output is a weighted sum"],
    ["adam", "lr"],
  ])("explain %s", async (word, page) => {
    const { code, stdout } = await cnnc(["explain", word]);
    expect(code).toBe(0);
    expect(stdout).toContain(page);
  });
});
