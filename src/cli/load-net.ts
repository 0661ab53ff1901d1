/**
 * A module in this process, at full speed. Takes the module's bytes, gives a network; throws `CnncError` (`runtime/…`, exit 3)
 * when they are no module of ours.
 */
import { setFlagsFromString } from "node:v8";
import { load, type Net } from "../runtime/index.ts";
import { blaming, type Context } from "./context.ts";

export async function loadNet(wasm: Uint8Array, file: string | undefined, context: Context): Promise<Net> {
  context.enter("loading the module");
  // V8 never replaces a running function: what begins in the baseline compiler stays there, several times slower.
  setFlagsFromString("--no-liftoff");
  return blaming(file, () => load(wasm as Uint8Array<ArrayBuffer>));
}
