/**
 * From a compiled module, wherever it comes from, to a network. Takes bytes, an address, a `Response` or a
 * `WebAssembly.Module`; returns a `Net` with the weights of its recipe's seed. Throws `RuntimeError`. Files are for the
 * host to read: in Node, hand in `await readFile(path)`.
 */
import type { ModuleExports } from "../wasm/abi.ts";
import { badArgument, show } from "./arguments.ts";
import { RuntimeError } from "./errors.ts";
import { readManifest } from "./manifest.ts";
import { createNet, type NamedNet, type Net, type NetNames } from "./net.ts";

export type ModuleSource = BufferSource | URL | string | Response | WebAssembly.Module;

const FUNCTIONS = ["initialize", "rewind", "predict"] as const;
const TRAINING_FUNCTIONS = ["step", "fit", "evaluate"] as const;

export async function load(source: ModuleSource): Promise<Net>;
export async function load<Names extends NetNames>(source: ModuleSource): Promise<NamedNet<Names>>;
export async function load(source: ModuleSource): Promise<Net> {
  const module = await toModule(source);
  const manifest = readManifest(module);
  let instance: WebAssembly.Instance;
  try {
    instance = await WebAssembly.instantiate(module, {});
  } catch (cause) {
    throw notAModule("the module cannot be instantiated: it wants imports or more memory than there is", cause);
  }
  const { exports } = instance;
  const functions = manifest.training ? [...FUNCTIONS, ...TRAINING_FUNCTIONS] : FUNCTIONS;
  const missing = functions.find((name) => typeof exports[name] !== "function");
  if (missing !== undefined) throw notAModule(`the module exports no function ${missing}`);
  const memory = exports.memory;
  if (!(memory instanceof WebAssembly.Memory) || memory.buffer.byteLength < manifest.memory.bytes) {
    throw notAModule("the module exports no memory as large as its plan");
  }
  return createNet(exports as unknown as ModuleExports, manifest);
}

async function toModule(source: ModuleSource): Promise<WebAssembly.Module> {
  if (source instanceof WebAssembly.Module) return source;
  const bytes = await toBytes(source);
  try {
    return await WebAssembly.compile(bytes);
  } catch (cause) {
    throw notAModule("the bytes are not a WebAssembly module that this engine takes", cause);
  }
}

async function toBytes(source: unknown): Promise<BufferSource> {
  if (ArrayBuffer.isView(source) || isBuffer(source)) return source as BufferSource;
  const isAddress = typeof source === "string" || source instanceof URL;
  if (!isAddress && !(source instanceof Response))
    throw badArgument(
      `a module is ${show(source)}: its bytes, an address, a Response or a WebAssembly.Module is expected`,
    );
  const address = isAddress ? String(source) : source.url;
  const failed = (why: string, cause?: unknown): RuntimeError => {
    const message = `the module cannot be fetched${address === "" ? "" : ` from ${address}`}: ${why}`;
    return new RuntimeError("runtime/fetch-failed", message, { address }, { cause });
  };
  let response: Response;
  try {
    response = isAddress ? await fetch(source) : source;
  } catch (cause) {
    throw failed(cause instanceof Error ? cause.message : String(cause), cause);
  }
  if (!response.ok) throw failed(`the server answers ${response.status}`);
  try {
    return await response.arrayBuffer();
  } catch (cause) {
    throw failed("its body cannot be read", cause);
  }
}

/** Of this page or another frame. */
function isBuffer(value: unknown): boolean {
  return /^\[object (Shared)?ArrayBuffer\]$/.test(Object.prototype.toString.call(value));
}

function notAModule(message: string, cause?: unknown): RuntimeError {
  return new RuntimeError("runtime/not-a-module", message, {}, { cause });
}
