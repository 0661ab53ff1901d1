import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { channelStatistics } from "../../src/data/statistics.ts";

describe("statistics", () => {
  it("are mean and deviation of each channel", () => {
    // Channel 0 is 0, 255; channel 1 is 51, 51; channel 2 is 0, 102.
    const images = Uint8Array.of(0, 51, 0, 255, 51, 102);
    const { mean, std } = channelStatistics({ images, shape: [1, 2, 3] });
    for (const [c, [m, s]] of [
      [0.5, 0.5],
      [0.2, 0],
      [0.2, 0.2],
    ].entries()) {
      expect(mean[c]).toBeCloseTo(m!, 15);
      expect(std[c]).toBeCloseTo(s!, 15);
    }
  });

  it("are the same for bytes and for their floats", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 3, maxLength: 300 }), (values) => {
        const bytes = values.subarray(0, values.length - (values.length % 3));
        const floats = Float32Array.from(bytes, (v) => v / 255);
        const [a, b] = [bytes, floats].map((images) => channelStatistics({ images, shape: [1, 1, 3] }));
        for (let c = 0; c < 3; c++) {
          expect(b!.mean[c]).toBeCloseTo(a!.mean[c]!, 6);
          expect(b!.std[c]).toBeCloseTo(a!.std[c]!, 6);
        }
      }),
    );
  });

  it("keep their digits when the values are large and close together", () => {
    const images = Float32Array.of(8192, 8193, 8192, 8193);
    const { mean, std } = channelStatistics({ images, shape: [2, 2, 1] });
    expect(mean).toEqual([8192.5]);
    expect(std).toEqual([0.5]);
  });
});
