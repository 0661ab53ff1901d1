/**
 * What the setting `normalize` takes, for its reader (`check/read-setting.ts`) and its page: `auto`, or a mean and a deviation, each a
 * number or a list of one for each channel.
 */
import type { Schema } from "../../ops/schema.ts";

/** What may stand in the place of the arguments. */
export const normalizeWords = { auto: "both are measured over the training images, channel by channel" } as const;

export const normalizeSchema = {
  mean: { kind: "named-numbers", doc: "what is subtracted: a number, or a list of one for each channel" },
  std: {
    kind: "named-numbers",
    minimum: 0,
    exclusiveMinimum: true,
    doc: "what is divided by then: a number, or a list of one for each channel",
  },
} as const satisfies Schema;
