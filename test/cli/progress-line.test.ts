/** The line that shows where a training is fits its width, and keeps the time that is left longest. */
import { describe, expect, it } from "vitest";
import { progressLine } from "../../src/cli/progress-line.ts";

const at = (changes = {}): Parameters<typeof progressLine>[0] => ({
  epoch: 1,
  epochs: 3,
  position: 30_000,
  count: 60_000,
  step: 469,
  loss: 0.258,
  accuracy: 0.9153,
  recentLoss: 0.2,
  rate: 0.05,
  imagesPerSecond: 917,
  secondsLeft: 196,
  ...changes,
});

describe("the line of progress", () => {
  it("has bar, share, time left and figures in 80 columns and more", () => {
    const line = progressLine(at(), 100);
    expect(line).toBe("epoch 1/3 ██████████░░░░░░░░░░ 50% 3 min 16 s left, loss 0.2580, accuracy 91.53%, 917 images/s");
    expect(progressLine(at(), 80)).toBe("epoch 1/3 50% 3 min 16 s left, loss 0.2580, accuracy 91.53%, 917 images/s");
  });

  it("is never wider than it may be, and has the time left while that fits", () => {
    const extremes = [
      at(),
      at({ position: 60_000 }),
      at({ position: 0, imagesPerSecond: Number.NaN, secondsLeft: Number.NaN }),
      at({ epoch: 999_999, epochs: 1_000_000, loss: 1.234e30, imagesPerSecond: 1e9, secondsLeft: 3.6e6 }),
      at({ count: Number.NaN }),
    ];
    for (const progress of extremes) {
      for (let width = 0; width <= 140; width++) {
        const line = progressLine(progress, width);
        expect(line.length).toBeLessThanOrEqual(width);
        if (width >= 60) expect(line).toContain("left");
        expect(line).not.toContain("\n");
      }
    }
  });
});
