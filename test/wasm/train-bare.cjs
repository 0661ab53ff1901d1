/**
 * Run as a process by any engine: `node [flags] train-bare.cjs MODULE.wasm`, `jsc train-bare.cjs -- MODULE.wasm`. Trains the bare
 * module for twenty steps over a set of its own making, through `fit`, which shuffles and augments, and `endEpoch`; prints a hash
 * of all parameters and states, and of the scores of the set. Needs nothing but WebAssembly and a way to read a file.
 */
const isNode = typeof require === "function";
// biome-ignore lint/complexity/noArguments: the global of that name is how jsc hands in its words
const bytes = isNode ? require("node:fs").readFileSync(process.argv[2]) : read(arguments[0], "binary");
const say = isNode ? console.log : print;

const compiled = new WebAssembly.Module(bytes);
const section = new Uint8Array(WebAssembly.Module.customSections(compiled, "cnnc")[0]);
let text = "";
for (const byte of section) text += String.fromCharCode(byte);
const manifest = JSON.parse(text);
const { exports: net } = new WebAssembly.Instance(compiled);

// Offsets of the control block: `CONTROL` in src/wasm/abi.ts.
const FIELDS = { step: 8, epoch: 12, order: 56, orderEpoch: 60, images: 64, labels: 68, count: 72, format: 76 };
const COUNT = 64;
const CLASSES = 4;
const pixels = manifest.input.reduce((product, size) => product * size, 1);
const imagesAt = Math.ceil(manifest.memory.bytes / 64) * 64;
const labelsAt = imagesAt + COUNT * pixels;
const orderAt = labelsAt + COUNT;
const pages = Math.ceil((orderAt + 4 * COUNT) / 65536) - net.memory.buffer.byteLength / 65536;
if (pages > 0) net.memory.grow(pages);

const memory = new Uint8Array(net.memory.buffer);
const view = new DataView(net.memory.buffer);
const set = (field, value) => view.setInt32(manifest.control.offset + FIELDS[field], value, true);
const get = (field) => view.getInt32(manifest.control.offset + FIELDS[field], true);
let state = 1;
const random = () => {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return state >>> 24;
};
for (let i = 0; i < COUNT * pixels; i++) memory[imagesAt + i] = random();
for (let i = 0; i < COUNT; i++) memory[labelsAt + i] = random() % CLASSES;

net.initialize();
const places = { images: imagesAt, labels: labelsAt, count: COUNT, format: 0, order: orderAt, orderEpoch: -1 };
for (const field of Object.keys(places)) set(field, places[field]);
while (get("step") < 20) {
  const epoch = get("epoch");
  if (net.fit(20 - get("step")) === 0) throw new Error("no step was done");
  if (get("epoch") > epoch && net.endEpoch !== undefined) net.endEpoch(1 / (1 + epoch));
}

/** FNV-1a from two beginnings: 64 bits are enough to tell engines apart, and need no library. */
const hash = [0x811c9dc5, 0x2f0b4a27];
const take = ({ offset, bytes: length }) => {
  for (let i = offset; i < offset + length; i++) {
    for (let half = 0; half < 2; half++) hash[half] = Math.imul(hash[half] ^ memory[i], 0x01000193) >>> 0;
    hash[1] = (hash[1] ^ (hash[1] >>> 13)) >>> 0;
  }
};
for (const place of [...manifest.parameters, ...manifest.states]) take(place);
const floats = new Float32Array(net.memory.buffer, manifest.regions.images.offset, manifest.regions.images.bytes / 4);
for (let i = 0; i < floats.length; i++) floats[i] = random() / 255;
net.predict(manifest.batch);
take(manifest.regions.outputs);
const finite = manifest.parameters.every(({ offset, bytes: length }) =>
  new Float32Array(net.memory.buffer, offset, length / 4).every(Number.isFinite),
);
say(
  JSON.stringify({ hash: hash.map((half) => half.toString(16).padStart(8, "0")).join(""), finite, steps: get("step") }),
);
