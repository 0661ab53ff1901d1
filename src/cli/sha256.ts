/**
 * The name of a text by its content, as manifests and run folders keep it. Takes text, returns 64 hex digits.
 */
import { createHash } from "node:crypto";

export function sha256(text: string): string {
  return createHash("sha256").update(text, "utf8").digest("hex");
}
