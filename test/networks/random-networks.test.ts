/**
 * Random networks over the whole language: the module answers and derives as the float64 interpreter does, and writes nothing that
 * it has no business with. 60 networks, everyday a tenth (see `test/soak.ts`); test/slow/torch/parity.test.ts trains 300 beside
 * PyTorch. The same ones each time; `CNNC_SEED=…` draws others. Those that ever failed are always among them (`fixtures/`).
 */
import { expect, test } from "vitest";
import { randomFor } from "../fuzz/random.ts";
import { share } from "../soak.ts";
import { compareWithInterpreter } from "../wasm/against-interpreter.ts";
import { compileText } from "../wasm/compile-text.ts";
import { readFixtures } from "./fixtures.ts";
import { type RandomNetwork, randomNetwork } from "./random-network.ts";

/** Rounding has no bound that no network ever misses: what passed today is not to fail tomorrow. */
const seed = Number(process.env.CNNC_SEED ?? 1);
const first = randomFor(seed, -1).below(45);

function mustAgree({ text, model }: RandomNetwork): void {
  const compared = compareWithInterpreter(compileText(text), model.recipe!.batch, { updates: 0, cancelled: 0.1 });
  const { forward, gradients, trespasses } = compared;
  expect(trespasses, text).toEqual([]);
  expect(forward.error, `${forward.what}\n${text}`).toBeLessThan(1e-5);
  expect(gradients.error, `${gradients.what}\n${text}`).toBeLessThan(1e-4);
}

test.each(Array.from({ length: share(60) }, (_, i) => i))(`network %i (CNNC_SEED=${seed})`, (number) => {
  mustAgree(randomNetwork(randomFor(seed, number), first + number));
});

test.each(readFixtures().map((network) => [network.name, network] as const))("%s", (_, network) => {
  mustAgree(network);
});
