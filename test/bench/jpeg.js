// JPEG against Pillow: how far our pixels are from its, and the ratio of times on 12 megapixels. Not run in tests.
//   npm run build && node test/bench/jpeg.js [rounds] [python]
// Runs of both are interleaved in one session, times are those of the processor, the median of all rounds is shown: Pillow's until
// its own image is loaded, and until an array of it is there (np.asarray), which is what a training takes and what we return.
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { decodeImage } from "../../dist/src/data/decode-image.js";

const rounds = Number(process.argv[2] ?? 7);
const python = process.argv[3] ?? "/usr/bin/python3";
const folder = mkdtempSync(join(tmpdir(), "cnnc-jpeg-"));

const PEER = `
import io, sys, time
import numpy as np
from PIL import Image
folder = sys.argv[1]
rng = np.random.default_rng(1)
w, h = 4000, 3000
def layer(step):
    small = rng.integers(0, 256, (h // step + 2, w // step + 2, 3)).astype("uint8")
    return np.asarray(Image.fromarray(small).resize((w, h), Image.BICUBIC)).astype("float32")
# Detail at every scale, as a photo has it, and fine noise, as a sensor has it.
photo = sum(layer(s) * k for s, k in ((200, .5), (40, .25), (8, .15), (2, .1))) + rng.normal(0, 3, (h, w, 3))
photo = Image.fromarray(photo.clip(0, 255).astype("uint8"))
kinds = {
    "4:2:0": (photo, dict(subsampling=2)), "4:2:2": (photo, dict(subsampling=1)), "4:4:4": (photo, dict(subsampling=0)),
    "4:2:0 progressive": (photo, dict(subsampling=2, progressive=True)),
    "gray": (photo.convert("L"), {}), "CMYK": (photo.convert("CMYK"), {}),
}
for name, (image, options) in kinds.items():
    image.save(f"{folder}/{name}.jpg", quality=92, **options)
print("\\n".join(kinds), flush=True)
print("", flush=True)
for line in sys.stdin:
    data = open(f"{folder}/{line.strip()}.jpg", "rb").read()
    began = time.process_time()
    image = Image.open(io.BytesIO(data))
    image.load()
    if image.mode == "CMYK":
        image = image.convert("RGB")
    spent = time.process_time() - began
    array = np.asarray(image)
    whole = time.process_time() - began
    open(f"{folder}/pixels", "wb").write(image.tobytes())
    print(spent * 1000, whole * 1000, flush=True)
`;

const peer = spawn(python, ["-c", PEER, folder], { stdio: ["pipe", "pipe", "inherit"] });
const lines = createInterface(peer.stdout)[Symbol.asyncIterator]();
const line = async () => (await lines.next()).value;
const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];

const kinds = [];
for (let kind = await line(); kind; kind = await line()) kinds.push(kind);
console.log("12 megapixels        cnnc ms  Pillow ms  ratio  array ms  ratio  mean difference  worst");
for (const kind of kinds) {
  const bytes = new Uint8Array(readFileSync(join(folder, `${kind}.jpg`)));
  const times = { ours: [], theirs: [], arrays: [] };
  let image;
  for (let round = 0; round <= rounds; round++) {
    const before = process.cpuUsage();
    image = decodeImage(bytes, kind);
    const { user, system } = process.cpuUsage(before);
    peer.stdin.write(`${kind}\n`);
    const [theirs, array] = (await line()).split(" ").map(Number);
    // The first round compiles the decoder.
    if (round > 0) {
      times.ours.push((user + system) / 1000);
      times.theirs.push(theirs);
      times.arrays.push(array);
    }
  }
  const pixels = readFileSync(join(folder, "pixels"));
  if (pixels.length !== image.data.length)
    throw new Error(`${kind}: ${pixels.length} samples, not ${image.data.length}`);
  let [sum, worst] = [0, 0];
  for (let i = 0; i < pixels.length; i++) {
    const difference = Math.abs(pixels[i] - image.data[i]);
    sum += difference;
    worst = Math.max(worst, difference);
  }
  const [ours, theirs, arrays] = [times.ours, times.theirs, times.arrays].map(median);
  const cells = [
    kind.padEnd(20),
    ours.toFixed(0).padStart(8),
    theirs.toFixed(0).padStart(10),
    (ours / theirs).toFixed(2).padStart(6),
    arrays.toFixed(0).padStart(9),
    (ours / arrays).toFixed(2).padStart(6),
    (sum / pixels.length).toFixed(4).padStart(16),
    String(worst).padStart(6),
  ];
  console.log(cells.join(" "));
}
peer.stdin.end();
rmSync(folder, { recursive: true });
